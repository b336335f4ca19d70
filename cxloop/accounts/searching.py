"""Contacts by the beginnings of words: of the name, the e-mail, the company. Exact, and fast among a million."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.keys import keyed_up_to
from cxloop.accounts.models import Account, Contact, ContactKey
from cxloop.accounts.spelling import LONGEST_WORD, SEARCHED, plain

MOST_WORDS = 6
LAST = "\U0010ffff"


def contact_matches(session: Session, words: str) -> ColumnElement[bool]:
    """Every word begins a word of the person's name or their address; or of the company's name; or it is their id."""
    wanted = words.casefold().split()[:MOST_WORDS]
    person = and_(*(_begins(word) for word in wanted))
    fresh = and_(
        Contact.id > keyed_up_to(session),
        *(
            or_(*(field.icontains(word, autoescape=True) for field in (Contact.name, Contact.email)))
            for word in wanted
        ),
    )
    companies = select(Account.id).where(account_matches(words))
    return or_(person, fresh, Contact.account_id.in_(companies), Contact.external_id == words)


def account_matches(words: str) -> ColumnElement[bool]:
    """Every word begins a word of the company's name; or it is its id or domain."""
    wanted = words.casefold().split()[:MOST_WORDS]
    named = and_(
        *(
            or_(
                Account.name_key.startswith(word, autoescape=True),
                Account.name_key.contains(f" {word}", autoescape=True),
            )
            for word in wanted
        )
    )
    return or_(named, Account.external_id == words, Account.domain == words.casefold())


def _begins(word: str) -> ColumnElement[bool]:
    spellings = plain(word).split()
    spelled = and_(*(_keyed(part) for part in spellings)) if spellings else None
    written = _keyed(word)
    return written if spelled is None or spellings == [word] else or_(written, spelled)


def _keyed(beginning: str) -> ColumnElement[bool]:
    start = SEARCHED + beginning[:LONGEST_WORD]
    keyed = select(ContactKey.contact_id).where(ContactKey.key >= start, ContactKey.key < start + LAST)
    return Contact.id.in_(keyed)
