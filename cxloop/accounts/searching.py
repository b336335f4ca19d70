"""Contacts by the beginnings of words: of the name, the e-mail, the company; and by phone. Fast among a million."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, intersect, or_, select, union
from sqlalchemy.orm import Session

from cxloop.accounts.keys import keyed_up_to
from cxloop.accounts.models import Account, Contact, ContactKey
from cxloop.accounts.spelling import (
    LONGEST_WORD,
    NUMBERED,
    NUMBERED_BACK,
    SEARCHED,
    TELLING_DIGITS,
    number_of,
)
from cxloop.wordbook.words import plain

MOST_WORDS = 6
LAST = "\U0010ffff"
PHONE = re.compile(r"[\d\s+()./-]+")
FEWEST_DIGITS = 4
"""Fewer are in a third of all numbers."""
MOST_FRESH = 5_000
"""So many of the newest contacts are read themselves while they wait for their keys."""
MOST_COMPANIES = 500
"""What begins the names of more companies does not name any."""

Ids = Select[int]


def contact_matches(session: Session, words: str) -> ColumnElement[bool]:
    """Every word begins a word of the person's name or their address; or of the company's name; or it is their id.

    A phone number is found by its beginning and by its end, with or without the country's code, however it is spaced.
    """
    wanted = words.casefold().split()[:MOST_WORDS]
    ways: list[Ids] = [
        _every([_begins(word) for word in wanted]),
        _fresh(session, wanted, words),
        select(Contact.id).where(Contact.account_id.in_(_companies(words))),
        select(Contact.id).where(Contact.external_id == words),
        *_numbered(words),
    ]
    return Contact.id.in_(
        _plain(union, ways)
    )  # one list of ids: joined by OR, the engines would read every contact


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


def _companies(words: str) -> Select[int]:
    return select(Account.id).where(account_matches(words)).limit(MOST_COMPANIES)


def _begins(word: str) -> list[Ids]:
    """Contacts with a word that begins so, as it is written or as it is spelled, or with such a number."""
    spellings = plain(word).split()
    ways: list[Ids] = [_keyed(SEARCHED, word[:LONGEST_WORD]), *_numbered(word)]
    if spellings and spellings != [word]:
        ways.append(_every([[_keyed(SEARCHED, part[:LONGEST_WORD])] for part in spellings]))
    return ways


def _numbered(words: str) -> list[Ids]:
    """Contacts whose phone number begins or ends with what is typed; none when it is no part of a number."""
    if not PHONE.fullmatch(words):
        return []
    number, end = number_of(words), _end_of(words)
    ways = [_keyed(NUMBERED, number)] if len(number) >= FEWEST_DIGITS else []
    return ways + ([_keyed(NUMBERED_BACK, end[::-1])] if len(end) >= FEWEST_DIGITS else [])


def _end_of(words: str) -> str:
    """The last digits as they were said: who reads only the end of a number may begin with a zero."""
    return "".join(mark for mark in words if mark.isascii() and mark.isdecimal())[-TELLING_DIGITS:]


def _fresh(session: Session, wanted: list[str], words: str) -> Ids:
    """The newest contacts, which may have no keys yet, by any part of a word or a number."""
    newest = session.scalar(select(func.max(Contact.id))) or 0
    since = max(keyed_up_to(session), newest - MOST_FRESH)
    texts = (Contact.name, Contact.email)
    named = and_(*(or_(*(field.icontains(word, autoescape=True) for field in texts)) for word in wanted))
    number = _end_of(words) if PHONE.fullmatch(words) else ""
    spaced = (" ", "-", ".", "/", "(", ")")
    dialled: ColumnElement[Any] = Contact.phone + ""
    for mark in spaced:
        dialled = func.replace(dialled, mark, "")
    called = [dialled.contains(number)] if len(number) >= FEWEST_DIGITS else []
    return select(Contact.id).where(Contact.id > since, or_(named, *called))


def _keyed(kind: str, beginning: str) -> Select[int]:
    start = kind + beginning
    return select(ContactKey.contact_id).where(ContactKey.key >= start, ContactKey.key < start + LAST)


def _every(ways: list[list[Ids]]) -> Ids:
    """What is found in one of the ways of each."""
    each = [_plain(union, one) for one in ways]
    return _plain(intersect, each)


def _plain(joined: Callable[..., CompoundSelect[int]], ways: list[Ids]) -> Ids:
    """As a select of its own, which SQLite may join again."""
    return ways[0] if len(ways) == 1 else select(joined(*ways).subquery().c[0])
