"""Report 8: companies as customers: whose voice we have, who is silent, what is exposed before it renews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.database import company_zone
from cxloop.reports.metrics.accounts import AccountScore, Lens, Voices, account_score, voices
from cxloop.reports.period import Period
from cxloop.reports.wanted import Wanted
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import ContactAttempt, Ticket

DECIDES = "decision_maker"
SPOKEN_WITHIN, UNHAPPY_WITHIN = timedelta(days=365), timedelta(days=60)
ROUNDS = 2


@dataclass(frozen=True)
class Company:
    """A company and how it stands; `name` is masked for readers who may not read it."""

    name: str
    tier: str | None
    lens: Lens


@dataclass(frozen=True)
class Companies:
    """`renewing` are those that renew within 180 days, the exposed first."""

    voices: Voices
    score: AccountScore
    renewing: tuple[Company, ...]
    silent: tuple[Company, ...]


def companies(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Companies:
    """Answers and tickets are those of the filters; companies are all that have any of them, or all without filters."""
    zone = company_zone(session)
    in_days = (
        Response.answered_at >= period.starts_at(zone), Response.answered_at < period.ends_at(zone),
        Response.withdrawn_at.is_(None), wanted.of_answers(),
    )  # fmt: skip
    whose: ColumnElement[Any] = func.coalesce(Response.account_id, Contact.account_id)
    answers = _counts(session, whose, func.count(), Response, *in_days)
    heard = func.count(case((Contact.buying_role == DECIDES, Response.contact_id)).distinct())
    deciders_heard = _counts(session, whose, heard, Response, *in_days)
    rows: Any = session.execute(
        select(Contact.account_id, func.count())
        .where(
            Contact.buying_role == DECIDES, Contact.merged_into_id.is_(None), Contact.account_id.is_not(None)
        )
        .group_by(Contact.account_id)
    )  # fmt: skip
    deciders: dict[int, int] = {row[0]: row[1] for row in rows}
    open_ = _of_tickets(session, func.count(), Ticket.is_open, wanted.of_tickets())
    unhappy = _of_tickets(
        session, func.count(Ticket.contact_id.distinct()), Ticket.opened_at > as_of - UNHAPPY_WITHIN,
        wanted.of_tickets(),
    )  # fmt: skip
    silent = _silent(session, as_of)
    everybody = (
        wanted.teams is None and wanted.survey is None and wanted.tier is None and wanted.place is None
    )
    found = []
    for account in session.execute(
        select(Account.id, Account.name, Account.tier, Account.yearly_value, Account.renews_on)
    ):
        id_ = account.id
        if not everybody and not (answers.get(id_) or open_.get(id_) or unhappy.get(id_)):
            continue
        lens = Lens(
            id_, account.yearly_value, account.renews_on, answers.get(id_, 0), deciders.get(id_, 0),
            deciders_heard.get(id_, 0), open_.get(id_, 0), id_ in silent and not answers.get(id_), unhappy.get(id_, 0),
        )  # fmt: skip
        found.append(Company(account.name if wanted.names else f"#{id_}", account.tier, lens))
    today = as_of.astimezone(zone).date()
    soon = [one for one in found if one.lens.renews_soon(today)]
    soon.sort(key=lambda one: (not one.lens.is_exposed, one.lens.renews_on, one.lens.id))
    return Companies(
        voices([one.lens for one in found], today), _score(session, whose, in_days), tuple(soon),
        tuple(sorted((one for one in found if one.lens.is_silent), key=lambda one: -(one.lens.revenue or 0))),
    )  # fmt: skip


def _counts(session: Session, whose: Any, what: Any, record: Any, *conditions: Any) -> dict[int, int]:
    rows: Any = session.execute(
        select(whose, what)
        .select_from(record)
        .outerjoin(Contact, Contact.id == record.contact_id)
        .where(*conditions, whose.is_not(None))
        .group_by(whose)
    )
    return {row[0]: row[1] for row in rows}


def _of_tickets(session: Session, what: Any, *conditions: Any) -> dict[int, int]:
    rows: Any = session.execute(
        select(Ticket.account_id, what)
        .where(*conditions, Ticket.account_id.is_not(None), Ticket.state != "merged")
        .group_by(Ticket.account_id)
    )
    return {row[0]: row[1] for row in rows}


def _silent(session: Session, as_of: datetime) -> set[int]:
    """Asked on two days or more within a year, and neither an answer nor a conversation since."""
    since = as_of - SPOKEN_WITHIN
    day = func.date(Invitation.sent_at)
    asked = session.scalars(
        select(Contact.account_id)
        .join(Invitation, Invitation.contact_id == Contact.id)
        .where(Invitation.sent_at > since, Invitation.sent_at <= as_of, Contact.account_id.is_not(None))
        .group_by(Contact.account_id)
        .having(func.count(day.distinct()) >= ROUNDS)
    )
    found = {id_ for id_ in asked if id_ is not None}
    if not found:
        return found
    whose = func.coalesce(Response.account_id, Contact.account_id)
    answered = _counts(session, whose, func.count(), Response, Response.answered_at > since)
    spoken = session.scalars(
        select(Ticket.account_id)
        .join(ContactAttempt, ContactAttempt.ticket_id == Ticket.id)
        .where(ContactAttempt.outcome == "reached", ContactAttempt.at > since, ContactAttempt.at <= as_of)
        .distinct()
    )
    return found - set(answered) - {id_ for id_ in spoken if id_ is not None}


def _score(session: Session, whose: Any, in_days: Sequence[Any]) -> AccountScore:
    """The NPS of relationship surveys, not anonymous ones."""
    rows: Any = session.execute(
        select(whose, Response.score)
        .select_from(Response)
        .join(Survey, Survey.id == Response.survey_id)
        .outerjoin(Contact, Contact.id == Response.contact_id)
        .where(
            *in_days, Response.score.is_not(None), Survey.metric == "nps", Survey.is_relationship,
            Survey.is_anonymous.is_(False), whose.is_not(None),
        )
    )  # fmt: skip
    by_company: dict[int, list[int]] = {}
    for account_id, score in rows:
        by_company.setdefault(account_id, []).append(score)
    return account_score([by_company[one] for one in sorted(by_company)])
