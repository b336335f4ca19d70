"""Letters that wait for somebody to say where they belong. Read only."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.tickets.conversation.models import MessageFile, StrayLetter
from cxloop.tickets.models import Ticket

MOST_TICKETS = 5
WAITS = StrayLetter.decided_at.is_(None)


def waiting(session: Session, *, most: int) -> Sequence[StrayLetter]:
    """The newest first."""
    return session.scalars(select(StrayLetter).where(WAITS).order_by(StrayLetter.id.desc()).limit(most)).all()


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(StrayLetter).where(WAITS)) or 0


def of_id(session: Session, letter_id: int) -> StrayLetter | None:
    return session.get(StrayLetter, letter_id)


def files_of(session: Session, letter_ids: Collection[int]) -> Mapping[int, list[MessageFile]]:
    found: defaultdict[int, list[MessageFile]] = defaultdict(list)
    for file in session.scalars(select(MessageFile).where(MessageFile.stray_id.in_(letter_ids))):
        found[file.stray_id or 0].append(file)
    return found


def files_of_messages(session: Session, message_ids: Collection[int]) -> Mapping[int, list[MessageFile]]:
    found: defaultdict[int, list[MessageFile]] = defaultdict(list)
    of_them = select(MessageFile).where(MessageFile.message_id.in_(message_ids)).order_by(MessageFile.id)
    for file in session.scalars(of_them) if message_ids else ():
        found[file.message_id or 0].append(file)
    return found


def tickets_of_senders(session: Session, senders: Collection[str]) -> Mapping[str, list[int]]:
    """The newest tickets of whoever is known under these addresses, to propose them."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    known = func.lower(Contact.email)
    rows = session.execute(
        select(known, Ticket.id)
        .join(Ticket, Ticket.contact_id == func.coalesce(Contact.merged_into_id, Contact.id))
        .where(known.in_([one for one in senders if one]))
        .order_by(Ticket.id.desc())
        .limit(500)
    )
    for address, number in rows:
        if len(found[address]) < MOST_TICKETS:
            found[address].append(number)
    return found
