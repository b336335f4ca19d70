"""What one person did today, and what waits for them tomorrow: the morning's page and the evening's. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.tickets.given_promises import GivenPromise
from cxloop.tickets.models import ContactAttempt, Resolution, Ticket

MOST = 300
"""More than anybody does in a day."""
FIRST = 3


@dataclass(frozen=True)
class Done:
    """One thing done: `kind` is contact, ended or promise; `how` its outcome, its closing kind or its ending."""

    kind: str
    how: str
    at: datetime
    ticket_id: int
    name: str | None


@dataclass(frozen=True)
class DaysWork:
    """Newest first."""

    done: Sequence[Done]

    def _tickets(self, kind: str, *how: str) -> int:
        return len({one.ticket_id for one in self.done if one.kind == kind and (not how or one.how in how)})

    @property
    def called(self) -> int:
        """Customers somebody tried to reach, however often."""
        return self._tickets("contact")

    @property
    def reached(self) -> int:
        return self._tickets("contact", "reached")

    @property
    def ended(self) -> int:
        return self._tickets("ended")

    @property
    def kept(self) -> int:
        """Promises, the late ones too."""
        return sum(one.kind == "promise" and one.how != "dropped" for one in self.done)


@dataclass(frozen=True)
class Ahead:
    """The first things of the days to come: `kind` is call_again, promise or due."""

    kind: str
    at: datetime
    ticket_id: int
    name: str | None


def days_work(session: Session, user_id: int, since: datetime) -> DaysWork:
    """Everything this person did from then on, in one statement."""
    attempt, ended, given = ContactAttempt, Resolution, GivenPromise
    parts: list[Any] = [
        select(literal("contact").label("kind"), attempt.outcome.label("how"), attempt.at, attempt.ticket_id)
        .where(attempt.by_id == user_id, attempt.at >= since),
        select(literal("ended"), ended.kind, ended.at, ended.ticket_id)
        .where(ended.by_id == user_id, ended.at >= since),
        select(literal("promise"), given.ending, given.settled_at, given.ticket_id)
        .where(given.settled_by_id == user_id, given.settled_at >= since),
    ]  # fmt: skip
    told = union_all(*parts).subquery()
    rows = session.execute(
        select(told.c.kind, told.c.how, told.c.at, told.c.ticket_id, _name())
        .join(Ticket, Ticket.id == told.c.ticket_id)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .order_by(told.c.at.desc())
        .limit(MOST)
    )
    return DaysWork([Done(*row) for row in rows])


def days_to_come(session: Session, user_id: int, since: datetime) -> list[Ahead]:
    """The first things from then on: calls that were put off, promises, and what is due."""
    mine = Ticket.owner_id == user_id
    again = (
        select(literal("call_again").label("kind"), Ticket.again_at.label("at"), Ticket.id.label("ticket_id"))
        .where(mine, Ticket.again_at >= since, Ticket.is_owed)
        .order_by(Ticket.again_at).limit(FIRST)
    ).subquery()  # fmt: skip
    promised = (
        select(literal("promise").label("kind"), GivenPromise.due_at.label("at"), GivenPromise.ticket_id)
        .join(Ticket, Ticket.id == GivenPromise.ticket_id)
        .where(mine, GivenPromise.settled_at.is_(None), GivenPromise.due_at >= since)
        .order_by(GivenPromise.due_at).limit(FIRST)
    ).subquery()  # fmt: skip
    due = (
        select(literal("due").label("kind"), Ticket.due_at.label("at"), Ticket.id.label("ticket_id"))
        .where(mine, Ticket.due_at >= since)
        .order_by(Ticket.due_at).limit(FIRST)
    ).subquery()  # fmt: skip
    told = union_all(
        *(select(one.c.kind, one.c.at, one.c.ticket_id) for one in (again, promised, due))
    ).subquery()
    rows = session.execute(
        select(told.c.kind, told.c.at, told.c.ticket_id, _name())
        .join(Ticket, Ticket.id == told.c.ticket_id)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .order_by(told.c.at, told.c.ticket_id)
        .limit(FIRST)
    )
    return [Ahead(*row) for row in rows]


def _name() -> Any:
    return func.coalesce(Contact.name, Contact.email)
