"""The clock measures on the measure date, once, and tells; decisions ask the same from every door."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.improvements import queries
from cxloop.improvements.models import Improvement
from cxloop.loop import learn
from cxloop.people.models import Role
from tests.loop.test_learn import LIVE, answers, late_tickets
from tests.makers import AT


@pytest.fixture
def sponsor(make):
    return make.user("Elsa", Role.EXECUTIVE)


@pytest.fixture
def improvement(make, olga, sponsor):
    return make.improvement(
        driver_id=make.driver().id, owner_id=olga.id, sponsor_id=sponsor.id, state="live", live_on=LIVE,
        washout_days=10, baseline_from=LIVE - timedelta(days=60), baseline_to=LIVE - timedelta(days=20),
        measure_on=AT.date(),
    )  # fmt: skip


def told(kind="improvement_measured"):
    chosen = select(Alert).where(Alert.kind == kind).order_by(Alert.id)
    return [alert.recipient for alert in db.session.scalars(chosen)]


def tick(at):
    return learn.measure_next(db.session(), at=at)


def test_on_the_day_it_measures_and_tells_owner_and_sponsor(make, north, olga, sponsor, improvement, at):
    answers(make.survey(team=north), LIVE - timedelta(days=60), AT.date(), 5)
    late_tickets(make, north, olga, LIVE - timedelta(days=60), 25)
    assert tick(at - timedelta(days=1)) == 0
    assert tick(at) == 1
    assert improvement.state == "measured"
    assert told() == [f"user:{olga.id}", f"user:{sponsor.id}"]
    said = telling(olga, at)
    assert said.told.headline == "Measured: Call before a late delivery"
    assert ("Verdict", "It worked: improved") in said.told.lines
    assert said.path == f"/improvements/{improvement.id}"


def telling(reader, at, language="en"):
    alert = db.session.scalars(select(Alert).where(Alert.recipient == f"user:{reader.id}")).one()
    return learn.tell(
        db.session(), alert_id=alert.id, kind=alert.kind, subject=alert.subject, recipient=alert.recipient,
        facts={}, at=at, language=language, reader=reader,
    )  # fmt: skip


def test_a_second_clock_and_the_next_minute_measure_nothing(make, improvement, at):
    assert [tick(at), tick(at), tick(at + timedelta(minutes=1)), tick(at + timedelta(days=40))] == [
        1,
        0,
        0,
        0,
    ]
    assert len(queries.measurements(db.session(), improvement.id)) == 1


def test_a_clock_that_stood_still_measures_late(make, improvement, at):
    assert tick(at + timedelta(days=100)) == 1
    assert improvement.state == "measured"


def test_what_was_put_away_meanwhile_is_not_measured(make, improvement, max_, at):
    learn.decide(db.session(), improvement, state="archived", reason="We closed that lane.", by=max_, at=at)
    assert tick(at) == 0
    assert told() == []


def test_a_verdict_of_what_is_put_away_before_it_is_sent_is_not_told(make, olga, improvement, max_, at):
    tick(at)
    learn.decide(db.session(), improvement, state="archived", reason="We closed that lane.", by=max_, at=at)
    assert telling(olga, at) is None


def test_where_causes_are_missing_it_says_so_once_and_looks_again_in_a_week(
    make, north, olga, improvement, at
):
    survey = make.survey(team=north)
    answers(survey, LIVE - timedelta(days=60), AT.date(), 5)
    late_tickets(make, north, olga, LIVE - timedelta(days=60), 25)
    for place in range(20):
        make.ticket(3, team=north, owner=olga, at=AT - timedelta(days=75 - place))
    assert tick(at) == 1
    assert improvement.state == "measuring"
    assert len(told()) == 2
    assert [tick(at + timedelta(days=day)) for day in (1, 6, 7)] == [0, 0, 1]
    assert len(told()) == 2


@pytest.mark.parametrize(
    ("state", "move", "reason", "code"),
    [("proposed", "live", "Now.", "no_move"), ("proposed", "measured", "It fell.", "no_move"),
     ("measured", "told_back", "We told them.", "no_move"), ("proposed", "decided", "  ", "no_reason")],
)  # fmt: skip
def test_order_and_reason_are_asked_in_the_domain(make, max_, at, state, move, reason, code):
    improvement = make.improvement(state=state, owner_id=max_.id)
    with pytest.raises(learn.NotDecidable) as refused:
        learn.decide(db.session(), improvement, state=move, reason=reason, by=max_, at=at)
    assert refused.value.code == code
    assert improvement.state == state


def test_what_nobody_owns_is_not_begun_and_no_day_to_come_is_live(make, max_, at):
    improvement = make.improvement(state="proposed", owner_id=None)
    with pytest.raises(learn.NotDecidable, match="no_owner"):
        learn.decide(db.session(), improvement, state="decided", reason="Yes.", by=max_, at=at)
    improvement.owner_id, improvement.state = max_.id, "decided"
    with pytest.raises(learn.NotDecidable, match="live_later"):
        learn.decide(
            db.session(), improvement, state="live", reason="On.", by=max_, at=at,
            live_on=at.date() + timedelta(days=1),
        )  # fmt: skip


def test_no_more_begin_than_the_company_wants_at_once(make, max_, at):
    from cxloop.people.company import company

    us = company(db.session(), at)
    us.improvements_at_once = 1
    db.session.add(us)
    make.improvement(state="doing", owner_id=max_.id)
    second = make.improvement(state="decided", owner_id=max_.id)
    with pytest.raises(learn.NotDecidable, match="too_many"):
        learn.decide(db.session(), second, state="doing", reason="Begin.", by=max_, at=at)


def test_going_live_without_a_plan_gets_one_that_can_be_measured(make, max_, olga, at):
    improvement = make.improvement(
        state="decided", owner_id=max_.id, raised_by_id=olga.id, driver_id=make.driver().id, raised_at=at
    )
    learn.decide(db.session(), improvement, state="live", reason="On.", by=max_, at=at)
    assert improvement.baseline_to < at.date() - timedelta(days=27)
    assert improvement.measure_on > at.date()
    assert told("improvement_decided") == [f"user:{olga.id}"]
    assert tick(at + timedelta(days=300)) == 1


def weeks_of(make, team, owner, at, counts):
    """One answer with a score a day and so many tickets in each week, the newest complete week last."""
    survey = make.survey(team=team)
    monday = at - timedelta(days=at.weekday())
    answers(survey, (monday - timedelta(weeks=len(counts))).date(), at.date(), 20)
    for place, count in enumerate(counts):
        for number in range(count):
            moment = monday - timedelta(weeks=len(counts) - place) + timedelta(hours=10 + number)
            make.resolved(make.ticket(3, team=team, owner=owner, at=moment), owner, moment)


def test_a_cause_that_leaves_its_limits_is_proposed_once(make, north, olga, max_, at):
    weeks_of(make, north, olga, at, [1, 2] * 7 + [12])
    assert [learn.notice_next(db.session(), at=at, language="en") for _ in range(3)] == [1, 0, 0]
    made = db.session.scalars(select(Improvement)).one()
    assert (made.state, made.raised_by_id, made.noticed["tickets"]) == ("proposed", None, 12)
    assert len(queries.linked_tickets(db.session(), made.id)) == 12
    assert told("improvement_noticed") == [f"user:{max_.id}"]
    learn.decide(db.session(), made, state="archived", reason="The strike is over.", by=max_, at=at)
    assert learn.notice_next(db.session(), at=at, language="en") == 0


def test_a_cause_within_its_limits_proposes_nothing(make, north, olga, at):
    weeks_of(make, north, olga, at, [2, 4] * 7 + [5])
    assert learn.notice_next(db.session(), at=at, language="en") == 0
    assert db.session.scalar(select(func.count()).select_from(Improvement)) == 0
