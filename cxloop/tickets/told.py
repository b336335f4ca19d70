"""What colleagues wrote down of what customers told them, the newest first. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.people.models import Membership, User
from cxloop.people.policies import Scope
from cxloop.responses.models import Response, Source
from cxloop.tickets.models import Ticket, Triggering

SHOWN = 30


@dataclass(frozen=True)
class Entry:
    """One thing a customer said, who wrote it down, and the ticket it opened or joined."""

    response: Response
    contact: Contact | None
    account: Account | None
    by: User | None
    ticket: Ticket | None

    @property
    def need(self) -> str:
        return str((self.response.attributes or {}).get("need", "nothing"))


def recent(session: Session, scope: Scope, most: int = SHOWN) -> Sequence[Entry]:
    """Everybody's for who sees all tickets; else one's own, one's teams', and what became a ticket in scope."""
    chosen = (
        select(Response, Contact, Account, User, Ticket)
        .join(Source, Source.id == Response.source_id)
        .outerjoin(Contact, Contact.id == Response.contact_id)
        .outerjoin(Account, Account.id == Response.account_id)
        .outerjoin(User, User.id == Response.written_by_id)
        .outerjoin(Triggering, Triggering.response_id == Response.id)
        .outerjoin(Ticket, Ticket.id == Triggering.ticket_id)
        .where(Source.door == "hand")
        .order_by(Response.id.desc())
        .limit(most)
    )
    if not scope.everything:
        colleagues = select(Membership.user_id).where(Membership.team_id.in_(scope.team_ids))
        chosen = chosen.where(
            or_(
                Response.written_by_id == scope.user_id,
                Response.written_by_id.in_(colleagues),
                Ticket.owner_id == scope.user_id,
                Ticket.team_id.in_(scope.team_ids),
            )
        )
    return [Entry(*row) for row in session.execute(chosen).unique()]
