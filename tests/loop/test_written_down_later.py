"""A contact counts at the moment it happened, in the round of that moment, whenever it is written down."""

from datetime import timedelta

import pytest
from markupsafe import escape

from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.tickets import promises
from cxloop.tickets.models import ContactAttempt, TicketEvent
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.retracing import retrace
from tests.makers import AT

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def log(ticket, by, *, at, happened=None, outcome="reached"):
    made = act.log_contact(
        db.session(), ticket.id, by=by, at=at, via="web", outcome=outcome, happened_at=happened
    )
    db.session.commit()
    return made


def test_a_call_of_last_evening_keeps_the_promise_of_last_evening(app, make):
    olga, ticket = make.user("Olga"), make.ticket(0, at=AT)
    called, written = ticket.contact_due_at - MINUTE, ticket.contact_due_at + 20 * HOUR
    made = log(ticket, olga, at=written, happened=called)
    assert (made.at, made.written_at) == (called, written)
    assert ticket.reached_at == ticket.first_reached_at == called
    assert not any(name.startswith("first_contact") for name in promises.missed(ticket, written))


def test_what_is_written_down_at_once_is_not_called_late(app, make):
    olga, ticket = make.user("Olga"), make.ticket(at=AT)
    assert log(ticket, olga, at=AT + HOUR).written_at is None
    assert log(ticket, olga, at=AT + HOUR + 40 * timedelta(seconds=1), happened=AT + HOUR).written_at is None


def test_an_earlier_call_written_down_last_is_the_first(app, make):
    olga, ticket = make.user("Olga"), make.ticket(at=AT)
    log(ticket, olga, at=AT + 5 * HOUR)
    log(ticket, olga, at=AT + 6 * HOUR, happened=AT + HOUR, outcome="no_answer")
    assert (ticket.first_attempt_at, ticket.first_reached_at) == (AT + HOUR, AT + 5 * HOUR)


def test_neither_what_is_ahead_nor_what_was_before_the_ticket_is_a_contact_on_it(app, make):
    olga, ticket = make.user("Olga"), make.ticket(at=AT)
    for happened, why in ((AT + 3 * HOUR, "in_the_future"), (AT - HOUR, "before_the_ticket")):
        with pytest.raises(StepIncomplete) as refused:
            log(ticket, olga, at=AT + 2 * HOUR, happened=happened)
        assert refused.value.missing == {"happened_at": why}
        db.session.rollback()
    kept = log(ticket, olga, at=AT + 2 * HOUR, happened=AT - timedelta(seconds=20))
    assert kept.at == AT, "people tell the time to the minute"


def test_a_call_from_before_the_reopening_keeps_no_promise_after_it(app, make):
    olga, ticket = make.user("Olga"), make.ticket(at=AT)
    make.resolved(ticket, olga, at=AT + HOUR)
    verify.reopen(
        db.session(), ticket, at=AT + 5 * HOUR, actor_id=olga.id, via="web", reason="It broke again."
    )
    db.session.commit()
    made = log(ticket, olga, at=AT + 6 * HOUR, happened=AT + HOUR / 2)
    assert made.segment == 1
    assert (ticket.state, ticket.reached_at) == ("reopened", None)
    assert ticket.first_reached_at == AT + HOUR / 2
    events = db.session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.number)
    assert retrace((one.kind, one.facts) for one in events) == "reopened"


def test_the_page_takes_the_moment_on_the_readers_clock_and_says_it_was_written_later(
    clock, make, north, olga, carl, sign_in
):
    ticket = make.ticket(3, survey=make.survey(team=north), contact=carl, owner=olga)
    clock.move_to(AT + 3 * DAY)
    visitor, address = sign_in(olga), f"/tickets/{ticket.id}/contacts"
    for typed, said in (("2099-01-01T09:00", "That moment is still to come"), ("9 o'clock", "")):
        html = visitor.post(address, {"outcome": "reached", "happened_at": typed}, expect=422).get_data(
            as_text=True
        )
        assert said in html
        assert f'value="{escape(typed)}"' in html, "what was typed is kept"
    visitor.post(address, {"outcome": "reached", "happened_at": "2026-03-10T11:30"})
    assert db.session.query(ContactAttempt).one().at == AT + HOUR + HOUR / 2, "half past eleven in Rome"
    assert "was written down later" in visitor.get(f"/tickets/{ticket.id}").get_data(as_text=True)
