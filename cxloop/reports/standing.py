"""What stood at a moment in the past, read from the records and not from the ticket's present state."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, case, exists, func, literal, select
from sqlalchemy.orm import aliased

from cxloop.reports.seconds import seconds_between
from cxloop.tickets.models import (
    ContactAttempt,
    CustomersWord,
    Reopening,
    Resolution,
    Ticket,
    Triggering,
    Verification,
)

SOON_ENOUGH = 24 * 60 * 60
"""Seconds after a contact within which it is written down."""
GAVE_A_WORD = ("yes", "partly", "no")


def newest_resolution(as_of: datetime) -> ScalarSelect[int]:
    """The id of the ticket's last resolution by then."""
    other = aliased(Resolution)
    return select(func.max(other.id)).where(other.ticket_id == Ticket.id, other.at <= as_of).scalar_subquery()


def stands(newest: Any, as_of: datetime) -> ColumnElement[bool]:
    """Whether that resolution still stood at `as_of`: not reopened since, nor did the customer complain again.

    A ticket is resolved, reopened, resolved, … in turns, so it is resolved when it was resolved more often.
    """
    resolved = _how_often(Resolution, as_of)
    reopened = _how_often(Reopening, as_of)
    complained = exists().where(
        Triggering.ticket_id == Ticket.id,
        Triggering.outcome == "joined",
        Triggering.at > newest.at,
        Triggering.at <= as_of,
    )
    return and_(newest.id.is_not(None), resolved > reopened, ~complained)


def owed_then(as_of: datetime) -> ColumnElement[bool]:
    """Whether we owed the customer something at `as_of`: reopened as often as it was resolved or closed."""
    return _how_often(Resolution, as_of) <= _how_often(Reopening, as_of)


def tried(as_of: datetime, *, reached: bool = False) -> ColumnElement[bool]:
    """Whether somebody tried to reach the customer by then, or `reached` them, in any round of the ticket."""
    conditions = [ContactAttempt.ticket_id == Ticket.id, ContactAttempt.at <= as_of]
    conditions += [ContactAttempt.outcome == "reached"] if reached else []
    first = Ticket.first_reached_at if reached else Ticket.first_attempt_at
    return (first <= as_of) | exists().where(*conditions)


def written_late(as_of: datetime) -> ColumnElement[bool]:
    """Whether all that tells of a reach in time, in the first round, was written down more than a day later."""
    late_by = seconds_between(ContactAttempt.at, ContactAttempt.written_at)
    is_late = ContactAttempt.written_at.is_not(None) & (late_by > SOON_ENOUGH)
    of_reach = exists().where(
        ContactAttempt.ticket_id == Ticket.id,
        ContactAttempt.segment == 1,
        ContactAttempt.outcome == "reached",
        ContactAttempt.at <= Ticket.first_contact_due_at,
        ContactAttempt.at <= as_of,
    )
    return and_(of_reach.where(is_late), ~of_reach.where(~is_late))


def first_resolution(as_of: datetime, *kinds: str) -> ScalarSelect[datetime]:
    """The moment of the ticket's first resolution by then, of any kind or of these."""
    other = aliased(Resolution)
    chosen = select(func.min(other.at)).where(other.ticket_id == Ticket.id, other.at <= as_of)
    return (chosen.where(other.kind.in_(kinds)) if kinds else chosen).scalar_subquery()


def resolution_due(as_of: datetime) -> ColumnElement[datetime]:
    """By when the ticket was to be resolved as promised at `as_of`: a reopening since then promised anew."""
    later = aliased(Reopening)
    ended = (
        select(later.ended_resolution_due_at)
        .where(later.ticket_id == Ticket.id, later.at > as_of)
        .order_by(later.at, later.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(ended, Ticket.resolution_due_at)


def word_by(as_of: datetime) -> ColumnElement[str]:
    """The customer's answer to a question as it was at `as_of`: yes, partly, no, or "" while they had said nothing."""
    said = (
        select(CustomersWord.answer)
        .where(
            CustomersWord.verification_id == Verification.id, CustomersWord.counts, CustomersWord.at <= as_of
        )
        .order_by(CustomersWord.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    answered = and_(Verification.answered_at <= as_of, Verification.answer.in_(GAVE_A_WORD))
    return func.coalesce(said, case((answered, Verification.answer)), literal("", String))


def _how_often(record: Any, as_of: datetime) -> ScalarSelect[int]:
    other = aliased(record)
    counted = select(func.count()).select_from(other)
    return counted.where(other.ticket_id == Ticket.id, other.at <= as_of).scalar_subquery()
