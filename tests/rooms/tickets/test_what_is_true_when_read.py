"""An alert that waited says what is so when it is read: kept promises are told as kept, what is over is not told."""

from datetime import timedelta

import pytest

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.tickets import telling
from cxloop.tickets.models import Verification

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ticket(make, north, olga):
    return make.ticket(3, survey=make.survey(team=north), owner=olga)


def alert(kind):
    return db.session.scalars(db.select(Alert).filter_by(kind=kind).order_by(Alert.id.desc())).first()


def read(kind, at, language="en"):
    one = alert(kind)
    found = telling.tell(
        db.session(), alert_id=one.id, kind=one.kind, subject=one.subject, recipient=one.recipient,
        facts=one.facts or {}, at=at, language=language,
    )  # fmt: skip
    if found is None:
        return None
    lines = [f"{label}: {what}" for label, what in found.told.lines]
    return "\n".join([found.told.headline, *lines, found.told.status])


def escalated(ticket, after=timedelta(minutes=1)):
    at = ticket.first_contact_due_at + after
    act.escalate_next(db.session(), at=at)
    db.session.commit()
    return at


def test_a_late_promise_that_is_still_owed_is_late(ticket):
    assert "First contact is late" in read("escalated", escalated(ticket) + HOUR)


def test_a_promise_kept_meanwhile_is_told_as_kept_and_calls_nobody(ticket, make, olga):
    at = escalated(ticket)
    make.reached(ticket, olga, at + timedelta(minutes=4))
    words = read("escalated", at + DAY)
    assert "First contact came late" in words
    assert "late by 5 minutes" in words
    assert "For:" not in words


def test_a_missed_resolution_that_came_meanwhile_is_told_as_kept(ticket, make, olga):
    make.reached(ticket, olga)
    at = ticket.resolution_due_at + timedelta(minutes=1)
    act.escalate_next(db.session(), at=at)
    db.session.commit()
    assert "Resolution is late" in read("escalated", at)
    make.resolved(ticket, olga, at + timedelta(minutes=1))
    words = read("escalated", at + DAY)
    assert "Resolution came late" in words
    assert "late by 2 minutes" in words


def test_of_a_ticket_that_is_over_no_missed_promise_is_told(ticket, make, olga):
    at = escalated(ticket)
    make.verified(ticket, olga, at + HOUR)
    assert read("escalated", at + DAY) is None


def test_a_deadline_that_moved_is_not_late(ticket):
    at = escalated(ticket)
    ticket.contact_due_at = at + DAY
    db.session.commit()
    assert read("escalated", at + HOUR) is None


def test_a_promise_of_before_a_reopening_is_not_told_any_more(ticket, make, olga):
    at = escalated(ticket)
    make.resolved(ticket, olga, at + HOUR)
    question = db.session.scalars(db.select(Verification)).one()
    verify.answer(db.session(), question.id, word="no", at=at + 2 * HOUR)
    db.session.commit()
    assert read("escalated", at + 3 * HOUR) is None


def test_a_reopening_is_told_until_it_is_solved_again(ticket, make, olga, at):
    make.resolved(ticket, olga, at)
    question = db.session.scalars(db.select(Verification)).one()
    verify.answer(db.session(), question.id, word="no", at=at + HOUR)
    db.session.commit()
    assert "not solved" in read("reopened", at + 2 * HOUR)
    make.resolved(ticket, olga, at + 3 * HOUR)
    assert read("reopened", at + 4 * HOUR) is None


def test_an_opening_that_was_never_told_is_not_told_once_it_is_over(ticket, make, olga, at):
    assert read("ticket_opened", at)
    make.verified(ticket, olga, at)
    assert read("ticket_opened", at) is None
    assert "Verified" in read("ticket_updated", at)


def test_the_owner_the_priority_and_the_words_are_those_of_now(ticket, tom, lena, at):
    act.assign(db.session(), ticket.id, owner_id=tom.id, by=lena, at=at, via="web")
    ticket.priority = "urgent"
    ticket.contact.name = "Dora Weber"
    db.session.commit()
    words = read("ticket_opened", at)
    assert "Tom has it" in words
    assert "urgent" in words
    assert "D. W." in words


def test_a_lead_who_changed_meanwhile_is_the_one_who_is_called(ticket, north, lena, tom):
    at = escalated(ticket)
    assert "For: Lena" in read("escalated", at)
    north.lead_id = tom.id
    db.session.commit()
    assert "For: Tom" in read("escalated", at)
