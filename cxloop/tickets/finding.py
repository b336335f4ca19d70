"""One search over everything a caller may say: a number of any kind, a name, an address, words that were written."""

import re
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.accounts.searching import FEWEST_DIGITS, PHONE, contact_matches
from cxloop.database import is_postgresql
from cxloop.people.models import User
from cxloop.responses.models import Response
from cxloop.tickets.models import ContactAttempt, Note, Ticket

TICKET = re.compile(r"(?:ticket|#|nr?\.?|no\.?)[\s#]*(\d{1,15})", re.IGNORECASE)
"""As pages, people and letters name one: "ticket 404", "#404", "n. 404", "No. 404"."""
MOST_WORDS = 8


def mentions(session: Session, words: str) -> ColumnElement[bool]:
    """Tickets that somebody who says `words` may mean; with Response, Contact and Account joined beside them.

    A number that can only be a ticket's or a telephone's is looked up by its index alone; other words are read for
    wherever they stand in the customer, the company, the owner, the comment, notes and calls.
    """
    if named := TICKET.fullmatch(words):
        return Ticket.id == int(named[1])
    known = Ticket.contact_id.in_(select(Contact.id).where(contact_matches(session, words)))
    digits = sum(character.isdecimal() for character in words)
    if PHONE.fullmatch(words) and digits >= FEWEST_DIGITS:
        return or_(known, _is_number_of(words))
    return or_(known, and_(*(_somewhere(session, word) for word in words.split()[:MOST_WORDS])))


def _is_number_of(words: str) -> ColumnElement[bool]:
    """A ticket's own number, or the company's number in our books."""
    company = Ticket.account_id.in_(select(Account.id).where(Account.external_id == words))
    is_short = words.isascii() and words.isdecimal() and len(words) < 16
    return or_(company, Ticket.id == int(words)) if is_short else company


def _somewhere(session: Session, word: str) -> ColumnElement[bool]:
    def has(column: Any) -> ColumnElement[bool]:
        """SQLite's LIKE asks for no case by itself, and in half the time of `lower`, which knows no more letters."""
        says = column.icontains if is_postgresql(session) else column.contains
        return cast("ColumnElement[bool]", says(word, autoescape=True))

    columns = (Contact.name, Contact.email, Account.name, Account.external_id, Response.comment)
    places = [has(column) for column in columns]
    for record, column in ((Note, Note.body), (ContactAttempt, ContactAttempt.said)):
        places.append(Ticket.id.in_(select(record.ticket_id).where(has(column))))
    places.append(Ticket.owner_id.in_(select(User.id).where(has(User.name))))
    if word.isascii() and word.isdecimal() and len(word) < 16:
        places.append(Ticket.id == int(word))
    return or_(*places)
