"""Things that happened and of which nobody was told: the alert that belongs to them is not in the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal_column, select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert
from cxloop.loop import verify
from cxloop.loop.keep.gaps.kinds import OLD_ENOUGH, Rows
from cxloop.reports.intake import alert_subject
from cxloop.responses.models import ImportJob, Response
from cxloop.tickets.changes import subject
from cxloop.tickets.models import Reopening, Ticket, TicketEvent, Verification
from cxloop.tickets.steps import OWED

IS_OWED = Ticket.state.in_([literal_column(f"'{state}'") for state in sorted(OWED)])


def _untold(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """A ticket that still needs somebody and whose opening was told to nobody, though it was meant to be."""
    told = exists().where(Alert.subject == alert_subject(), Alert.kind == outbox.OPENING, Alert.step == 0)
    backfilled = exists().where(Response.id == Ticket.response_id, _came_quietly())
    return [select(Ticket.id).where(IS_OWED, Ticket.opened_at < at - OLD_ENOUGH, ~told, ~backfilled)]


def _came_quietly() -> ColumnElement[bool]:
    """The answer came with an import whose backfill switch tells nobody."""
    return and_(ImportJob.id == Response.import_id, ImportJob.backfill_days.is_not(None))


def _tell_opening(session: Session, ticket_id: int, at: datetime) -> bool:
    ticket = session.get_one(Ticket, ticket_id)
    return outbox.enqueue(
        session, kind=outbox.OPENING, subject=subject(ticket.id), via="slack", recipient=f"team:{ticket.team_id}",
        at=at,
    )  # fmt: skip


def _unasked(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """The customer was to be asked by letter, and the letter is not there."""
    written = exists().where(
        Alert.subject == alert_subject(), Alert.kind == "verification_asked", Alert.step == Verification.id
    )
    waits = and_(
        Ticket.state == "resolved", Verification.answer.is_(None), Verification.withdrawn_at.is_(None),
        Verification.expires_at > at, ~written,
    )  # fmt: skip
    return [
        select(Verification.id)
        .join(Ticket, Ticket.id == Verification.ticket_id)
        .where(Verification.asked_at < at - OLD_ENOUGH, waits, exists().where(_by_letter()))
    ]


def _by_letter() -> Any:
    """Asked without a colleague's phone: the trail says so."""
    return and_(
        TicketEvent.ticket_id == Verification.ticket_id,
        TicketEvent.kind == "verification_asked",
        TicketEvent.facts["record"].as_integer() == Verification.id,
    )


def _ask(session: Session, verification_id: int, at: datetime) -> bool:
    verification = session.get_one(Verification, verification_id)
    ticket = session.get_one(Ticket, verification.ticket_id)
    if ticket.contact is None or not verify.may_be_asked(session, ticket.contact, at):
        return False
    facts = {"verification": verification.id}
    return outbox.enqueue(
        session, kind="verification_asked", subject=subject(ticket.id), via="mail",
        recipient=f"contact:{ticket.contact_id}", at=at, step=verification.id, facts=facts,
    )  # fmt: skip


def _reopening_untold(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    told = exists().where(
        Alert.subject == alert_subject(), Alert.kind == "reopened", Alert.step == Reopening.id
    )
    joined = select(Reopening.id).join(Ticket, Ticket.id == Reopening.ticket_id)
    quiet = exists().where(Response.id == Reopening.response_id, _came_quietly())
    return [joined.where(IS_OWED, Reopening.at < at - OLD_ENOUGH, ~told, ~quiet)]


def _tell_reopening(session: Session, reopening_id: int, at: datetime) -> bool:
    record = session.get_one(Reopening, reopening_id)
    word = session.get(Verification, record.verification_id) if record.verification_id else None
    return verify.tell_reopened(session, session.get_one(Ticket, record.ticket_id), record, word, at=at)


KINDS = (
    Rows("ticket_untold", "ticket", Ticket.id, _untold, _tell_opening),
    Rows("question_unsent", "verification", Verification.id, _unasked, _ask),
    Rows("reopening_untold", "reopening", Reopening.id, _reopening_untold, _tell_reopening),
)
