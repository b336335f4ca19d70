"""The executive page's figures, counted again one ticket at a time, on both engines."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from cxloop.database import db
from cxloop.reports import rollups
from cxloop.reports.as_json import as_json
from cxloop.reports.executive import executive
from cxloop.reports.metrics.score import nps_of
from cxloop.reports.models import DailyAnswers
from cxloop.reports.period import Period, months_until, usual_period
from tests.breadth import number
from tests.databases import counted_statements
from tests.rooms.reports import recount
from tests.rooms.reports.company import AS_OF, found

ROME = ZoneInfo("Europe/Rome")
QUARTER = usual_period(AS_OF, ROME)


@pytest.mark.parametrize("seed", range(number(8, wide=24)))
def test_every_figure_equals_a_naive_recount(app, seed):
    company = found(db.session(), seed)
    chance = Random(seed)
    for _ in range(4):
        start = AS_OF.date() - timedelta(days=chance.randint(1, 200))
        period = Period(start, start + timedelta(days=chance.randint(1, 200)))
        as_of = AS_OF - timedelta(days=chance.choice([0, 0, 20, 60]))
        compare(executive(db.session(), period, as_of), company, period, as_of)


def compare(page, company, period, as_of):
    counts, complete, running = recount.strict(company, period, as_of)
    assert [count for _, count in page.ladder.rungs] == counts
    assert (page.ladder.completion.k, page.ladder.completion.n, page.ladder.running) == (
        complete,
        counts[0],
        running,
    )
    assert page.contacted == recount.in_time(company, period, as_of)
    assert page.ladder.silent == complete - counts[-1]
    assert (page.resolved_in_time.k, page.resolved_in_time.n) == recount.resolved_in_time(
        company, period, as_of
    )
    for name in ("attempted", "reached", "resolved", "first_resolved"):
        assert page.times[name] == recount.times(company, period, as_of, name), name
    assert page.customers.told == recount.people(company, period, as_of)
    words, first = recount.words(company, period, as_of)
    assert (page.verified.first_time.k, page.verified.first_time.n) == (first["yes"], sum(first.values()))
    assert (page.verified.verified.k, page.verified.verified.n) == (
        words["yes"],
        words["yes"] + words["partly"] + words["no"],
    )
    assert page.verified.replied.n == sum(words.values())
    by_cause, closed = recount.causes(company, period, as_of)
    assert {int(cause.name): cause.weight for cause in page.causes.causes} == by_cause
    assert (page.causes.coverage.n, page.causes.uncoded) == (closed, closed - sum(by_cause.values()))
    compare_scores(page, company, period)


def compare_scores(page, company, period):
    surveys = {survey.id: survey for survey in company.surveys}

    def place(survey_id):
        survey = surveys[survey_id]
        return survey.metric, survey.is_relationship, survey.is_anonymous

    expected = recount.scores_of(company, period, place)
    assert page.answers == sum(map(len, expected.values()))
    for one in page.scores:
        measure = one.measure
        scores = expected.get((measure.metric, measure.is_relationship, measure.is_anonymous), [])
        if measure.is_anonymous and len(scores) < 5:
            assert one.score.n == 0
            continue
        assert one.score.n == len(scores)
        assert dict(one.distribution) == {
            step: scores.count(step) for step in range(measure.lowest, measure.highest + 1)
        }
        if measure.metric == "nps":
            assert one.score == nps_of(scores)
        elif scores:
            high = {"csat": 4, "ces": 6, "osat": 8}[measure.metric]
            assert one.score.value == pytest.approx(
                100 * sum(score >= high for score in scores) / len(scores)
            )


def test_an_old_answer_that_reached_us_yesterday_is_yesterdays_promise(app):
    company = found(db.session(), 6)
    for fact in company.facts:
        fact.ticket.received_at = AS_OF - timedelta(days=1)
    db.session.flush()
    old = executive(db.session(), QUARTER, AS_OF)
    assert (old.tickets, old.ladder.detected) == (0, 0)
    assert old.causes.coverage.n > 0, "what they were unhappy about is of the day they said it"
    yesterday = Period(AS_OF.date() - timedelta(days=1), AS_OF.date())
    assert executive(db.session(), yesterday, AS_OF).ladder.running == len(company.facts) - sum(
        fact.ticket.state == "merged" or fact.ticket.opened_at > AS_OF for fact in company.facts
    )


def test_the_page_takes_at_most_fourteen_statements(app):
    found(db.session(), 1)
    db.session.expire_all()
    with counted_statements(app) as said:
        executive(db.session(), QUARTER, AS_OF)
    assert len(said) <= 14


def test_a_company_without_an_answer_has_a_page_too(app):
    page = executive(db.session(), QUARTER, AS_OF)
    assert (page.answers, page.tickets, page.chosen, page.months, page.whole_range) == (0, 0, None, (), None)
    assert page.ladder.completion.share is None
    json.dumps(as_json(page), allow_nan=False)


def test_an_empty_period_offers_the_days_on_which_somebody_answered(app):
    company = found(db.session(), 3)
    page = executive(db.session(), Period(date(2020, 1, 1), date(2020, 4, 1)), AS_OF)
    days = [
        response.answered_at.astimezone(ROME).date()
        for response in company.responses
        if response.score is not None
    ]
    assert page.whole_range == Period(min(days), max(days) + timedelta(days=1))


def test_the_wanted_score_leads_and_an_unknown_one_does_not_break_the_page(app):
    found(db.session(), 2)
    page = executive(db.session(), QUARTER, AS_OF, measure="osat-moment")
    wanted = [one for one in page.scores if one.measure.key == "osat-moment"]
    assert page.chosen is (wanted or page.scores)[0]
    assert executive(db.session(), QUARTER, AS_OF, measure="nonsense").chosen is not None


def test_every_figure_for_machines_carries_its_definition_n_and_exclusions(app):
    found(db.session(), 4)
    page = as_json(executive(db.session(), QUARTER, AS_OF))
    json.dumps(page, allow_nan=False)

    def figures(part):
        if isinstance(part, dict):
            if "definition" in part:
                yield part
            for below in part.values():
                yield from figures(below)
        elif isinstance(part, list):
            for below in part:
                yield from figures(below)

    carried = list(figures(page))
    assert {"M1", "M2", "M4", "M5", "M7", "M8", "M11"} <= {figure["definition"] for figure in carried}
    for figure in carried:
        assert {"version", "n", "exclusions"} <= figure.keys()


def test_tallies_kept_answer_by_answer_equal_tallies_made_again(app):
    company = found(db.session(), 5)
    rebuilt = _tallies(db.session())
    db.session().execute(delete(DailyAnswers))
    for response in company.responses:
        if response.score is not None:
            day = response.answered_at.astimezone(ROME).date()
            rollups.add(db.session(), response.survey_id, {(day, response.score): 2, (date.min, 0): 0})
            rollups.add(db.session(), response.survey_id, {(day, response.score): -1})
    assert _tallies(db.session()) == rebuilt
    assert sum(rebuilt.values()) == sum(response.score is not None for response in company.responses)


def _tallies(session):
    return {
        (row.survey_id, row.day, row.score): row.answers for row in session.query(DailyAnswers) if row.answers
    }


def test_the_usual_period_is_old_enough_to_be_judged():
    assert Period(date(2026, 7, 26), date(2026, 10, 25)) == QUARTER
    assert QUARTER.before == Period(date(2026, 4, 26), date(2026, 7, 26))
    assert usual_period(datetime(2026, 11, 24, 0, 30, tzinfo=UTC), ROME) == QUARTER
    assert usual_period(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), ROME) == QUARTER, "in Rome it is the 24th"


def test_months_end_with_the_month_of_the_last_day():
    assert months_until(date(2026, 2, 1), 3) == (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1))


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2026, 1, 2), date(2026, 1, 2))
