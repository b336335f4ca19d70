"""One search over everything a caller may say: a number of any kind, a name, an address, words that were written.

The wordbook finds the tickets; those it has not followed yet are read themselves, so that what was committed is found.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.accounts.searching import FEWEST_DIGITS, PHONE, contact_matches
from cxloop.database import bulk
from cxloop.people.policies import Scope
from cxloop.tickets.described import described, waiting
from cxloop.tickets.models import Ticket
from cxloop.tickets.walks import in_scope
from cxloop.wordbook import (
    OFTEN,
    Described,
    Said,
    WordDue,
    WordPosting,
    followed_up_to,
    how_often,
    is_meant,
    looked_up,
    plain,
    telling,
)

TICKET = re.compile(r"(?:ticket|#|nr?\.?|no\.?)[\s#]*(\d{1,15})", re.IGNORECASE)
"""As pages, people and letters name one: "ticket 404", "#404", "n. 404", "No. 404"."""
MOST_WORDS = 8
READ_THEMSELVES = 300
"""So many of the newest tickets that the book has not followed are read one by one."""


@dataclass(frozen=True)
class Search:
    """What was said, and the condition on tickets it means for one reader."""

    words: str
    condition: ColumnElement[bool] = field(compare=False)
    is_forgiving: bool = False
    """Nothing in sight has these words as they were said: it is about words spelled nearly so."""
    is_behind: bool = False
    """More tickets changed than were read here: some of the older ones are found in a while."""


def search(session: Session, words: str, scope: Scope) -> Search | None:
    """What somebody who sees this scope means by `words`; None: nothing was said.

    A number that can only be a ticket's or a telephone's is looked up by its index alone. Of other words each has to
    stand somewhere: in the customer, the company, the owner, the comment, notes, calls. Where nothing in sight has them
    all as they were said, mistyped ones are forgiven.
    """
    if not words:
        return None
    if named := TICKET.fullmatch(words):
        return Search(words, Ticket.id == int(named[1]))
    every = list(dict.fromkeys(plain(words).split()))
    parts = sorted(telling(every) or every)[:MOST_WORDS]
    ways, is_dialled = list[ColumnElement[bool]](), PHONE.fullmatch(words) is not None
    if is_dialled:
        ways += _is_number_of(words)
    if sum(character.isdecimal() for character in words) >= FEWEST_DIGITS:
        ways.append(Ticket.contact_id.in_(select(Contact.id).where(contact_matches(session, words))))
    if not parts or (is_dialled and len(parts) > 1):
        return Search(words, or_(false(), *ways))
    unread = _unread(session)
    is_behind = len(unread) >= READ_THEMSELVES
    condition = or_(_all_of(session, parts, unread, forgiving=False), *ways)
    if _finds_any(session, condition, scope):
        return Search(words, condition, is_behind=is_behind)
    forgiven = or_(_all_of(session, parts, unread, forgiving=True), *ways)
    return Search(words, forgiven, is_forgiving=True, is_behind=is_behind)


def _is_number_of(words: str) -> list[ColumnElement[bool]]:
    """A ticket's own number, or the company's number in our books."""
    company = Ticket.account_id.in_(select(Account.id).where(Account.external_id == words))
    is_short = words.isascii() and words.isdecimal() and len(words) < 16
    return [company, Ticket.id == int(words)] if is_short else [company]


def _finds_any(session: Session, condition: ColumnElement[bool], scope: Scope) -> bool:
    chosen = select(Ticket.id).where(condition)
    if (covered := in_scope(scope)) is not None:
        chosen = chosen.where(covered)
    return session.scalar(select(chosen.exists())) or False


def _all_of(
    session: Session, parts: Sequence[str], unread: dict[int, Described], *, forgiving: bool
) -> ColumnElement[bool]:
    """Every one of these stands in the ticket. The rarest leads; the others are asked of each ticket it leads to."""
    in_book = _in_book(session, looked_up(session, parts, forgiving=forgiving))
    if not unread:
        return in_book
    meant = [
        ticket_id for ticket_id, one in unread.items() if all(_means(part, one, forgiving) for part in parts)
    ]
    followed = ~bulk.among(session, Ticket.id, list(unread))
    return or_(and_(in_book, followed), bulk.among(session, Ticket.id, meant))


def _in_book(session: Session, said: Sequence[Said]) -> ColumnElement[bool]:
    if not all(one.word_ids for one in said):
        return false()
    often = how_often(session, said)
    few = [one for one, count in zip(said, often, strict=True) if count < OFTEN]
    rarest = said[often.index(min(often))] if few else None
    conditions = []
    for one in said:
        standing = select(WordPosting.found_id).where(WordPosting.word_id.in_(one.word_ids))
        here = standing.where(WordPosting.found_id == Ticket.id).exists()
        conditions.append(Ticket.id.in_(standing) if one is rarest else here)
    return and_(*conditions)


def _means(said: str, one: Described, forgiving: bool) -> bool:
    return any(is_meant(said, word, runs=False, forgiving=forgiving) for word in one.named) or any(
        is_meant(said, word, runs=True, forgiving=forgiving) for word in one.runs
    )


def _unread(session: Session) -> dict[int, Described]:
    """The newest tickets the book has not followed, with their words; usually none."""
    numbers = to_be_read(session, READ_THEMSELVES)
    return described(session, numbers) if numbers else {}


def to_be_read(session: Session, most: int) -> list[int]:
    """The newest tickets the book has not followed."""
    newest, change = select(func.max(Ticket.id)), select(func.max(WordDue.id))
    last, up_to, is_due = session.execute(
        select(newest.scalar_subquery(), followed_up_to(), change.scalar_subquery())
    ).one()
    if not is_due and (last or 0) <= (up_to or 0):
        return []
    dues: dict[str, list[int]] = {}
    chosen = select(WordDue.noun, WordDue.subject_id).order_by(WordDue.id.desc()).limit(most)
    for noun, subject_id in session.execute(chosen):
        dues.setdefault(noun, []).append(subject_id)
    return waiting(session, up_to or 0, dues, most)
