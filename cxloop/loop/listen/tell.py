"""Tell: a colleague writes down what a customer just said, and somebody takes care of it if the customer needs it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.loop.listen.whom import Teller, Whom, whom
from cxloop.loop.open import open_by_hand
from cxloop.people.models import User
from cxloop.responses.built_in import TOLD, source_of
from cxloop.responses.models import Response, ResponseChange, Source
from cxloop.tickets import queries
from cxloop.tickets.changes import changed
from cxloop.tickets.homes import team_of_customer
from cxloop.tickets.models import Ticket
from cxloop.tickets.told import BEYOND

NEEDS = ("somebody", "nothing", "praise")


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

    @property
    def is_beyond(self) -> bool:
        """Whether the customer was named by what the teller does not see: they are told nothing of who it is."""
        return BEYOND in (self.response.attributes or {})


def tell(
    session: Session, word: Word, *, by: User, at: datetime, via: str = "web", owner_id: int | None = None,
    team_id: int | None = None, language: str = "en",
) -> Told:  # fmt: skip
    """Store what a customer said as an answer without a score; open a ticket where they need somebody.

    The same nonce again updates the words and doubles nothing. `owner_id` None gives the ticket to the team by turns. A
    customer the teller does not see is their team's, whatever the teller wishes, and nothing is changed about them.

    Raises:
        ValueError: nothing was said, or the need is not one of NEEDS.
    """
    if not word.said.strip() or word.need not in NEEDS:
        raise ValueError("what was said, and what is needed, must be known")
    source = source_of(session, TOLD, at=at, language=language)
    response = written_down(session, word.nonce, by=by)
    is_new = response is None
    if response is None:
        customer = whom(session, word.teller, by, at)
        response = Response(
            source_id=source.id, survey_id=source.survey_id, survey=source.survey,
            external_id=_own(word.nonce, by),
            contact_id=customer.contact_id, account_id=customer.account_id, score=None, comment=word.said.strip(),
            attributes=_facts(word, customer), answered_at=at, received_at=at, written_by_id=by.id,
        )  # fmt: skip
        session.add(response)
        session.flush()
    else:
        _say_again(session, response, word, by=by, at=at, via=via)
    if word.need != "somebody":
        return Told(response, queries.triggered_by(session, [response.id]).get(response.id), False, is_new)
    if BEYOND in (response.attributes or {}):
        theirs = team_of_customer(session, response.contact_id, response.account_id)
        owner_id, team_id = (owner_id, team_id) if theirs in by.team_ids else (None, theirs)
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


def _facts(word: Word, customer: Whom) -> dict[str, str]:
    """What is needed; of somebody beyond the teller's sight also how they were called, for nothing is written there."""
    facts = {"need": word.need}
    if customer.is_beyond:
        typed = {"who": word.teller.name, "phone": word.teller.phone, "company": word.teller.company}
        facts |= {BEYOND: "yes", **{name: value for name, value in typed.items() if value}}
    return facts


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
