"""Telling the customers behind an improvement what was changed because of them: one letter a customer, once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import change_consent, consents
from cxloop.accounts.models import Contact
from cxloop.alerts import outbox
from cxloop.alerts.wording import TOLD_BACK
from cxloop.improvements import queries
from cxloop.improvements.evidence import is_live
from cxloop.improvements.models import Improvement
from cxloop.improvements.telling import BackLetter, TellBack
from cxloop.loop.learn.deciding import moved
from cxloop.people.models import User
from cxloop.people.policies import Scope
from cxloop.tickets import trail
from cxloop.tickets.models import Ticket

PURPOSE = "news"
LINK = b"cxloop news link v1:"
MOST_AT_ONCE = 500
LONGEST = 4000


class NotTellable(ValueError):
    """Nobody can be told now. `code`: not_live, no_words or nobody."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Behind:
    """A customer behind an improvement: `state` is to_tell, on_its_way, told, refused, no_address or nobody."""

    ticket: Ticket
    state: str
    told_at: datetime | None = None


def behind(session: Session, improvement_id: int, scope: Scope, at: datetime) -> list[Behind]:
    """Each customer once, by their newest linked ticket within the scope; who is not known is nobody."""
    found: dict[int, Ticket] = {}
    unknown: list[Ticket] = []
    for ticket in queries.linked_tickets(session, improvement_id, scope, MOST_AT_ONCE):
        if ticket.contact_id is None:
            unknown.append(ticket)
        else:
            found.setdefault(ticket.contact_id, ticket)
    allowed = consents(session, list(found), at)
    letters = _letters(session, improvement_id)
    people = [
        _stands(ticket, letters.get(contact_id), is_allowed=allowed[contact_id][PURPOSE])
        for contact_id, ticket in found.items()
    ]
    return [*people, *(Behind(ticket, "nobody") for ticket in unknown)]


def tell_back(
    session: Session,
    improvement: Improvement,
    words: Mapping[str, str],
    *,
    by: User,
    at: datetime,
    scope: Scope,
) -> TellBack:
    """Write to everybody who can be told and was not yet; the letters leave by the outbox.

    Args:
        improvement: locked.
        words: what was changed, by language; a customer whose language has none reads the other.

    Raises:
        NotTellable
    """
    said = {language: text.strip() for language, text in words.items() if text.strip()}
    if not is_live(improvement.state):
        raise NotTellable("not_live")
    if not said:
        raise NotTellable("no_words")
    to_tell = [one.ticket for one in behind(session, improvement.id, scope, at) if one.state == "to_tell"]
    if not to_tell:
        raise NotTellable("nobody")
    act = TellBack(
        improvement_id=improvement.id, by_id=by.id, at=at, words_en=said.get("en"), words_it=said.get("it")
    )
    session.add(act)
    session.flush()
    for ticket in to_tell:
        _write(session, act, ticket, by, at)
    if improvement.state == "measured":
        moved(session, improvement, "told_back", by=by, at=at)
    return act


def letter_left(session: Session, letter_id: int, at: datetime) -> None:
    """The mail server took it."""
    letter = session.get(BackLetter, letter_id)
    if letter is not None:
        letter.sent_at, letter.kept_back = at, None


def letter_kept_back(session: Session, letter_id: int, because: str) -> None:
    """It did not leave, and why; the same customer may be written to by another act."""
    letter = session.get(BackLetter, letter_id)
    if letter is not None and letter.sent_at is None:
        letter.kept_back = because


def end_news(session: Session, letter_id: int, *, at: datetime) -> None:
    """The customer wants no more such letters; everything else they allowed stays."""
    ticket = session.get_one(BackLetter, letter_id).ticket
    contact = session.get(Contact, ticket.contact_id) if ticket.contact_id else None
    if contact is not None:
        change_consent(session, contact, given=False, at=at, source="link", purposes=[PURPOSE])


def _write(session: Session, act: TellBack, ticket: Ticket, by: User, at: datetime) -> None:
    known = session.scalars(
        select(BackLetter).where(
            BackLetter.ticket_id == ticket.id, BackLetter.improvement_id == act.improvement_id
        )
    ).first()
    letter = known or BackLetter(improvement_id=act.improvement_id, ticket_id=ticket.id)
    letter.tell_back_id, letter.nonce, letter.kept_back = act.id, secrets.token_hex(16), None
    session.add(letter)
    session.flush()
    outbox.enqueue(
        session, kind=TOLD_BACK, subject=f"back_letter:{letter.id}", step=act.id, via="mail",
        recipient=f"contact:{ticket.contact_id}", at=at,
    )  # fmt: skip
    trail.write(
        session, ticket, "told_back", at=at, actor_id=by.id, via="web", improvement=act.improvement_id
    )


def _letters(session: Session, improvement_id: int) -> dict[int, BackLetter]:
    """The newest letter of each customer."""
    rows: Sequence[BackLetter] = session.scalars(
        select(BackLetter).where(BackLetter.improvement_id == improvement_id).order_by(BackLetter.id)
    ).all()
    return {row.ticket.contact_id: row for row in rows if row.ticket.contact_id is not None}


def _stands(ticket: Ticket, letter: BackLetter | None, *, is_allowed: bool) -> Behind:
    if letter is not None and letter.sent_at is not None:
        return Behind(ticket, "told", letter.sent_at)
    if letter is not None and letter.kept_back is None:
        return Behind(ticket, "on_its_way")
    if not is_allowed:
        return Behind(ticket, "refused")
    has_address = ticket.contact is not None and bool(ticket.contact.email)
    return Behind(ticket, "to_tell" if has_address else "no_address")
