"""The whole demo company in an empty database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from cxloop.alerts.models import Alert
from cxloop.database import Base, is_postgresql
from cxloop.demo import registry
from cxloop.demo.acquaintance import enter_twice
from cxloop.demo.answers import Answer, answers
from cxloop.demo.conversations import converse_with_customers
from cxloop.demo.customers import market
from cxloop.demo.invited import ask_by_letter
from cxloop.demo.office import open_office
from cxloop.demo.platforms import listen_to_platforms
from cxloop.demo.programs import let_programs_in
from cxloop.demo.promised import promise_customers
from cxloop.demo.register import improve
from cxloop.demo.rhythm import DAYS, midnight
from cxloop.demo.staff import hire
from cxloop.demo.surveys import ask
from cxloop.demo.walked import Walk
from cxloop.demo.written import Writing
from cxloop.people.models import User
from cxloop.responses.models import Survey
from cxloop.tickets.models import Ticket

WALKED_DAYS, MOST_WALKED = 10, 300
KEPT_ALERTS = 6


class NotEmpty(Exception):
    """The database has surveys or people already; the demo company must not mix with a real one."""


@dataclass(frozen=True)
class Founded:
    """What was made."""

    responses: int
    tickets: int
    open_tickets: int


def found(
    session: Session, *, responses: int, seed: int, on: date, heard: Callable[[int], None] = lambda _: None,
    walked: int | None = None, language: str = "en",
) -> Founded:  # fmt: skip
    """Fill the database with the year before `on`, in the caller's unit of work.

    Args:
        responses: how many answers; the company and its story are the same at every size.
        seed: another one, another chance; equal seeds and days give equal companies, secrets apart.
        on: the day the demo is made for; the story ends as it begins, at midnight in Rome.
        heard: told of every so many answers.
        language: in which the company's people wrote down their improvements.
        walked: how many of the newest answers go through the loop's own verbs; the rest is written in batches.

    Raises:
        NotEmpty: there are surveys or people already; nothing was changed.
    """
    if any(session.scalar(select(model.id).limit(1)) is not None for model in (Survey, User)):
        raise NotEmpty
    begin, end = midnight(on - timedelta(days=DAYS + 30)), midnight(on)
    staff = hire(session, begin)
    doors = ask(session, staff, begin)
    everyone = market(responses)
    first_person, first_account = registry.enter(session, everyone, staff, on, begin)
    _count_on(session)
    office = open_office(
        session,
        staff,
        doors,
        seed=seed,
        on=on,
        first_person=first_person,
        first_account=first_account,
        at=begin,
    )
    told = answers(responses, seed, on)
    newest = min(_recent(responses), responses) if walked is None else walked
    busy = Writing(session, office).through(islice(told, responses - newest), end, heard)
    _count_on(session)
    session.expire_all()
    walk = Walk(session, office)
    walk.through(_of_others(told, busy, everyone.people, office.first_person, everyone.person), end, heard)
    promise_customers(session, on)
    improve(session, office, on, language)
    converse_with_customers(session, office, on)
    ask_by_letter(session, office, on)
    listen_to_platforms(session, office, on)
    let_programs_in(session, staff, on)
    enter_twice(session, first_person, on)
    _silence(session)
    is_open = Ticket.is_open
    counted = select(func.count(), func.count().filter(is_open)).select_from(Ticket)
    tickets, open_tickets = session.execute(counted).one()
    return Founded(responses, tickets, open_tickets)


def _recent(responses: int) -> int:
    return min(MOST_WALKED, responses * WALKED_DAYS * 2 // DAYS)


def _of_others(
    told: Iterator[Answer], busy: frozenset[int], people: int, first: int, person: Callable[[int], object]
) -> Iterator[Answer]:
    """Nobody whose older ticket is still open answers again in the last days: its story is written already."""
    for answer in told:
        chosen = answer
        while chosen.person is not None and first + chosen.person.number in busy:
            # Whoever calls gives a function that makes a Person.
            chosen = chosen._replace(person=person((chosen.person.number + 1) % people))  # type: ignore[arg-type]
        yield chosen


def _silence(session: Session) -> None:
    """Mark old alerts as sent; only the newest few tickets are told when the worker starts."""
    newest = (
        select(Alert.id)
        .where(Alert.kind == "ticket_opened")
        .order_by(Alert.created_at.desc(), Alert.id.desc())
    )
    kept = list(session.scalars(newest.limit(KEPT_ALERTS)))
    done = update(Alert).where(Alert.state == "pending", Alert.id.not_in(kept))
    sent = {"state": "sent", "attempts": 1, "first_tried_at": Alert.created_at, "sent_at": Alert.created_at}
    session.execute(done.values(**sent).execution_options(synchronize_session=False))


def _count_on(session: Session) -> None:
    """PostgreSQL counts up by itself; go on after the numbers that were given by hand."""
    if not is_postgresql(session):
        return
    session.flush()
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement is True:
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            newest = f"(SELECT max(id) FROM {table.name})"  # noqa: S608 - our own tables' names
            session.execute(text(f"SELECT setval({sequence}, {newest}) WHERE {newest} IS NOT NULL"))
