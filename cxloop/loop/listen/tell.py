"""Tell: a colleague writes down what a customer just said, and somebody takes care of it if the customer needs it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.accounts.recognising import recognise
from cxloop.loop.open import open_by_hand
from cxloop.people.models import User
from cxloop.responses.built_in import TOLD, source_of
from cxloop.responses.models import Response, ResponseChange, Source
from cxloop.tickets import queries
from cxloop.tickets.changes import changed
from cxloop.tickets.models import Ticket

NEEDS = ("somebody", "nothing", "praise")


@dataclass(frozen=True)
class Teller:
    """Who said it: a contact we know, or what is known of somebody new (matched by e-mail, never by name alone)."""

    contact_id: int | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    contact_external_id: str | None = None
    language: str | None = None
    yearly_value: Decimal | None = None
    tier: str | None = None
    account_external_id: str | None = None


@dataclass(frozen=True)
class Word:
    """What was said. `nonce` is the form's own: the same form sent twice is one answer. `need` is one of NEEDS."""

    nonce: str
    said: str
    teller: Teller
    need: str = "somebody"
    urgent: bool = False


@dataclass(frozen=True)
class Told:
    """What became of it; `was_there`: the ticket was open before, and this joined it."""

    response: Response
    ticket: Ticket | None
    was_there: bool
    is_new: bool


def tell(
    session: Session, word: Word, *, by: User, at: datetime, via: str = "web", owner_id: int | None = None,
    team_id: int | None = None, language: str = "en",
) -> Told:  # fmt: skip
    """Store what a customer said as an answer without a score; open a ticket where they need somebody.

    The same nonce again updates the words and doubles nothing. `owner_id` None gives the ticket to the team by turns.

    Raises:
        ValueError: nothing was said, or the need is not one of NEEDS.
    """
    if not word.said.strip() or word.need not in NEEDS:
        raise ValueError("what was said, and what is needed, must be known")
    source = source_of(session, TOLD, at=at, language=language)
    response = written_down(session, word.nonce, by=by)
    is_new = response is None
    if response is None:
        customer = _customer(session, word.teller, at)
        response = Response(
            source_id=source.id, survey_id=source.survey_id, survey=source.survey,
            external_id=_own(word.nonce, by),
            contact_id=customer.contact_id, account_id=customer.account_id, score=None, comment=word.said.strip(),
            attributes={"need": word.need}, answered_at=at, received_at=at, written_by_id=by.id,
        )  # fmt: skip
        session.add(response)
        session.flush()
    else:
        _say_again(session, response, word, by=by, at=at, via=via)
    if word.need != "somebody":
        return Told(response, queries.triggered_by(session, [response.id]).get(response.id), False, is_new)
    ticket, was_there = open_by_hand(
        session, response, by=by, at=at, via=via, urgent=word.urgent, owner_id=owner_id, team_id=team_id
    )
    return Told(response, ticket, was_there, is_new)


def written_down(session: Session, nonce: str, *, by: User) -> Response | None:
    """What became of this form already, when this person has sent it before."""
    chosen = select(Response).join(Source, Source.id == Response.source_id)
    chosen = chosen.where(Source.door == TOLD.door, Response.external_id == _own(nonce, by))
    return session.scalars(chosen).first()


def _own(nonce: str, by: User) -> str:
    """Nobody can write over what a colleague wrote down."""
    return f"{by.id}:{nonce}"


@dataclass(frozen=True)
class _Customer:
    contact_id: int | None
    account_id: int | None


def _customer(session: Session, teller: Teller, at: datetime) -> _Customer:
    """The contact, followed to the one it was merged into."""
    contact_id = teller.contact_id
    if contact_id is None:
        (found,) = recognise(session, [teller], at)
        contact_id = found.contact_id
        if contact_id is None:
            return _Customer(None, found.account_id)
    contact = session.get_one(Contact, contact_id)
    while contact.merged_into_id:
        contact = session.get_one(Contact, contact.merged_into_id)
    return _Customer(contact.id, contact.account_id)


def _say_again(session: Session, response: Response, word: Word, *, by: User, at: datetime, via: str) -> None:
    """The same form once more, perhaps with better words: what it said before is kept."""
    said = word.said.strip()
    if said == response.comment:
        return
    session.add(ResponseChange(response_id=response.id, at=at, comment_before=response.comment))
    response.comment = said
    session.flush()
    if ticket := queries.triggered_by(session, [response.id]).get(response.id):
        changed(session, ticket, "answer_changed", at=at, actor_id=by.id, via=via)
