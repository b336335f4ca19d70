"""Waiting for a customer or a colleague: a pause with a reason and an end, on the record, that hides no lateness."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cxloop.alerts.models import Alert
from cxloop.calendars.queries import working_time_of
from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.people.policies import scope_of
from cxloop.tickets import promises, queue, waits
from cxloop.tickets.clocks import clocks
from cxloop.tickets.models import Policy, Ticket, TicketEvent
from cxloop.tickets.queue import Filters
from cxloop.tickets.requirements import Closing, StepIncomplete
from cxloop.tickets.retracing import retrace
from cxloop.tickets.snoozes import LONGEST
from cxloop.tickets.steps import StepRefused
from cxloop.tickets.waits import Wait
from tests.makers import AT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOLVED = Closing(cause_unknown_because="Nobody knows", action="Paid back", told_how="phone")


def rome(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Europe/Rome"))


def wait(ticket, by, at=AT, until=None, kind="customer", reason="They look for the invoice"):
    record = act.wait(
        db.session(),
        ticket.id,
        kind=kind,
        until=until or at + 2 * DAY,
        reason=reason,
        by=by,
        at=at,
        via="web",
    )
    db.session.commit()
    return record


def go_on(ticket, by, at):
    act.go_on(db.session(), ticket.id, by=by, at=at, via="web")
    db.session.commit()


def tick(at):
    done = act.go_on_next(db.session(), at=at)
    db.session.commit()
    return done


def fresh(ticket):
    return db.session.get(Ticket, ticket.id, populate_existing=True)


def retraced(ticket):
    events = db.session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.number)
    return retrace((event.kind, event.facts) for event in events)


def dues(ticket):
    now = fresh(ticket)
    return now.contact_due_at, now.resolution_due_at


@pytest.fixture
def ticket(make, olga):
    """Opened on Tuesday at 10:00, to be solved within 40 working hours: on the next Tuesday at 10:00."""
    made = make.ticket(owner=olga)
    assert dues(made) == (rome(11, 10), rome(17, 10))
    return made


def test_what_the_policy_pauses_stands_still_and_the_rest_runs_on(ticket, olga):
    wait(ticket, olga, until=rome(12, 10))
    assert fresh(ticket).state == "waiting_customer"
    assert dues(ticket) == (rome(11, 10), rome(19, 10))
    go_on(ticket, olga, rome(11, 10))
    assert (fresh(ticket).state, dues(ticket)) == ("assigned", (rome(11, 10), rome(18, 10)))
    assert (retraced(ticket), fresh(ticket).again_at) == ("assigned", None)


def test_waiting_for_a_colleague_pauses_nothing_unless_the_policy_says_so(ticket, olga):
    before = dues(ticket)
    wait(ticket, olga, kind="internal")
    assert (fresh(ticket).state, dues(ticket)) == ("waiting_internal", before)
    go_on(ticket, olga, AT + HOUR)
    db.session.get(Policy, ticket.policy_id).pauses = {
        "customer": [],
        "internal": ["first_contact", "resolution"],
    }
    wait(ticket, olga, at=AT + HOUR, until=AT + DAY + HOUR, kind="internal")
    assert dues(ticket) == tuple(due + DAY for due in before)
    assert fresh(ticket).first_contact_due_at == before[0] + DAY  # what figures ask of


def test_it_ends_by_itself_at_its_moment_however_late_the_clock_comes(ticket, olga):
    wait(ticket, olga, until=rome(12, 10))
    assert tick(rome(12, 9)) == 0
    foreseen = dues(ticket)
    assert [tick(rome(13, 17)), tick(rome(13, 17))] == [1, 0]
    assert (fresh(ticket).state, dues(ticket)) == ("assigned", foreseen)
    record = db.session.query(Wait).one()
    assert (record.ended_at, record.ended_because, record.ended_by_id) == (rome(12, 10), "until", None)
    assert db.session.query(Alert).filter_by(kind="waited").one().recipient == f"user:{olga.id}"


def test_a_step_after_its_moment_but_before_the_clock_ended_nothing_later(ticket, olga):
    wait(ticket, olga, until=rome(12, 10))
    go_on(ticket, olga, rome(12, 15))
    assert (db.session.query(Wait).one().ended_at, dues(ticket)[1]) == (rome(12, 10), rome(19, 10))
    assert tick(rome(12, 15)) == 0


def test_the_customer_says_something_and_it_goes_on(make, olga):
    carl = make.contact()
    ticket = make.ticket(owner=olga, contact=carl)
    wait(ticket, olga)
    make.response(2, at=AT + HOUR, contact=carl)
    kinds = [event.kind for event in db.session.query(TicketEvent).filter_by(ticket_id=ticket.id)]
    assert kinds.index("went_on") < kinds.index("joined")
    assert (fresh(ticket).state, db.session.query(Wait).one().ended_because) == ("assigned", "customer")


def test_a_better_answer_closes_nothing_and_is_passed_by_by_nothing(make, olga):
    carl = make.contact()
    ticket = make.ticket(owner=olga, contact=carl)
    wait(ticket, olga)
    better = make.response(9, "Thank you.", at=AT + HOUR, contact=carl)
    make.response(9, at=AT - DAY, contact=carl)  # what they said before says nothing of this
    events = db.session.query(TicketEvent).filter_by(ticket_id=ticket.id, kind="answered_better")
    assert [event.facts for event in events] == [{"response": better.id, "score": 9}]
    assert (fresh(ticket).state, db.session.query(Wait).one().ended_because) == ("assigned", "customer")
    act.resolve(db.session(), ticket.id, closing=SOLVED, by=olga, at=AT + 2 * HOUR, via="web")
    make.response(10, at=AT + 3 * HOUR, contact=carl)
    assert (fresh(ticket).state, events.count()) == ("resolved", 2)


@pytest.mark.parametrize("outcome", ["reached", "no_answer"])
def test_who_tries_the_customer_ends_it(ticket, olga, outcome):
    wait(ticket, olga)
    act.log_contact(db.session(), ticket.id, by=olga, at=AT + HOUR, via="web", outcome=outcome)
    db.session.commit()
    assert (
        fresh(ticket).state == retraced(ticket) == ("in_progress" if outcome == "reached" else "contacting")
    )
    assert dues(ticket)[1] == rome(17, 11)


def test_a_letter_that_leaves_meanwhile_ends_nothing_for_it_is_what_we_wait_for_an_answer_to(ticket, olga):
    wait(ticket, olga)
    act.log_contact(
        db.session(),
        ticket.id,
        by=olga,
        at=AT + HOUR,
        via="job",
        channel="email",
        outcome="no_answer",
        letter=1,
    )
    db.session.commit()
    assert (fresh(ticket).state, fresh(ticket).again_at) == ("waiting_customer", AT + 2 * DAY)
    assert retraced(ticket) == "waiting_customer"
    tick(AT + 2 * DAY)
    assert fresh(ticket).state == retraced(ticket) == "contacting"


def test_resolved_while_it_waits_and_reopened_it_begins_anew_without_pauses(ticket, olga):
    wait(ticket, olga)
    act.resolve(db.session(), ticket.id, closing=SOLVED, by=olga, at=AT + HOUR, via="web")
    assert (fresh(ticket).state, db.session.query(Wait).one().ended_because) == ("resolved", "resolved")
    verify.reopen(
        db.session(), fresh(ticket), at=AT + 2 * HOUR, actor_id=olga.id, via="web", reason="Not yet"
    )
    db.session.commit()
    assert (fresh(ticket).state, waits.pauses_of(db.session(), fresh(ticket))) == ("reopened", {})
    assert dues(ticket)[1] == rome(17, 12)
    wait(ticket, olga, at=AT + 3 * HOUR, until=AT + 3 * HOUR + DAY)
    go_on(ticket, olga, AT + 3 * HOUR + DAY)
    assert fresh(ticket).state == retraced(ticket) == "reopened"


def test_handed_over_it_waits_on_and_back_in_triage_it_does_not(ticket, olga, tom):
    wait(ticket, olga)
    due = dues(ticket)
    act.assign(db.session(), ticket.id, owner_id=tom.id, by=olga, at=AT + HOUR, via="web")
    assert (fresh(ticket).state, fresh(ticket).again_at, dues(ticket)) == (
        "waiting_customer",
        AT + 2 * DAY,
        due,
    )
    act.assign(db.session(), ticket.id, owner_id=None, by=tom, at=AT + 2 * HOUR, via="web")
    assert (fresh(ticket).state, fresh(ticket).again_at, retraced(ticket)) == ("new", None, "new")


def test_a_second_wait_ends_the_first(ticket, olga):
    wait(ticket, olga, until=AT + 9 * DAY)
    wait(ticket, olga, at=AT + HOUR, until=AT + DAY, kind="internal")
    first, second = db.session.query(Wait).order_by(Wait.id)
    assert (first.ended_at, first.ended_because, second.ended_at) == (AT + HOUR, "again", None)
    assert (dues(ticket)[1], second.state_before) == (rome(17, 11), "assigned")


def test_what_is_late_stays_late_and_nobody_is_called_meanwhile(ticket, olga):
    policy = db.session.get(Policy, ticket.policy_id)
    policy.chain, policy.warn_at = [[60, "lead"]], [50, 90]
    wait(ticket, olga, at=rome(17, 10, 30), until=rome(18, 10, 30))
    assert dues(ticket)[1] == rome(17, 10)
    assert promises.missed(fresh(ticket), rome(17, 11)) == {"first_contact:1", "resolution:1"}
    calls = [s for s in act.steps_ahead(db.session(), fresh(ticket)) if s.name == "resolution:1+60:lead"]
    assert [step.at for step in calls] == [rome(18, 11)]  # half an hour before the wait, half after it


def test_warnings_come_by_the_time_that_ran(ticket, olga):
    db.session.get(Policy, ticket.policy_id).warn_at = [50]
    wait(ticket, olga, until=rome(12, 10))
    steps = {step.name: step.at for step in act.steps_ahead(db.session(), fresh(ticket))}
    assert steps["resolution:1@50"] == rome(16, 15)  # twenty working hours, two days of pause left out
    assert steps["first_contact:1@50"] == rome(10, 15)


def test_both_clocks_are_told(ticket, olga):
    wait(ticket, olga, at=AT + HOUR, until=rome(12, 11))
    now = fresh(ticket)
    seen = clocks(
        now, working_time_of(db.session(), now.calendar_id), rome(12, 12), waits.pauses_of(db.session(), now)
    ).resolution
    assert (seen.used, seen.paused, seen.by_the_wall) == (2 * HOUR, 16 * HOUR, timedelta(days=2, hours=2))
    assert (seen.allowed, seen.left) == (40 * HOUR, 38 * HOUR)


def test_it_is_counted_as_waiting_and_in_nobodys_way(ticket, make, olga):
    wait(ticket, olga)
    everything = {"scope": scope_of(olga), "filters": Filters(), "at": AT}
    seen = queue.counters(db.session(), **everything, end_of_today=AT + 12 * HOUR)
    assert (seen.waiting, seen.snoozed, seen.due_today, seen.later) == (1, 0, 0, 0)
    found = queue.paused(db.session(), scope=scope_of(olga), filters=Filters())
    assert ([one.id for one in found.tickets], queue.first(db.session(), **everything)) == ([ticket.id], None)


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"reason": "  "}, {"reason": "say_why"}),
        ({"until": AT}, {"until": "not_ahead"}),
        ({"until": AT + LONGEST + HOUR}, {"until": "too_far"}),
        ({"kind": "weather"}, {"kind": "unknown"}),
    ],
)
def test_it_asks_for_whom_why_and_until_when(ticket, olga, more, missing):
    with pytest.raises(StepIncomplete) as refused:
        wait(ticket, olga, **more)
    db.session.rollback()
    assert (refused.value.missing, db.session.query(Wait).count()) == (missing, 0)


def test_what_is_done_waits_for_nobody_and_cannot_be_put_off_while_it_waits(ticket, olga):
    wait(ticket, olga)
    with pytest.raises(StepRefused):
        act.snooze(db.session(), ticket.id, until=AT + DAY, by=olga, at=AT, via="web", reason="Later")
    db.session.rollback()
    act.wake(db.session(), ticket.id, by=olga, at=AT + HOUR, via="web")
    assert fresh(ticket).state == "assigned"
    act.resolve(db.session(), ticket.id, closing=SOLVED, by=olga, at=AT + HOUR, via="web")
    with pytest.raises(StepRefused):
        wait(ticket, olga, at=AT + HOUR)


def test_nobodys_ticket_becomes_whose_who_waits(make, olga):
    ticket = make.ticket(owner=None)
    act.assign(db.session(), ticket.id, owner_id=None, by=olga, at=AT, via="web")
    wait(ticket, olga)
    go_on(ticket, olga, AT + HOUR)
    assert (fresh(ticket).owner_id, fresh(ticket).state, retraced(ticket)) == (
        olga.id,
        "assigned",
        "assigned",
    )
