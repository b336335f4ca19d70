"""Why a ticket is first, and who could be given one: small reads around the queue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from cxloop.people.models import Membership, User
from cxloop.people.policies import SEES_ALL_TICKETS, STAFF, Scope
from cxloop.tickets.models import Reopening, Resolution, Ticket

RENEWAL_NEAR = timedelta(days=90)
SPREADING_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Reason:
    """A reason as a code (urgent, reopened, by_colleague, renews, spreading, least_time), and what goes with it: a
    figure; who opened it again and why."""

    code: str
    number: int = 0
    who: str = ""
    why: str = ""


def reasons(session: Session, ticket: Ticket, at: datetime) -> list[Reason]:
    """Why this ticket is the first: what weighs besides the time left, which always does."""
    found = []
    if ticket.priority == "urgent":
        found.append(Reason("urgent"))
    if ticket.state == "reopened":
        found.append(_opened_again(session, ticket))
    if ticket.account and ticket.account.renews_on:
        days = (ticket.account.renews_on - at.date()).days
        if 0 <= days <= RENEWAL_NEAR.days:
            found.append(Reason("renews", days))
    if (unhappy := unhappy_people(session, ticket.account_id, at)) > 1:
        found.append(Reason("spreading", unhappy))
    return [*found, Reason("least_time")]


def _opened_again(session: Session, ticket: Ticket) -> Reason:
    """By the customer's word, or by a colleague who says why."""
    newest = select(Reopening, User.name).outerjoin(User, User.id == Reopening.by_id)
    row = session.execute(
        newest.where(Reopening.ticket_id == ticket.id).order_by(Reopening.id.desc()).limit(1)
    ).first()
    if row is None or row[0].verification_id or row[0].response_id or row[1] is None:
        return Reason("reopened")
    return Reason("by_colleague", who=row[1], why=row[0].reason or "")


def unhappy_people(session: Session, account_id: int | None, at: datetime) -> int:
    """How many people of this company were unhappy enough for a ticket within 60 days."""
    if account_id is None:
        return 0
    counted = select(func.count(Ticket.contact_id.distinct())).where(
        Ticket.account_id == account_id, Ticket.answered_at >= at - SPREADING_WITHIN
    )
    return session.scalar(counted) or 0


def colleagues(session: Session, scope: Scope) -> Sequence[User]:
    """Who may be given a ticket: people who work tickets, of one's teams or of all."""
    chosen = select(User).where(User.is_active, User.role.in_(STAFF)).options(lazyload(User.memberships))
    if not scope.everything:
        mates = select(Membership.user_id).where(Membership.team_id.in_(scope.team_ids))
        chosen = chosen.where(
            or_(User.id.in_(mates), User.role.in_(SEES_ALL_TICKETS), User.id == scope.user_id)
        )
    return session.scalars(chosen.order_by(User.name, User.id)).all()


def names_of_role(session: Session, role: str, most: int = 3) -> Sequence[str]:
    """Some people of this role, for somebody who has to ask one of them."""
    chosen = select(User.name).where(User.is_active, User.role == role).order_by(User.name).limit(most)
    return session.scalars(chosen).all()


def causes_of(session: Session, ticket_ids: Sequence[int]) -> dict[int, Resolution]:
    """The newest resolution of each of these tickets: it names the cause."""
    rows = session.scalars(
        select(Resolution)
        .where(Resolution.ticket_id.in_(ticket_ids))
        .options(joinedload(Resolution.driver))
        .order_by(Resolution.id)
    )
    return {resolution.ticket_id: resolution for resolution in rows}


def names_of(session: Session, user_ids: Collection[int]) -> dict[int, str]:
    """What these users are called."""
    if not user_ids:
        return {}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}
