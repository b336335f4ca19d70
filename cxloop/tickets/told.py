"""What colleagues wrote down of what customers told them, the newest first. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.people.models import Membership, User
from cxloop.people.policies import Scope
from cxloop.responses.models import Response, Source
from cxloop.tickets import known_people
from cxloop.tickets.models import Ticket, Triggering

SHOWN = 30
BEYOND = "beyond_sight"
"""The mark of an answer whose customer its writer named by what they do not see."""


@dataclass(frozen=True)
class Entry:
    """One thing a customer said, who wrote it down, and the ticket it opened or joined; None where out of sight."""

    response: Response
    contact: Contact | None
    account: Account | None
    by: User | None
    ticket: Ticket | None
    is_elsewhere: bool = False
    """It became a ticket the reader does not see; or the reader named a customer beyond their sight."""

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
    entries = [Entry(*row) for row in session.execute(chosen).unique()]
    return entries if scope.everything else _in_sight(session, entries, scope)


def _in_sight(session: Session, entries: Sequence[Entry], scope: Scope) -> list[Entry]:
    """Each without the customer and the ticket that are not the reader's to see."""
    people = known_people.known_among(session, {one.contact.id for one in entries if one.contact}, scope)

    def seen(entry: Entry) -> Entry:
        ticket, response = entry.ticket, entry.response
        is_beyond = response.written_by_id == scope.user_id and BEYOND in (response.attributes or {})
        is_covered = ticket is not None and scope.covers(ticket.team_id, ticket.owner_id)
        if is_beyond or not is_covered:
            is_known = not is_beyond and entry.contact is not None and entry.contact.id in people
            contact, account = (entry.contact, entry.account) if is_known else (None, None)
            elsewhere = entry.need == "somebody" and (is_beyond or ticket is not None)
            return Entry(response, contact, account, entry.by, None, elsewhere)
        return entry

    return [seen(entry) for entry in entries]
