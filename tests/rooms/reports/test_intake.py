"""M3: equal to a recount by hand, whatever came in, and cheap by its index."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.reports.intake import intake
from cxloop.reports.intake_doors import doors
from cxloop.reports.intake_eligible import rule_versions
from cxloop.reports.metrics.intake import coverage, silent_drops, waits
from cxloop.responses.models import Response, ResponseChange, Source, Survey
from cxloop.tickets.models import Rule, Triggering
from cxloop.tickets.triggers import Answer, fires
from tests.breadth import examples
from tests.makers import AT

DAY = timedelta(days=1)
outcome = st.sampled_from(["none", "none", "suppressed", "lost"])
answers = st.lists(
    st.tuples(
        st.sampled_from(["nps", "csat", "hidden"]), st.one_of(st.none(), st.integers(0, 10)),
        st.integers(-45, 0), outcome, st.booleans(), st.one_of(st.none(), st.integers(0, 40)),
    ),
    max_size=25,
)  # fmt: skip
versions = st.lists(
    st.tuples(
        st.one_of(st.none(), st.sampled_from(["nps", "csat"])), st.one_of(st.none(), st.integers(0, 8)),
        st.integers(-50, 0), st.one_of(st.none(), st.integers(0, 50)),
    ),
    max_size=4,
)  # fmt: skip


@pytest.fixture
def surveys(make):
    return {
        "nps": make.survey("nps"),
        "csat": make.survey("csat", metric="csat", scale_min=1, scale_max=5, ticket_low=2, urgent_low=1),
        "hidden": make.survey("hidden", is_anonymous=True),
    }


@examples(10, wide=200)
@given(given_answers=answers, given_rules=versions)
def test_coverage_is_that_of_a_recount(app, surveys, given_answers, given_rules):
    with db.session.begin_nested() as undone:
        for number, (survey, limit, since, lasting) in enumerate(given_rules):
            created = AT + since * DAY
            db.session.add(Rule(
                key=f"r{number}", name="R", survey_id=surveys[survey].id if survey else None, score_at_most=limit,
                created_at=created, retired_at=created + lasting * DAY if lasting is not None else None,
            ))  # fmt: skip
        for number, facts in enumerate(given_answers):
            write(surveys, number, *facts)
        db.session.flush()
        figures = intake(db.session(), AT, AT - 30 * DAY)
        eligible, covered = recount(AT - 30 * DAY, AT)
        assert (figures.coverage.n, figures.coverage.k) == (eligible, covered)
        assert figures.silent_drops == eligible - covered
        undone.rollback()


def write(surveys, number, survey, score, days, became, withdrawn, changed) -> None:
    source = db.session.scalars(select(Source).filter_by(survey_id=surveys[survey].id)).first()
    if source is None:
        source = Source(survey_id=surveys[survey].id, door="file")
        db.session.add(source)
        db.session.flush()
    moment = AT + days * DAY
    response = Response(
        source_id=source.id, survey_id=source.survey_id, external_id=f"a{number}", score=score, answered_at=moment,
        received_at=moment, withdrawn_at=AT if withdrawn else None,
    )  # fmt: skip
    db.session.add(response)
    db.session.flush()
    if changed is not None:
        db.session.add(ResponseChange(response_id=response.id, at=moment + changed * DAY))
    if became != "none":
        word = "suppressed" if became == "suppressed" else "opened"
        db.session.add(Triggering(response_id=response.id, outcome=word, reason="", at=moment))


def recount(since: datetime, until: datetime) -> tuple[int, int]:
    """One answer after the other, by the rules' own code."""
    eligible = covered = 0
    tried = rule_versions(db.session())
    for response in db.session.scalars(select(Response)):
        survey = db.session.get_one(Survey, response.survey_id)
        if not since <= response.received_at <= until or response.withdrawn_at or survey.is_anonymous:
            continue
        changes = select(ResponseChange.at).where(ResponseChange.response_id == response.id)
        heard = max(db.session.scalars(changes), default=response.received_at)
        record = db.session.get(Triggering, response.id)
        answer = Answer(survey.id, response.score, survey.ticket_low, survey.urgent_low)
        ever = [one.condition for one in tried]
        low = response.score is None or fires(answer, ever) is not None
        named = fires(answer, [one.condition for one in tried if one.tries(heard)]) is not None
        if low and (record or named):
            eligible += 1
            covered += bool(record and (record.ticket_id or record.outcome == "suppressed"))
    return eligible, covered


def test_nothing_eligible_is_nothing_dropped():
    assert silent_drops(coverage(0, 0)) == 0
    assert silent_drops(coverage(7, 9)) == 2
    with pytest.raises(ValueError):
        coverage(10, 9)


@given(st.lists(st.one_of(st.none(), st.integers(0, 9).map(lambda h: timedelta(hours=h))), max_size=30))
def test_what_still_waits_is_longer_than_everything(lengths):
    found = waits(lengths)
    ordered = sorted(lengths, key=lambda length: length if length is not None else timedelta.max)
    assert found.n == len(lengths)
    if lengths:
        assert found.median == ordered[(len(lengths) + 1) // 2 - 1]
        assert found.p90 == ordered[-(-9 * len(lengths) // 10) - 1]
    else:
        assert (found.median, found.p90) == (None, None)


def test_until_somebody_is_told_counts_by_the_receipt(make, north, at):
    make.survey(team=north)
    for _ in range(4):
        make.ticket()
    sent, folded, waiting, dead = db.session.scalars(
        select(Alert).where(Alert.kind == "ticket_opened").order_by(Alert.id)
    )
    digest = Alert(
        delivery_id="d", kind="digest", subject="channel:x", step=1, via="slack", recipient="team:1", channel="x",
        state="sent", not_before=at, created_at=at, sent_at=at + timedelta(minutes=8),
    )  # fmt: skip
    db.session.add(digest)
    db.session.flush()
    sent.state, sent.sent_at = "sent", at + timedelta(minutes=2)
    folded.state, folded.folded_into_id = "folded", digest.id
    dead.state = "dead"
    db.session.commit()
    told = intake(db.session(), at).until_told
    assert (told.n, told.waiting) == (4, 2)
    assert (told.median, told.p90) == (timedelta(minutes=8), None)
    assert waiting.state == "pending"


def test_a_door_knows_its_last_arrival_its_day_its_week_and_its_rhythm(make, at):
    make.survey()
    for days in (0, 0, 3, 10, 200):
        make.response(9, at=at - days * DAY)
    file = next(door for door in doors(db.session(), at) if door.door == "file")
    assert (file.last_at, file.day, file.week) == (at, 2, 3)
    assert sum(file.weeks) == 4
    assert file.weeks[-1] == 2


def test_the_figures_are_read_by_the_index_of_sources(make, at, statements):
    make.survey()
    make.response(3)
    statements.clear()
    intake(db.session(), at)
    assert len(statements) <= 12
