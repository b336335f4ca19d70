"""The customer's word: changed while the window is open, kept afterwards, and asked only of those who were asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import verify
from cxloop.tickets import trail
from cxloop.tickets.models import CustomersWord, Ticket, TicketEvent, Verification

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(make, north, olga, at):
    """A ticket of Olga's that waits for the customer's word."""
    ticket = make.ticket(3, survey=make.survey(team=north), owner=olga)
    make.resolved(ticket, olga, at)
    return db.session.scalars(select(Verification).filter_by(ticket_id=ticket.id)).one()


@pytest.fixture
def say(asked, at):
    def heard(word, comment="", after=HOUR, **more):
        return verify.hear_word(db.session(), asked.id, word=word, comment=comment, at=at + after, **more)

    return heard


def ticket_of(asked) -> Ticket:
    return db.session.get_one(Ticket, asked.ticket_id, populate_existing=True)


def said(asked):
    words = select(CustomersWord).filter_by(verification_id=asked.id).order_by(CustomersWord.id)
    return [(word.answer, word.comment, word.counts) for word in db.session.scalars(words)]


def events(asked):
    chosen = select(TicketEvent).filter_by(ticket_id=asked.ticket_id).order_by(TicketEvent.number)
    return [event.kind for event in db.session.scalars(chosen)]


def alerts(kind):
    return db.session.scalars(select(Alert).filter_by(kind=kind).order_by(Alert.id)).all()


def test_a_yes_pressed_by_mistake_becomes_a_no_and_opens_the_ticket_again(asked, say):
    assert say("yes") == "answered"
    assert say("no", "Wrong button.", 2 * HOUR) == "changed"
    ticket = ticket_of(asked)
    assert (ticket.state, ticket.segment, ticket.closed_at) == ("reopened", 2, None)
    assert (asked.answer, asked.comment) == ("no", "Wrong button.")
    assert said(asked) == [("yes", None, True), ("no", "Wrong button.", True)]
    assert len(alerts("reopened")) == 1
    assert trail.broken_at(db.session(), ticket.id) is None


def test_a_yes_becomes_partly(asked, say):
    say("yes")
    assert say("partly", after=2 * HOUR) == "changed"
    assert ticket_of(asked).state == "reopened"


def test_a_no_that_becomes_a_yes_closes_nothing_and_is_told_to_the_owner(asked, say, make, olga, at):
    say("no")
    make.reached(ticket_of(asked), olga, at + 2 * HOUR)
    assert say("yes", "It works now.", 3 * HOUR) == "changed"
    ticket = ticket_of(asked)
    assert (ticket.state, asked.answer) == ("in_progress", "yes")
    (told,) = alerts("word_changed")
    assert (told.recipient, told.facts) == (f"user:{olga.id}", {"answer": "yes", "before": "no"})
    assert "word_changed" in events(asked)
    make.resolved(ticket, olga, at + 4 * HOUR)
    assert ticket_of(asked).state == "resolved"


def test_pressing_twice_is_once(asked, say):
    assert [say("no"), say("no"), say("no", after=2 * HOUR)] == ["answered", "same", "same"]
    assert ticket_of(asked).segment == 2
    assert len(said(asked)) == len(alerts("reopened")) == 1


def test_a_no_after_the_window_is_kept_and_told_and_opens_nothing(asked, say, olga, at):
    verify.expire_next(db.session(), at=at + 15 * DAY)
    assert say("no", "It broke again.", 16 * DAY) == "kept"
    ticket = ticket_of(asked)
    assert (ticket.state, asked.answer) == ("unverified", "silent")
    assert said(asked) == [("no", "It broke again.", False)]
    (told,) = alerts("customer_wrote")
    assert told.recipient == f"user:{olga.id}"
    assert events(asked)[-1] == "customer_wrote"


def test_a_word_about_a_ticket_resolved_anew_is_kept_beside_it(asked, say, make, olga, at):
    say("no")
    make.resolved(ticket_of(asked), olga, at + 5 * HOUR)
    assert say("yes", "Old letter, but thank you.", 6 * HOUR) == "kept"
    assert (ticket_of(asked).state, asked.answer) == ("resolved", "no")


def test_a_word_given_by_phone_is_corrected_and_both_are_kept(asked, say, olga):
    say("yes", via="phone", recorded_by=olga)
    say("no", "She called back.", 2 * HOUR, via="phone", recorded_by=olga)
    words = db.session.scalars(select(CustomersWord).order_by(CustomersWord.id)).all()
    assert [(word.answer, word.via, word.recorded_by_id) for word in words] == [
        ("yes", "phone", olga.id),
        ("no", "phone", olga.id),
    ]
    assert ticket_of(asked).state == "reopened"


def test_nothing_said_is_refused_and_too_much_is_bounded(asked, say):
    for word, comment in ((None, ""), (None, "words alone while the question is open")):
        with pytest.raises(verify.NothingSaid):
            say(word, comment)
    say("no")
    for number in range(verify.MOST_WORDS - 1):
        say("no", f"and {number}", 20 * DAY)
    with pytest.raises(verify.EnoughSaid):
        say("no", "one too many", 20 * DAY)
    assert len(said(asked)) == verify.MOST_WORDS


def test_the_silent_end_unverified_and_the_unasked_end_not_asked(asked, make, north, olga, at):
    unreachable = make.ticket(2, contact=make.contact("Rosa Bruni", email=None))
    silenced = make.ticket(2, contact=make.contact("Pia Neri", may_contact=False))
    for ticket in (unreachable, silenced):
        make.resolved(ticket, olga, at)
    verify.expire_next(db.session(), at=at + 15 * DAY)
    states = [db.session.get_one(Ticket, one.id).state for one in (ticket_of(asked), unreachable, silenced)]
    assert states == ["unverified", "not_asked", "not_asked"]
    questions = db.session.scalars(select(Verification).order_by(Verification.id)).all()
    assert [(one.answer, one.asked_at is None) for one in questions] == [
        ("silent", False), ("not_asked", True), ("not_asked", True),
    ]  # fmt: skip


def test_an_old_question_that_runs_out_does_not_close_the_ticket_resolved_since(asked, make, olga, at, north):
    ticket = ticket_of(asked)
    verify.reopen(db.session(), ticket, at=at + DAY, actor_id=olga.id, via="web", reason="it broke")
    make.resolved(ticket, olga, at + 10 * DAY)
    verify.expire_next(db.session(), at=at + 15 * DAY)
    assert ticket_of(asked).state == "resolved"
