"""Tickets by what they contain: the reads that steps and scans need. Pages read through `queue` and `story`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from cxloop.database import bulk, in_pieces, is_postgresql, prepared
from cxloop.people.models import Team
from cxloop.tickets.models import Assignment, Escalation, Ticket, Triggering, Verification
from cxloop.tickets.open_or_owed import open_by


class NoSuchTicket(LookupError):
    """There is no ticket of this number."""


def locked(session: Session, ticket_id: int) -> Ticket:
    """The ticket as it is now, its row locked until the unit of work ends.

    Raises:
        NoSuchTicket
    """
    chosen = select(Ticket).where(Ticket.id == ticket_id).with_for_update(of=Ticket)
    ticket = session.scalars(chosen.execution_options(populate_existing=True)).first()
    if ticket is None:
        raise NoSuchTicket(ticket_id)
    return ticket


def owner_confirmed(session: Session, ticket: Ticket) -> bool:
    """Whether a person, not round-robin, made the present owner the owner."""
    newest = (
        select(Assignment.by_id)
        .where(Assignment.ticket_id == ticket.id)
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    return ticket.owner_id is not None and session.scalar(newest) is not None


def escalated(session: Session, ticket_id: int) -> frozenset[str]:
    """Names of the promises already escalated."""
    return frozenset(session.scalars(select(Escalation.step).where(Escalation.ticket_id == ticket_id)))


def escalated_of(session: Session, ticket_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The same for many tickets; one that was never escalated is left out."""
    found: dict[int, frozenset[str]] = {}
    for piece in in_pieces(ticket_ids):
        chosen = select(Escalation.ticket_id, Escalation.step).where(
            bulk.among(session, Escalation.ticket_id, piece)
        )
        for ticket_id, step in session.execute(chosen):
            found[ticket_id] = found.get(ticket_id, frozenset()) | {step}
    return found


def overdue(session: Session, at: datetime, most: int) -> Sequence[Ticket]:
    """Tickets with a missed promise that nobody was told of, oldest first; rows other workers hold are skipped."""
    return session.scalars(
        select(Ticket)
        .where(Ticket.escalate_after < at)
        .order_by(Ticket.escalate_after, Ticket.id)
        .limit(most)
        .options(joinedload(Ticket.team).joinedload(Team.lead))
        .with_for_update(of=Ticket, skip_locked=True)
    ).all()


def to_look_at(session: Session, at: datetime, most: int) -> Sequence[Ticket]:
    """Tickets of which somebody may have to be warned or called, oldest first; rows other workers hold are skipped."""
    return session.scalars(
        select(Ticket)
        .where(Ticket.look_after < at)
        .order_by(Ticket.look_after, Ticket.id)
        .limit(most)
        .options(joinedload(Ticket.team))
        .with_for_update(of=Ticket, skip_locked=True)
    ).all()


def silent_verifications(session: Session, at: datetime, most: int) -> list[tuple[Verification, Ticket]]:
    """Questions whose window is over without an answer, with their tickets."""
    rows = session.execute(
        select(Verification, Ticket)
        .join(Ticket, Ticket.id == Verification.ticket_id)
        .where(
            Verification.expires_at <= at, Verification.answer.is_(None), Verification.withdrawn_at.is_(None)
        )
        .order_by(Verification.expires_at)
        .limit(most)
        .with_for_update(of=Ticket, skip_locked=True)
    )
    return [(verification, ticket) for verification, ticket in rows]


def waiting_questions(session: Session, ticket_id: int) -> Sequence[Verification]:
    """The questions about this ticket that nobody has answered and nobody has withdrawn: one at most."""
    return session.scalars(
        select(Verification)
        .where(
            Verification.ticket_id == ticket_id,
            Verification.answer.is_(None),
            Verification.withdrawn_at.is_(None),
        )
        .order_by(Verification.id)
    ).all()


def open_tickets_of(
    session: Session, contact_ids: Collection[int], *, lock: bool = False
) -> dict[int, list[Ticket]]:
    """The open tickets of each of these contacts who has one, the oldest first.

    Args:
        lock: read them as they are now, and hold them until the unit of work ends: nobody resolves one meanwhile.
    """
    found: dict[int, list[Ticket]] = {}
    chosen = _open_of(is_postgresql(session), lock)
    for piece in in_pieces(contact_ids):
        wanted = {"listed": prepared.listed(session, piece)}
        for ticket in session.scalars(chosen, wanted, execution_options={"populate_existing": lock}):
            found.setdefault(ticket.contact_id or 0, []).append(ticket)
    return found


@cache
def _open_of(is_server: bool, lock: bool) -> Select[Ticket]:
    mine = prepared.among(is_server, Ticket.contact_id)
    # not the bare column: SQLite would read every open ticket by its state rather than the few of these contacts
    is_open = open_by(func.coalesce(Ticket.state, ""))
    chosen = select(Ticket).where(mine, is_open).order_by(Ticket.id)
    return chosen.with_for_update(of=Ticket) if lock else chosen


def triggered_by(session: Session, response_ids: Collection[int]) -> dict[int, Ticket | None]:
    """What each of these answers has triggered already: its ticket, or None where it was left alone for a reason."""
    found: dict[int, Ticket | None] = {}
    for piece in in_pieces(response_ids):
        rows = session.execute(
            select(Triggering.response_id, Ticket)
            .outerjoin(Ticket, Ticket.id == Triggering.ticket_id)
            .where(bulk.among(session, Triggering.response_id, piece))
        )
        found.update((response_id, ticket) for response_id, ticket in rows)
    return found
