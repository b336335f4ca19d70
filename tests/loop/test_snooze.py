"""Putting a ticket off: it steps back until then, its promises run on, and whatever happens brings it back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.database import db
from cxloop.loop import act
from cxloop.loop.listen import Door, hear
from cxloop.people.models import Role
from cxloop.people.policies import scope_of
from cxloop.responses.importing.answers import Heard
from cxloop.tickets import queue
from cxloop.tickets.models import Ticket, TicketEvent
from cxloop.tickets.queue import Filters
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.snoozes import LONGEST, Snooze, wrong_until
from cxloop.tickets.steps import StepRefused
from tests.makers import AT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def tried(ticket, by, at=AT):
    act.log_contact(db.session(), ticket.id, by=by, at=at, via="web", outcome="no_answer")
    db.session.commit()


def put_off(ticket, by, hours=2, at=AT, **more) -> Snooze:
    record = act.snooze(db.session(), ticket.id, until=at + hours * HOUR, by=by, at=at, via="web", **more)
    db.session.commit()
    return record


def first(user, at):
    return queue.first(db.session(), scope=scope_of(user), filters=Filters(), at=at)


def again_at(ticket):
    return db.session.get(Ticket, ticket.id, populate_existing=True).again_at


def test_after_no_answer_the_next_customer_is_first_and_this_one_is_back_by_itself(make, olga):
    one, other = make.ticket(owner=olga), make.ticket(owner=olga)
    tried(one, olga)
    assert first(olga, AT).id == one.id
    record = put_off(one, olga)
    assert (record.reason, record.attempt_id is not None) == (None, True)
    assert first(olga, AT + HOUR).id == other.id
    assert first(olga, AT + 2 * HOUR).id == one.id


def test_what_is_put_off_is_owed_counted_and_in_sight(make, olga):
    ticket = make.ticket(owner=olga)
    due_at = ticket.due_at
    put_off(ticket, olga, reason="They are on a train")
    assert (ticket.due_at, ticket.is_owed, ticket.is_open) == (due_at, True, True)
    everything = {"scope": scope_of(olga), "filters": Filters(), "at": AT}
    seen = queue.counters(db.session(), **everything, end_of_today=AT + DAY)
    assert (seen.snoozed, seen.due_today, seen.overdue, seen.later) == (1, 0, 0, 0)
    assert [one.id for one in queue.snoozed(db.session(), **everything).tickets] == [ticket.id]


def test_a_promise_that_is_missed_meanwhile_is_escalated_all_the_same(make, olga):
    ticket = make.ticket(owner=olga)
    put_off(ticket, olga, hours=24 * 7, reason="On holiday")
    assert act.escalate_next(db.session(), at=AT + 6 * DAY) == 1


@pytest.mark.parametrize(
    "brings_back", ["attempt", "reach", "complaint", "worse answer", "other owner", "by hand"]
)
def test_whatever_happens_brings_it_back(brings_back, make, olga, north):
    tom, carl = make.user("Tom", Role.FRONTLINE, north), make.contact("Carl")
    ticket = make.ticket(owner=olga, contact=carl)
    put_off(ticket, olga, reason="Carl asked for it")
    at = AT + HOUR
    if brings_back in ("attempt", "reach"):
        outcome = "reached" if brings_back == "reach" else "no_answer"
        act.log_contact(db.session(), ticket.id, by=olga, at=at, via="web", outcome=outcome)
    elif brings_back == "complaint":
        make.response(4, contact=carl, at=at)
    elif brings_back == "worse answer":
        who = {"external_id": ticket.response.external_id, "email": carl.email, "name": carl.name}
        worse = Heard(line=1, score=0, comment="Worse now", answered_at=AT, **who)
        hear(db.session(), [worse], Door(make.source(), via="import", at=at))
    elif brings_back == "other owner":
        act.assign(db.session(), ticket.id, owner_id=tom.id, by=olga, at=at, via="web")
    else:
        act.wake(db.session(), ticket.id, by=olga, at=at, via="web")
    db.session.commit()
    assert again_at(ticket) is None


def test_opened_again_it_is_not_put_off_any_more(make, olga):
    ticket = make.ticket(owner=olga)
    put_off(ticket, olga, reason="Later")
    make.resolved(ticket, olga, at=AT + HOUR)
    with pytest.raises(StepRefused):
        put_off(ticket, olga, at=AT + HOUR, reason="Later")
    make.response(3, contact=ticket.contact, at=AT + 2 * HOUR)
    assert (db.session.get(Ticket, ticket.id, populate_existing=True).state, again_at(ticket)) == (
        "reopened",
        None,
    )


def test_a_second_time_replaces_the_first_and_both_stay_in_the_trail(make, olga):
    ticket = make.ticket(owner=olga)
    put_off(ticket, olga, reason="Later")
    put_off(ticket, olga, hours=5, reason="Later still")
    assert again_at(ticket) == AT + 5 * HOUR
    assert db.session.query(TicketEvent).filter_by(ticket_id=ticket.id, kind="snoozed").count() == 2
    assert db.session.query(Snooze).count() == 2


def test_without_an_attempt_it_needs_a_reason_and_an_old_attempt_is_none(make, olga):
    ticket = make.ticket(owner=olga)
    with pytest.raises(StepIncomplete) as refused:
        put_off(ticket, olga)
    assert refused.value.missing == {"reason": "say_why"}
    tried(ticket, olga)
    with pytest.raises(StepIncomplete):
        put_off(ticket, olga, at=AT + DAY, reason="  ")
    make.reached(ticket, olga, at=AT + DAY)
    with pytest.raises(StepIncomplete):
        put_off(ticket, olga, at=AT + DAY)


def test_nobodys_ticket_is_taken_by_who_puts_it_off(make, olga):
    ticket = make.ticket(owner=olga)
    act.assign(db.session(), ticket.id, owner_id=None, by=olga, at=AT, via="web")
    put_off(ticket, olga, reason="I call them tomorrow")
    assert ticket.owner_id == olga.id
    assert again_at(ticket) is not None


@given(st.timedeltas(min_value=-LONGEST, max_value=2 * LONGEST))
def test_only_moments_ahead_and_within_thirty_days(away):
    code = wrong_until(AT + away, AT)
    assert (code == "") == (timedelta(0) < away <= LONGEST)
