"""Reopen: it is not solved after all, whoever found out. A new segment begins, with promises of its own."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import WorkingTime, add_business_time
from cxloop.tickets import policies, promises, queries
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.deadlines import Deadlines, Promise, deadlines_for
from cxloop.tickets.models import Reopening, Ticket, Verification
from cxloop.tickets.steps import Step, after

DECIDE_WITHIN = timedelta(hours=16)
"""Two working days to decide what to do after "partly"."""
NEW_ANSWER = "new_answer"


def reopen(
    session: Session, ticket: Ticket, *, at: datetime, verification: Verification | None = None,
    response_id: int | None = None, actor_id: int | None = None, via: str, reason: str = "", partly: bool = False,
    alerts: bool = True, word: int | None = None, letter: int | None = None,
) -> Reopening:  # fmt: skip
    """It is not solved: a new segment begins with the same owner and new deadlines, and the team is told.

    Old times stay. A question that still waits for an answer is withdrawn: nobody waits for it any more.

    Args:
        verification: the customer's word that it is not solved, or only partly.
        response_id: the new complaint that says so.
        word: the record of what the customer said, for the timeline.
        letter: the customer's letter that opens it again.
        alerts: False under an import's backfill switch, which tells nobody.
    """
    ticket.state = after(Step.ANSWER_PARTLY if partly else Step.REOPEN, ticket.state)
    for question in queries.waiting_questions(session, ticket.id):
        question.withdrawn_at = at
    due = again_due(
        at, policies.pinned(session, ticket), working_time_of(session, ticket.calendar_id), partly
    )
    promised_before = ticket.resolution_due_at
    promises.begin_segment(ticket, at, due)
    record = Reopening(
        ticket_id=ticket.id, at=at, segment=ticket.segment, contact_due_at=due.first_contact_due_at,
        resolution_due_at=due.resolution_due_at, ended_resolution_due_at=promised_before,
        verification_id=verification.id if verification else None, response_id=response_id, by_id=actor_id,
        reason=reason.strip() or None,
    )  # fmt: skip
    session.add(record)
    session.flush()
    facts: dict[str, Any] = {"record": record.id, "partly": partly}
    facts |= {"response": response_id} if response_id else {}
    facts |= {"word": word} if word else {}
    facts |= {"wrote": letter} if letter else {}
    changed(session, ticket, "reopened", at=at, actor_id=actor_id, via=via, **facts)
    if alerts:
        tell_reopened(session, ticket, record, verification, at=at, wrote=letter is not None)
    return record


def complain_again(
    session: Session, ticket: Ticket, response_id: int, *, at: datetime, via: str, actor_id: int | None = None,
    alerts: bool = True,
) -> Reopening:  # fmt: skip
    """A new complaint while we wait for the customer's word is their word: no.

    The open question is answered by it, so that its letter does not leave and silence never closes the ticket.
    """
    word = None
    for question in queries.waiting_questions(session, ticket.id):
        if question.expires_at > at:
            question.answer, question.answered_at, question.via = "no", at, NEW_ANSWER
            question.recorded_by_id = actor_id
            word = question
        else:
            question.answer = "silent"
    return reopen(
        session, ticket, at=at, verification=word, response_id=response_id, actor_id=actor_id, via=via,
        alerts=alerts,
    )  # fmt: skip


def again_due(at: datetime, promise: Promise, calendar: WorkingTime, partly: bool) -> Deadlines:
    """The deadlines of a reopened ticket: the policy's whole lengths, or time to decide after "partly". Pure."""
    if not partly:
        return deadlines_for(at, promise, calendar)
    decided_by = add_business_time(at, DECIDE_WITHIN, calendar)
    return Deadlines(first_contact_due_at=decided_by, resolution_due_at=decided_by)


def tell_reopened(
    session: Session, ticket: Ticket, record: Reopening, word: Verification | None, *, at: datetime,
    wrote: bool = False,
) -> bool:  # fmt: skip
    """Write the alert of a reopening, once; `because` says why: complained, partly, no, wrote or colleague."""
    said = word.answer if word else "wrote" if wrote else None
    because = "complained" if record.response_id else said or "colleague"
    return outbox.enqueue(
        session, kind="reopened", subject=subject(ticket.id), via="slack", recipient=f"team:{ticket.team_id}",
        at=at, step=record.id, facts={"because": because, "partly": because == "partly"},
    )  # fmt: skip
