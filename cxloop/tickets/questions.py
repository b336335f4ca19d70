"""The questions "is it solved?" that wait for one customer, and the letters that carry them. Read only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from cxloop.accounts.models import Contact
from cxloop.alerts import outbox
from cxloop.alerts.models import Alert
from cxloop.tickets.models import Ticket, Verification

LETTER = "verification_asked"
Asked = tuple[Verification, Ticket]


def newest(session: Session, ticket_id: int) -> Verification | None:
    """The question that counts now; the older ones were about resolutions that did not stand."""
    chosen = select(Verification).where(Verification.ticket_id == ticket_id)
    return session.scalars(chosen.order_by(Verification.id.desc()).limit(1)).first()


def waiting_of(session: Session, contact_id: int, at: datetime) -> Sequence[Asked]:
    """Every question this customer may still answer and is to be asked by letter, oldest first."""
    rows = session.execute(
        select(Verification, Ticket)
        .join(Ticket, Ticket.id == Verification.ticket_id)
        .where(Ticket.contact_id == contact_id, _waits(at), Verification.asked_at.is_not(None))
        .order_by(Verification.id)
        .options(joinedload(Ticket.response))
        .execution_options(populate_existing=True)
    )
    return [(verification, ticket) for verification, ticket in rows]


def last_letter(session: Session, contact_id: int, at: datetime) -> datetime | None:
    """When the newest letter left whose question this customer has not answered yet."""
    return session.scalar(
        select(func.max(Verification.sent_at))
        .join(Ticket, Ticket.id == Verification.ticket_id)
        .where(Ticket.contact_id == contact_id, _waits(at))
    )


def earlier_letter(session: Session, contact_id: int, alert_id: int) -> bool:
    """Whether an earlier letter to this customer is still on its way, and will carry what waits."""
    themselves = select(Contact.id).where((Contact.id == contact_id) | (Contact.merged_into_id == contact_id))
    names = [f"contact:{number}" for number in session.scalars(themselves)]
    earlier = select(Alert.id).where(
        outbox.waiting(), Alert.kind == LETTER, Alert.recipient.in_(names), Alert.id < alert_id
    )
    return session.scalar(earlier.limit(1)) is not None


def due_to_write(session: Session, at: datetime, most: int) -> Sequence[int]:
    """Questions that waited for a letter of their own, and whose time has come."""
    due = select(Verification.id).where(Verification.write_after <= at).order_by(Verification.write_after)
    return session.scalars(due.limit(most)).all()


def letter_died(session: Session, verification: Verification) -> bool:
    """Whether the letter of this question was given up."""
    about = Alert.subject == f"ticket:{verification.ticket_id}"
    of_it = select(Alert.id).where(
        about, Alert.kind == LETTER, Alert.step == verification.id, Alert.state == "dead"
    )
    return session.scalar(of_it.limit(1)) is not None


def _waits(at: datetime) -> ColumnElement[bool]:
    later = aliased(Verification)
    replaced = select(later.id).where(later.ticket_id == Verification.ticket_id, later.id > Verification.id)
    return (
        (Ticket.state == "resolved")
        & Verification.answer.is_(None)
        & Verification.withdrawn_at.is_(None)
        & (Verification.expires_at > at)
        & ~replaced.exists()
    )
