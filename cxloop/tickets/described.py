"""By which words a ticket is found: whose it is, what was said and written, who has it. Read from the records."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, or_, select, union
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.database import bulk
from cxloop.people.models import User
from cxloop.responses.models import Response
from cxloop.tickets.asked import CustomersWord, Verification
from cxloop.tickets.conversation.models import Message
from cxloop.tickets.given_promises import GivenPromise
from cxloop.tickets.models import ContactAttempt, Note, Resolution, Ticket, Triggering
from cxloop.wordbook import Described, plain, telling, words_in

WRITTEN: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (Note, (Note.body,)),
    (ContactAttempt, (ContactAttempt.said, ContactAttempt.next_step)),
    (Resolution, (Resolution.action, Resolution.told_text)),
    (Verification, (Verification.comment,)),
    (GivenPromise, (GivenPromise.what,)),
    (Message, (Message.subject, Message.body)),
    (CustomersWord, (CustomersWord.comment,)),
)
"""Records of a ticket, and what people wrote in them."""


def described(session: Session, ticket_ids: Sequence[int]) -> dict[int, Described]:
    """The words of each of these; of a ticket that is not there, none."""
    found = {ticket_id: Described() for ticket_id in ticket_ids}
    among = bulk.among(session, Ticket.id, ticket_ids)
    faces = (
        select(
            Ticket.id, Ticket.contact_id, Contact.name, Contact.email, Contact.external_id, Account.name,
            Account.domain, Account.external_id, User.name, Response.comment,
        )
        .join(Response, Response.id == Ticket.response_id)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .outerjoin(Account, Account.id == Ticket.account_id)
        .outerjoin(User, User.id == Ticket.owner_id)
        .where(among)
    )  # fmt: skip
    of_contact: dict[int, list[int]] = {}
    for ticket_id, contact_id, *named, comment in session.execute(faces):
        found[ticket_id].named.update(_named(named, numbers=(named[2], named[5])))
        found[ticket_id].runs.update(telling(words_in([comment])))
        if contact_id:
            of_contact.setdefault(contact_id, []).append(ticket_id)
    _add_aliases(session, of_contact, found)
    for ticket_id, *texts in _written(session, ticket_ids):
        found[ticket_id].runs.update(telling(words_in(texts)))
    return found


def affected(noun: str, ids: Sequence[int]) -> Select[int] | None:
    """The tickets that are found by words of these; None: these are the tickets."""
    columns = {"contact": Ticket.contact_id, "account": Ticket.account_id, "user": Ticket.owner_id}
    return select(Ticket.id).where(columns[noun].in_(ids)) if noun in columns else None


def _add_aliases(session: Session, of_contact: dict[int, list[int]], found: dict[int, Described]) -> None:
    """Who was merged is found by what they were called before."""
    aliases = select(Contact.merged_into_id, Contact.name, Contact.email, Contact.external_id).where(
        bulk.among(session, Contact.merged_into_id, of_contact)
    )
    for kept_id, *named in session.execute(aliases):
        for ticket_id in of_contact[kept_id or 0]:
            found[ticket_id].named.update(_named(named, numbers=(named[2],)))


def _written(session: Session, ticket_ids: Sequence[int]) -> Iterable[Any]:
    """(ticket, texts…): joined answers, then everything people wrote."""
    joined = (
        select(Triggering.ticket_id, Response.comment)
        .join(Response, Response.id == Triggering.response_id)
        .where(bulk.among(session, Triggering.ticket_id, ticket_ids), Triggering.outcome == "joined")
    )
    yield from session.execute(joined)
    for record, columns in WRITTEN:
        anything = or_(*(column.is_not(None) for column in columns))
        chosen = select(record.ticket_id, *columns)
        yield from session.execute(chosen.where(bulk.among(session, record.ticket_id, ticket_ids), anything))


def _named(texts: Iterable[str | None], numbers: Iterable[str | None]) -> set[str]:
    """Words of names; a customer's number also in one: "C-1007" is "c 1007" and "c1007"."""
    return words_in(texts) | words_in(plain(number).replace(" ", "") for number in numbers if number)


def waiting(session: Session, up_to: int, dues: dict[str, list[int]], most: int) -> list[int]:
    """The newest tickets whose words the book may not have yet."""
    ways: list[Select[int]] = [select(Ticket.id).where(Ticket.id > up_to)]
    for noun, ids in dues.items():
        of_noun = affected(noun, ids)
        ways.append(select(Ticket.id).where(Ticket.id.in_(ids)) if of_noun is None else of_noun)
    together = union(*(select(way.order_by(Ticket.id.desc()).limit(most).subquery().c.id) for way in ways))
    newest = together.subquery()
    return list(session.scalars(select(newest.c.id).order_by(newest.c.id.desc()).limit(most)))
