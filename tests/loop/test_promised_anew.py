"""Open tickets keep the promise they were made under until somebody has looked at another one by name and agreed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.loop.open import offers, promise_again
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.tickets import promises
from cxloop.tickets.models import TicketEvent

CALENDARS = PARTS["calendars"]


@pytest.fixture
def two(make, north, olga):
    """Two open tickets of Olga's; the calendar is 9 to 13 and 14 to 18."""
    return make.ticket(3, owner=olga), make.ticket(3, owner=olga)


def longer_days(at, hours="08:00–20:00"):
    """From now on the calendar is open from eight to eight."""
    values = CALENDARS.read(db.session(), "rome")
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), hours)
    ledger.switch_on(db.session(), CALENDARS, "rome", values | week, Hand(None, "cli"), at=at)


def marks(at):
    return [one.mark for one in offers(db.session(), at)]


def test_nothing_is_offered_while_nothing_was_switched_on(two, at):
    assert offers(db.session(), at) == []


def test_what_is_switched_on_changes_no_open_ticket_and_is_offered_by_name(two, at):
    before = [(one.contact_due_at, one.resolution_due_at, one.calendar_id) for one in two]
    longer_days(at)
    found = offers(db.session(), at)
    assert [(one.contact_due_at, one.resolution_due_at, one.calendar_id) for one in two] == before
    assert [one.ticket.id for one in found] == [one.id for one in two]
    assert all(
        one.contact.now < one.contact.before and one.resolution.now < one.resolution.before for one in found
    )


def test_who_agrees_promises_it_the_trail_tells_and_twice_changes_nothing(two, at, max_):
    longer_days(at)
    offer, _other = offers(db.session(), at)
    agreed = promise_again(db.session(), [offer.mark], by=max_, at=at, via="web")
    ticket = two[0]
    assert (agreed.promised, agreed.left) == ([ticket.id], [])
    assert ticket.due_at == ticket.contact_due_at == ticket.first_contact_due_at == offer.contact.now
    (told,) = db.session.scalars(select(TicketEvent).where(TicketEvent.kind == "promised_anew"))
    assert (told.actor_id, told.facts["contact_due_at"]) == (max_.id, offer.contact.now.isoformat())
    assert told.facts["contact_before"] == offer.contact.before.isoformat()
    again = promise_again(db.session(), [offer.mark], by=max_, at=at, via="web")
    assert (again.promised, again.left) == ([], [ticket.id])
    assert [one.ticket.id for one in offers(db.session(), at)] == [two[1].id]
    assert promises.missed(ticket, at) == frozenset()


def test_one_resolved_or_switched_otherwise_meanwhile_keeps_what_it_has(two, at, olga, max_, make):
    longer_days(at)
    seen = marks(at)
    make.resolved(two[0], olga, at + timedelta(minutes=5))
    agreed = promise_again(db.session(), seen, by=max_, at=at + timedelta(minutes=6), via="web")
    assert (agreed.promised, agreed.left) == ([two[1].id], [two[0].id])
    longer_days(at + timedelta(minutes=7), "07:00–21:00")
    stale = marks(at + timedelta(minutes=7))
    longer_days(at + timedelta(minutes=8), "06:00–22:00")
    assert promise_again(db.session(), stale, by=max_, at=at + timedelta(minutes=9), via="web").promised == []


def test_a_promise_that_was_kept_or_missed_stays_and_none_is_made_for_a_moment_that_is_over(
    two, at, olga, make
):
    reached, missed = two
    make.reached(reached, olga, at + timedelta(hours=1))
    late = missed.contact_due_at + timedelta(minutes=1)
    longer_days(late)
    before = {one.id: (one.first_contact_due_at, one.contact_due_at) for one in two}
    promise_again(db.session(), marks(late), by=None, at=late, via="cli")
    db.session.flush()
    assert {one.id: (one.first_contact_due_at, one.contact_due_at) for one in two} == before
    assert all(one.resolution_due_at > late for one in two)


@pytest.mark.parametrize("mark", ["", "x", "99999~1~2", "~", "1", "9" * 30 + "~1~2"])
def test_a_mark_that_is_none_changes_nothing(two, at, mark):
    longer_days(at)
    assert promise_again(db.session(), [mark], by=None, at=at, via="web").promised == []


def test_of_a_ticket_that_became_urgent_nothing_else_is_offered_before_a_switch(make, north, olga, carl, at):
    ticket = make.ticket(6, contact=carl, survey=make.survey(team=north), owner=olga)
    make.response(0, contact=carl, at=at + timedelta(hours=1))
    assert ticket.promised == 2
    assert offers(db.session(), at + timedelta(hours=1)) == []
    longer_days(at + timedelta(hours=1))
    (offer,) = offers(db.session(), at + timedelta(hours=1))
    assert offer.contact.now <= offer.contact.before
