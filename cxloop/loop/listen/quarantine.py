"""Whom not to ask now: people are not worn out with surveys, nor asked for a score while we owe them an answer."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import consents
from cxloop.accounts.models import Contact
from cxloop.database import bulk, in_pieces
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.models import Response
from cxloop.tickets.queries import open_tickets_of


def reasons_to_wait(
    session: Session, contact_ids: Collection[int], *, days: int, at: datetime, besides: int | None = None
) -> dict[int, str]:
    """Why these contacts are not asked now; whoever is missing may be asked. The weightiest reason of each:
    may_not_contact, no_address, ticket_open, recently_answered, recently_invited.

    Args:
        days: no survey for so long after an answer to any survey, or after another invitation; 0 for always.
        besides: an invitation that does not count, for reminding of it.
    """
    since, found = at - timedelta(days=days), dict[int, str]()
    for piece in in_pieces(contact_ids):
        if days > 0:
            invited = select(Invitation.contact_id).where(
                bulk.among(session, Invitation.contact_id, piece),
                Invitation.created_at > since,
                Invitation.withheld.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.id != (besides or 0),
            )
            answered = select(Response.contact_id).where(
                bulk.among(session, Response.contact_id, piece), Response.answered_at.between(since, at)
            )
            found |= dict.fromkeys(session.scalars(invited), "recently_invited")
            found |= {contact: "recently_answered" for contact in session.scalars(answered) if contact}
        found |= dict.fromkeys(open_tickets_of(session, piece), "ticket_open")
        nowhere = select(Contact.id).where(bulk.among(session, Contact.id, piece), Contact.email.is_(None))
        found |= dict.fromkeys(session.scalars(nowhere), "no_address")
        refused = (one for one, said in consents(session, piece, at).items() if not said["surveys"])
        found |= dict.fromkeys(refused, "may_not_contact")
    return found
