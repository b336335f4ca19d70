"""Whether a customer can be reached: what was tried in this segment, and when they were last heard. Read only."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cxloop.responses.models import Response, ResponseChange
from cxloop.tickets.conversation.models import IN, Message
from cxloop.tickets.models import ContactAttempt, CustomersWord, Ticket, Triggering, Verification
from cxloop.tickets.requirements import Attempted


def attempts_made(session: Session, ticket: Ticket) -> list[Attempted]:
    """Every attempt of the present segment, oldest first."""
    rows = session.execute(
        select(ContactAttempt.channel, ContactAttempt.at, ContactAttempt.outcome)
        .where(ContactAttempt.ticket_id == ticket.id, ContactAttempt.segment == ticket.segment)
        .order_by(ContactAttempt.id)
    )
    return [Attempted(channel, at, outcome == "reached") for channel, at, outcome in rows]


def wrote_at(session: Session, ticket: Ticket) -> datetime | None:
    """When the customer wrote last: an answer, more words to one, what they said of our solution, or a letter."""
    theirs = or_(
        Response.id == ticket.response_id,
        Response.id.in_(select(Triggering.response_id).where(Triggering.ticket_id == ticket.id)),
    )
    if ticket.contact_id is not None:
        theirs |= Response.contact_id == ticket.contact_id
    answered = select(func.max(Response.answered_at)).where(theirs)
    added = select(func.max(ResponseChange.at)).where(
        ResponseChange.response_id.in_(select(Response.id).where(theirs))
    )
    verified = select(func.max(Verification.answered_at)).where(Verification.ticket_id == ticket.id)
    said = select(func.max(CustomersWord.at)).where(CustomersWord.ticket_id == ticket.id)
    wrote = select(func.max(Message.at)).where(
        Message.ticket_id == ticket.id, Message.direction == IN, Message.kind == "letter"
    )
    moments = [session.scalar(asked) for asked in (answered, added, verified, said, wrote)]
    return max((moment for moment in moments if moment is not None), default=None)
