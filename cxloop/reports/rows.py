"""The rows behind a figure: the tickets of a cohort, or the answers of a measure, page by page.

Names are here as they are kept; who may read them is the caller's business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.database import company_zone
from cxloop.reports.cohorts import Clock
from cxloop.reports.period import Period
from cxloop.reports.questions import asked_of
from cxloop.reports.ticket_facts import TicketFacts, ticket_facts
from cxloop.reports.wanted import EVERYTHING, Wanted
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class TicketRow(TicketFacts):
    """One ticket of a cohort with everything the figures ask (yes or no as 1 or 0)."""

    id: int
    team_id: int
    owner_id: int | None
    contact: str | None
    account: str | None
    survey: str
    answered_at: datetime
    received_at: datetime
    opened_at: datetime
    first_contact_due_at: datetime
    first_attempt_at: datetime | None
    first_reached_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    resolution_due_at: datetime

    @property
    def ticket_id(self) -> int:
        return self.id


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question "is it solved?" that was asked; `answer` is "" while nothing was said."""

    id: int
    ticket_id: int
    team_id: int
    owner_id: int | None
    contact: str | None
    account: str | None
    survey: str
    answered_at: datetime
    received_at: datetime
    asked_at: datetime
    answer: str
    said_at: datetime | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer of a measure."""

    id: int
    answered_at: datetime
    survey: str
    score: int


def tickets(
    session: Session, period: Period, as_of: datetime, clock: Clock, *, only: str | None = None,
    before_id: int | None = None, most: int | None = None, wanted: Wanted = EVERYTHING,
) -> Iterator[TicketRow]:  # fmt: skip
    """The cohort, newest ticket first; `only` names a fact that must hold, `before_id` continues a page."""
    facts = (
        ticket_facts(
            session, period, as_of, clock, Ticket.id.label("id"), Ticket.team_id, Ticket.owner_id,
            Contact.name.label("contact"), Account.name.label("account"), Survey.name.label("survey"),
            Ticket.answered_at, Ticket.received_at, Ticket.opened_at, Ticket.first_contact_due_at,
            Ticket.first_attempt_at, Ticket.first_reached_at, Ticket.resolved_at, Ticket.closed_at,
            Ticket.resolution_due_at, wanted=wanted,
        )
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .join(Survey, Survey.id == Ticket.survey_id)
        .outerjoin(Account, Account.id == Ticket.account_id)
        .subquery()
    )  # fmt: skip
    chosen: Any = select(*facts.c)
    if only:
        chosen = chosen.where(facts.c[only] == 1)
    yield from _page(session, chosen, facts.c.id, TicketRow, before_id, most)


def questions(
    session: Session,
    period: Period,
    as_of: datetime,
    *,
    before_id: int | None = None,
    most: int | None = None,
    wanted: Wanted = EVERYTHING,
) -> Iterator[QuestionRow]:
    """Every question asked of the cohort, newest first."""
    each = asked_of(period, as_of, company_zone(session), wanted).subquery()
    chosen: Any = (
        select(
            each.c.id, Ticket.id, Ticket.team_id, Ticket.owner_id, Contact.name, Account.name, Survey.name,
            Ticket.answered_at, Ticket.received_at, each.c.asked_at, each.c.word, each.c.said_at, each.c.is_first,
        )
        .join(Ticket, Ticket.id == each.c.ticket_id)
        .join(Survey, Survey.id == Ticket.survey_id)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .outerjoin(Account, Account.id == Ticket.account_id)
    )  # fmt: skip
    yield from _page(session, chosen, each.c.id, QuestionRow, before_id, most)


def answers(
    session: Session,
    period: Period,
    surveys: Sequence[int],
    *,
    before_id: int | None = None,
    most: int | None = None,
    wanted: Wanted = EVERYTHING,
) -> Iterator[AnswerRow]:
    """The scored answers of these surveys in the period, newest first."""
    zone = company_zone(session)
    chosen: Any = (
        select(Response.id, Response.answered_at, Survey.name, Response.score)
        .join(Survey, Survey.id == Response.survey_id)
        .where(
            Response.survey_id.in_(surveys),
            Response.answered_at >= period.starts_at(zone),
            Response.answered_at < period.ends_at(zone),
            Response.score.is_not(None),
            Response.withdrawn_at.is_(None),
            wanted.of_answers(),
        )
    )
    yield from _page(session, chosen, Response.id, AnswerRow, before_id, most)


def _page(
    session: Session, chosen: Any, key: Any, made: Any, before_id: int | None, most: int | None
) -> Iterator[Any]:
    """At most `most` rows, or all of them, read in pieces so that no cursor stays open while a reader is slow."""
    ordered = chosen.order_by(key.desc())
    while most is None or most > 0:
        wanted = AT_ONCE if most is None else min(most, AT_ONCE)
        here = ordered if before_id is None else ordered.where(key < before_id)
        found = [made(*row) for row in session.execute(here.limit(wanted))]
        yield from found
        if len(found) < wanted:
            return
        before_id = found[-1].id
        most = None if most is None else most - wanted
