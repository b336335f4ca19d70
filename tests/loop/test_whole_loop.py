"""The whole loop, as one story: a customer is unhappy, is heard, called and believed."""

from datetime import timedelta

from sqlalchemy import select

from cxloop.alerts.models import Alert
from cxloop.database import db, unit_of_work
from cxloop.loop import act, learn, verify
from cxloop.loop.listen import Door, hear
from cxloop.people.teams import default_team
from cxloop.responses.importing.answers import Heard
from cxloop.tickets import trail
from cxloop.tickets.models import Ticket, Verification
from cxloop.tickets.requirements import Closing


def alerts_about(ticket):
    return set(db.session.scalars(select(Alert.kind).where(Alert.subject == f"ticket:{ticket.id}")))


def test_carl_is_unhappy_and_the_loop_is_closed(make, at, olga, tom, north):
    # listen: Carl answers 3 of 10, and the answer is stored once
    survey = make.survey(team=north)
    door = Door(make.source(survey), via="import", at=at)
    answer = Heard(
        line=2, external_id="R_1", score=3, comment="Two loads stood on the dock and nobody told me.",
        answered_at=at, email="carl@customer.example", name="Carl Rossi", company="Rossi Impianti",
    )  # fmt: skip
    assert unit_of_work(lambda: hear(db.session(), [answer], door)).tickets == 1
    assert unit_of_work(lambda: hear(db.session(), [answer], door)).duplicate == 1

    # open: one ticket, an owner, both deadlines in working time, an alert in the outbox
    ticket = db.session.scalars(select(Ticket)).one()
    assert ticket.owner_id in {olga.id, tom.id}
    assert at < ticket.first_contact_due_at < ticket.resolution_due_at
    assert ticket.due_at == ticket.first_contact_due_at
    assert alerts_about(ticket) == {"ticket_opened", "ticket_updated"} or alerts_about(ticket) == {
        "ticket_opened"
    }

    # act: Olga takes it, calls twice, finds the cause, puts it right and tells Carl
    later = at + timedelta(minutes=30)
    act.take(db.session(), ticket.id, by=olga, at=later, via="slack")
    act.log_contact(db.session(), ticket.id, by=olga, at=later, via="web", outcome="no_answer")
    assert (ticket.state, ticket.first_reached_at) == ("contacting", None)
    act.log_contact(
        db.session(), ticket.id, by=olga, at=later, via="web", said="Wants a message when a load waits."
    )
    assert ticket.due_at == ticket.resolution_due_at
    closing = Closing(
        driver_id=make.driver().id, action="Messages switched on for his lane.", told_how="phone"
    )
    act.resolve(db.session(), ticket.id, closing=closing, by=olga, at=later, via="web")
    assert (ticket.state, ticket.due_at) == ("resolved", None)

    # verify: Carl says no, then yes
    def question():
        return db.session.scalars(select(Verification).order_by(Verification.id.desc())).first()

    verify.answer(
        db.session(), question().id, word="no", comment="Again this morning.", at=at + timedelta(days=1)
    )
    assert (ticket.state, ticket.segment, ticket.owner_id) == ("reopened", 2, olga.id)
    assert ticket.due_at > at + timedelta(days=1)
    act.resolve(db.session(), ticket.id, closing=closing, by=olga, at=at + timedelta(days=2), via="web")
    verify.answer(db.session(), question().id, word="yes", at=at + timedelta(days=3))
    assert (ticket.state, ticket.closed_at) == ("verified", at + timedelta(days=3))

    # learn: it becomes an improvement, linked both ways, and the trail tells it all
    improvement = learn.raise_improvement(
        db.session(), title="Tell customers before they notice", problem="Silence hurts more than delay",
        by=olga, at=at + timedelta(days=4), driver_id=closing.driver_id, ticket_ids=[ticket.id],
    )  # fmt: skip
    assert improvement.state == "proposed"
    assert trail.broken_at(db.session(), ticket.id) is None
    assert alerts_about(ticket) >= {"ticket_opened", "ticket_updated", "verification_asked", "reopened"}


def test_a_database_without_any_settings_works_and_nobody_is_left_out(make, at):
    ticket = make.ticket(2)
    assert ticket.owner_id is None
    assert ticket.team_id == default_team(db.session()).id
    assert ticket.due_at is not None


def test_who_cannot_be_written_to_is_asked_by_phone_and_no_ticket_waits_for_ever(make, at, olga, north):
    closing = Closing(cause_unknown_because="not known yet", action="refunded", told_how="phone")
    called, silent = (make.ticket(2, team=north, email=None, name=name) for name in ("Rosa", "Pia"))
    for ticket in (called, silent):
        act.resolve(db.session(), ticket.id, closing=closing, by=olga, at=at, via="web")
        assert "verification_asked" not in alerts_about(ticket)
    question = db.session.scalars(select(Verification).where(Verification.ticket_id == called.id)).one()
    assert question.asked_at is None
    verify.answer(
        db.session(), question.id, word="yes", at=at + timedelta(days=1), via="phone", recorded_by=olga
    )
    assert (called.state, question.asked_at) == ("verified", at + timedelta(days=1))
    verify.expire_next(db.session(), at=at + timedelta(days=15))
    assert silent.state == "not_asked"


def test_a_promise_is_kept_on_the_dot_and_missed_a_moment_later(make, at, north, lena):
    ticket = make.ticket(2, team=north)
    due = ticket.first_contact_due_at
    assert act.escalate_next(db.session(), at=due) == 0
    assert act.escalate_next(db.session(), at=due + timedelta(microseconds=1)) == 1
    assert act.escalate_next(db.session(), at=due + timedelta(microseconds=1)) == 0
    assert "escalated" in alerts_about(ticket)
