"""What a new complaint has in common with tickets that were solved: the likely causes, and what was done then."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cxloop.drivers import catalogue
from cxloop.drivers.likely import Hits, Learnt, Stems, hits, stems_of
from cxloop.drivers.models import Driver
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.models import Resolution, Ticket
from cxloop.tickets.walks import in_scope

MOST_READ = 2_000
"""The newest that were solved: what was learnt from older ones may not be true any more."""
MOST_SIMILAR, MOST_LOOKED_AT = 3, 20
ALIKE = 0.2
"""From this likeness on two complaints are about the same thing: below it they share a word or two."""


@dataclass(frozen=True)
class Solved:
    """A ticket that was solved: its cause as it counts today, what was done, and the stems of what was said."""

    ticket_id: int
    cause: int
    action: str | None
    stems: Stems
    language: str


@dataclass(frozen=True)
class Cause:
    """A likely cause, and the customer's words that speak for it."""

    driver: Driver
    words: tuple[str, ...]


@dataclass(frozen=True)
class Similar:
    ticket: Ticket
    driver: Driver | None
    action: str | None


@dataclass(frozen=True)
class Precedents:
    causes: list[Cause]
    similar: list[Similar]
    helps: Driver | None
    """The cause whose steps are worth reading: the likeliest that has some."""


def precedents(session: Session, ticket: Ticket, scope: Scope, language: str) -> Precedents:
    """For one ticket, as somebody with this scope may see it; `language` is the company's, of words that say none."""
    spoken = ticket.response.language or language
    stems = stems_of(ticket.response.comment or "", spoken)
    solved = list(_solved(session, language)) if stems else []
    learnt = _learnt(one for one in solved if one.language == spoken)
    offered = _offered(session)
    found = [Cause(offered[one.cause], one.words) for one in learnt.causes_of(stems, offered)]
    helps = next((one.driver for one in found if one.driver.steps_en or one.driver.steps_it), None)
    return Precedents(found, _similar(session, ticket, stems, solved, learnt, scope), helps)


def hit_rate(session: Session, language: str) -> Hits:
    """How often the suggestions would have been right for the tickets that were solved, oldest first."""
    newest_first = list(_solved(session, language))
    return hits((one.stems, one.cause, one.language) for one in reversed(newest_first))


def _solved(session: Session, language: str) -> Iterator[Solved]:
    """Newest first, each ticket by its last resolution."""
    counts_as = {one.id: one.counts_as.id for one in catalogue.everything(session)}
    rows = session.execute(
        select(
            Resolution.ticket_id, Resolution.driver_id, Resolution.action, Response.comment, Response.language
        )
        .join(Ticket, Ticket.id == Resolution.ticket_id)
        .join(Response, Response.id == Ticket.response_id)
        .where(Resolution.driver_id.is_not(None), Response.comment.is_not(None))
        .order_by(Resolution.id.desc())
        .limit(MOST_READ)
    )
    seen: set[int] = set()
    for ticket_id, driver_id, action, comment, spoken in rows:
        if ticket_id not in seen and driver_id and comment:
            seen.add(ticket_id)
            own = spoken or language
            yield Solved(ticket_id, counts_as[driver_id], action, stems_of(comment, own), own)


def _learnt(solved: Iterable[Solved]) -> Learnt:
    """What texts of one language tell: a word of another would speak for whatever its speakers complain of."""
    learnt = Learnt()
    for one in solved:
        learnt.learn(one.stems, one.cause)
    return learnt


def _offered(session: Session) -> dict[int, Driver]:
    """The causes a ticket can be solved with today."""
    known = catalogue.in_use(session)
    above = {one.parent_id for one in known}
    return {one.id: one for one in known if one.id not in above}


def _similar(
    session: Session, ticket: Ticket, stems: Stems, solved: list[Solved], learnt: Learnt, scope: Scope
) -> list[Similar]:
    """The likest that this person may see; what was learnt says which words are rare."""
    near = [
        (likeness, one)
        for one in solved
        if one.ticket_id != ticket.id and (likeness := learnt.likeness(stems, one.stems)) >= ALIKE
    ]
    near = sorted(near, key=lambda pair: (-pair[0], -pair[1].ticket_id))[:MOST_LOOKED_AT]
    if not near:
        return []
    wanted = select(Ticket).where(Ticket.id.in_(one.ticket_id for _, one in near))
    covered = in_scope(scope)
    shown = session.scalars(
        (wanted if covered is None else wanted.where(covered)).options(joinedload(Ticket.contact))
    ).unique()
    seen = {one.id: one for one in shown}
    drivers = {one.id: one for one in catalogue.everything(session)}
    return [
        Similar(seen[one.ticket_id], drivers.get(one.cause), one.action)
        for _, one in near
        if one.ticket_id in seen
    ][:MOST_SIMILAR]
