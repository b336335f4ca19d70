"""Learn: an improvement is raised, decided, registered before it goes live, measured, and measured again."""

from datetime import date, datetime, timedelta

import pytest

from cxloop.database import db
from cxloop.improvements import queries
from cxloop.loop import learn
from cxloop.reports.models import DailyAnswers
from cxloop.tickets.models import TicketEvent
from tests.makers import AT

LIVE = AT.date() - timedelta(days=90)


@pytest.fixture
def improvement(make, olga, at):
    driver = make.driver()
    return make.improvement(
        driver_id=driver.id, owner_id=olga.id, state="live", live_on=LIVE, washout_days=10, expected_fall=2.0,
        baseline_from=LIVE - timedelta(days=60), baseline_to=LIVE - timedelta(days=20),
    )  # fmt: skip


def answers(survey, first: date, last: date, each: int) -> None:
    day = first
    while day <= last:
        db.session.add(DailyAnswers(survey_id=survey.id, day=day, score=9, answers=each))
        day += timedelta(days=1)
    db.session.commit()


def late_tickets(make, team, owner, first: date, count: int) -> None:
    for place in range(count):
        moment = datetime(first.year, first.month, first.day, 10, tzinfo=AT.tzinfo) + timedelta(days=place)
        make.resolved(make.ticket(3, team=team, owner=owner, at=moment), owner, moment)


def test_raising_links_the_ticket_both_ways(make, north, olga, at):
    ticket = make.ticket(3, team=north, owner=olga)
    improvement = learn.raise_improvement(
        db.session(), title=" Call ahead ", problem="Nobody knows.", by=olga, at=at, ticket_ids=[ticket.id],
        hypothesis="It falls.", expected_fall=1.5,
    )  # fmt: skip
    db.session.commit()
    assert improvement.title == "Call ahead"
    assert (improvement.state, improvement.expected_fall) == ("proposed", 1.5)
    assert queries.linked_tickets(db.session(), improvement.id) == [ticket]
    assert "elevated" in [
        event.kind for event in db.session.query(TicketEvent).filter_by(ticket_id=ticket.id)
    ]


def test_an_effect_with_enough_answers_is_found(make, north, olga, improvement, at):
    survey = make.survey(team=north)
    answers(survey, LIVE - timedelta(days=60), AT.date(), 5)
    late_tickets(make, north, olga, LIVE - timedelta(days=60), 25)
    found = learn.measure(db.session(), improvement, at, by=olga)
    assert found.verdict == "improved"
    assert found.figures["counts"]["target"] == [25, 0]
    assert improvement.state == "measured"


def test_few_answers_are_not_measurable(make, north, olga, improvement, at):
    answers(make.survey(team=north), LIVE - timedelta(days=60), AT.date(), 1)
    late_tickets(make, north, olga, LIVE - timedelta(days=60), 2)
    assert learn.measure(db.session(), improvement, at).verdict == "not_measurable"


def test_measuring_again_adds_another_and_keeps_the_first(make, improvement, at):
    for days in (0, 30):
        learn.measure(db.session(), improvement, at + timedelta(days=days))
    rows = queries.measurements(db.session(), improvement.id)
    assert [row.at for row in rows] == [at + timedelta(days=30), at]
    assert [decision.state for decision, _ in queries.decisions(db.session(), improvement.id)] == ["measured"]


def test_an_early_look_does_not_count_as_measured(make, improvement, at):
    improvement.measure_on = at.date() + timedelta(days=1)
    learn.measure(db.session(), improvement, at)
    assert improvement.state == "measuring"
    learn.measure(db.session(), improvement, at + timedelta(days=1))
    assert improvement.state == "measured"


def test_before_the_time_after_and_its_thirty_days_are_over_there_is_no_verdict(
    make, north, olga, improvement, at
):
    improvement.live_on = LIVE + timedelta(days=11)
    answers(make.survey(team=north), LIVE - timedelta(days=60), AT.date(), 5)
    late_tickets(make, north, olga, LIVE - timedelta(days=60), 25)
    assert learn.measure(db.session(), improvement, at).verdict == "not_yet"
    assert improvement.state == "measuring"
    assert learn.measure(db.session(), improvement, at + timedelta(days=1)).verdict == "improved"
    assert improvement.state == "measured"


def test_what_cannot_be_measured_is_refused(make, at):
    with pytest.raises(ValueError, match="cause"):
        learn.measure(db.session(), make.improvement(), at)


def test_a_plan_that_somebody_else_changed_is_not_overwritten(make, improvement):
    learn.change(db.session(), improvement, seen_version=1, title="First")
    with pytest.raises(learn.ImprovementChanged):
        learn.change(db.session(), improvement, seen_version=1, title="Second")
    assert improvement.title == "First"


def test_a_decision_made_on_an_old_page_is_not_taken(make, improvement, max_, at):
    learn.change(db.session(), improvement, seen_version=1, title="First")
    with pytest.raises(learn.ImprovementChanged):
        learn.decide(
            db.session(), improvement, state="archived", reason="No.", by=max_, at=at, seen_version=1
        )


def test_what_was_expected_cannot_be_lowered_once_it_is_live(make, improvement):
    with pytest.raises(learn.AlreadyRegistered) as refused:
        learn.change(db.session(), improvement, seen_version=1, expected_fall=0.1, title="Better")
    assert refused.value.fields == ("expected_fall",)
    assert improvement.title != "Better"
