"""The register and what is behind each improvement, in few statements. Read only, `locked` apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from cxloop.accounts.models import Account
from cxloop.drivers.family import merged_into
from cxloop.drivers.models import Driver
from cxloop.improvements.models import Decision, Evidence, Improvement, Measurement
from cxloop.people.models import Role, User
from cxloop.people.policies import STAFF, Scope
from cxloop.responses.models import Survey
from cxloop.responses.scoring import WITHOUT_SCORE
from cxloop.tickets.models import Resolution, Ticket
from cxloop.tickets.queue import in_scope

MOST_LINKED = 50
FOLLOWS_ITS_PARENT = "merged"


class NoSuchImprovement(LookupError):
    """There is no improvement of this number."""


@dataclass(frozen=True)
class Entry:
    """A line of the register: the improvement, how much is behind it, and its newest measurement."""

    improvement: Improvement
    tickets: int
    customers: int
    measured: Measurement | None
    yearly_value: int = 0
    decided_at: datetime | None = None
    """When somebody first said to do it."""

    @property
    def weight(self) -> tuple[int, int, int]:
        """More customers first, then more money behind them, then more tickets."""
        return self.customers, self.yearly_value, self.tickets


@dataclass(frozen=True)
class Behind:
    """What weighs: distinct customers (companies, and people without one) and their yearly value, not clicks."""

    tickets: int
    customers: int
    accounts: int
    yearly_value: int


def locked(session: Session, improvement_id: int) -> Improvement:
    """The improvement as it is now, its row locked until the unit of work ends.

    Raises:
        NoSuchImprovement
    """
    chosen = select(Improvement).where(Improvement.id == improvement_id).with_for_update(of=Improvement)
    found = session.scalars(chosen.execution_options(populate_existing=True)).first()
    if found is None:
        raise NoSuchImprovement(improvement_id)
    return found


def one(session: Session, improvement_id: int) -> Improvement | None:
    """An improvement with its people and cause."""
    chosen = select(Improvement).where(Improvement.id == improvement_id)
    return session.scalars(_with_faces(chosen)).unique().first()


def register(session: Session) -> list[Entry]:
    """Every improvement, those with more customers and then more money behind them first; one statement."""
    tickets, customers = func.count().label("tickets"), _customers().label("customers")
    behind = (
        _evidence(Evidence.improvement_id, tickets, customers).group_by(Evidence.improvement_id).subquery()
    )
    newest = (
        select(Measurement.improvement_id, func.max(Measurement.id).label("id"))
        .group_by(Measurement.improvement_id)
        .subquery()
    )
    worth, decided = _worth(), _first_decided()
    rows = session.execute(
        _with_faces(
            select(
                Improvement, behind.c.tickets, behind.c.customers, Measurement, worth.c.value, decided.c.at
            )
        )
        .outerjoin(worth, worth.c.improvement_id == Improvement.id)
        .outerjoin(decided, decided.c.improvement_id == Improvement.id)
        .outerjoin(behind, behind.c.improvement_id == Improvement.id)
        .outerjoin(newest, newest.c.improvement_id == Improvement.id)
        .outerjoin(Measurement, Measurement.id == newest.c.id)
        .order_by(Improvement.id.desc())
    ).unique()
    found = [
        Entry(improvement, count or 0, people or 0, measured, int(value or 0), decided_at)
        for improvement, count, people, measured, value, decided_at in rows
    ]
    return sorted(found, key=lambda entry: entry.weight, reverse=True)


def _worth() -> Any:
    """Yearly value of the companies behind each improvement, each company once."""
    companies = (
        _evidence(Evidence.improvement_id, Ticket.account_id)
        .where(Ticket.account_id.is_not(None))
        .distinct()
        .subquery()
    )
    return (
        select(companies.c.improvement_id, func.sum(Account.yearly_value).label("value"))
        .join(Account, Account.id == companies.c.account_id)
        .group_by(companies.c.improvement_id)
        .subquery()
    )


def _first_decided() -> Any:
    first = select(Decision.improvement_id, func.min(Decision.at).label("at"))
    return first.where(Decision.state == "decided").group_by(Decision.improvement_id).subquery()


def with_cause(session: Session, driver_id: int) -> Sequence[Improvement]:
    """Improvements about a cause that are not archived: before a new one is raised, these are offered."""
    chosen = select(Improvement).where(
        Improvement.driver_id.in_(merged_into(driver_id)), Improvement.state != "archived"
    )
    return session.scalars(_with_faces(chosen).order_by(Improvement.id.desc()).limit(5)).unique().all()


def behind(session: Session, improvement_id: int) -> Behind:
    """How much is behind one improvement."""
    companies = (
        _evidence(Ticket.account_id)
        .where(Evidence.improvement_id == improvement_id, Ticket.account_id.is_not(None))
        .distinct()
        .scalar_subquery()
    )
    accounts = select(func.count(), func.coalesce(func.sum(Account.yearly_value), 0)).where(
        Account.id.in_(companies)
    )
    counted = _evidence(func.count(), _customers()).where(Evidence.improvement_id == improvement_id)
    tickets, customers = session.execute(counted).one()
    companies_count, value = session.execute(accounts).one()
    return Behind(tickets, customers, companies_count, int(value or 0))


def linked_tickets(
    session: Session, improvement_id: int, scope: Scope | None = None, most: int = MOST_LINKED
) -> Sequence[Ticket]:
    """The newest linked tickets, all or those of a scope, with the words of the customer."""
    chosen = (
        select(Ticket)
        .join(Evidence, Evidence.ticket_id == Ticket.id)
        .where(Evidence.improvement_id == improvement_id)
        .order_by(Evidence.at.desc(), Ticket.id.desc())
        .limit(most)
        .options(joinedload(Ticket.response), joinedload(Ticket.contact))
        .options(joinedload(Ticket.account), joinedload(Ticket.survey))
    )
    covered = in_scope(scope) if scope else None
    if covered is not None:
        chosen = chosen.where(covered)
    return session.scalars(chosen).unique().all()


def linked_within(session: Session, improvement_id: int, scope: Scope) -> int:
    """How many linked tickets a scope covers."""
    counted = _evidence(func.count()).where(Evidence.improvement_id == improvement_id)
    covered = in_scope(scope)
    return session.scalar(counted if covered is None else counted.where(covered)) or 0


def decisions(session: Session, improvement_id: int) -> list[tuple[Decision, User | None]]:
    """Each move with who made it, newest first."""
    rows = session.execute(
        select(Decision, User)
        .outerjoin(User, User.id == Decision.by_id)
        .where(Decision.improvement_id == improvement_id)
        .order_by(Decision.id.desc())
    )
    return [(decision, by) for decision, by in rows]


def measurements(session: Session, improvement_id: int) -> Sequence[Measurement]:
    """Every frozen effect, newest first."""
    chosen = select(Measurement).where(Measurement.improvement_id == improvement_id)
    return session.scalars(chosen.order_by(Measurement.id.desc())).all()


def cause_of(session: Session, ticket_id: int) -> Driver | None:
    """The cause that the ticket's last resolution named."""
    newest = (
        select(Driver)
        .join(Resolution, Resolution.driver_id == Driver.id)
        .where(Resolution.ticket_id == ticket_id)
    )
    return session.scalars(newest.order_by(Resolution.id.desc()).limit(1)).first()


def possible_owners(session: Session) -> Sequence[User]:
    """Colleagues who can be given an improvement."""
    chosen = select(User).where(User.is_active, User.role.in_(STAFF)).order_by(User.name)
    return session.scalars(chosen).all()


def possible_sponsors(session: Session) -> Sequence[User]:
    """Who can stand for an improvement: executives, managers, administrators and leads."""
    roles = (Role.EXECUTIVE, Role.MANAGER, Role.ADMINISTRATOR, Role.LEAD)
    chosen = select(User).where(User.is_active, User.role.in_(roles)).order_by(User.name)
    return session.scalars(chosen).all()


def tickets_by_month(
    session: Session, driver_ids: Collection[int], starts: Sequence[datetime], as_of: datetime
) -> list[tuple[int, int]]:
    """(tickets of these causes, coded tickets of all others) by month of the answer; answers with a score only.

    Args:
        starts: the moments at which the months begin, oldest first, and at last the one at which the last one ends.
    """
    firsts = list(enumerate(starts[:-1]))
    month = case(*((Ticket.answered_at >= start, place) for place, start in reversed(firsts)))
    newest, other = aliased(Resolution), aliased(Resolution)
    newest_id = (
        select(func.max(other.id)).where(other.ticket_id == Ticket.id, other.at <= as_of).scalar_subquery()
    )
    is_theirs = case((newest.driver_id.in_(driver_ids), 1), else_=0)
    rows = session.execute(
        select(month.label("month"), func.sum(is_theirs), func.count())
        .select_from(Ticket)
        .join(newest, newest.id == newest_id)
        .join(Survey, and_(Survey.id == Ticket.survey_id, Survey.metric.not_in(WITHOUT_SCORE)))
        .where(
            Ticket.answered_at >= starts[0],
            Ticket.answered_at < starts[-1],
            Ticket.opened_at <= as_of,
            Ticket.state != FOLLOWS_ITS_PARENT,
            newest.driver_id.is_not(None),
        )
        .group_by("month")
    )
    found = [(0, 0) for _ in firsts]
    for place, theirs, coded in rows:
        found[place] = (int(theirs), int(coded) - int(theirs))
    return found


def _evidence(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(Evidence).join(Ticket, Ticket.id == Evidence.ticket_id)


def _customers() -> ColumnElement[int]:
    alone = case((Ticket.account_id.is_(None), Ticket.contact_id))
    return func.count(distinct(Ticket.account_id)) + func.count(distinct(alone))


def _with_faces(chosen: Select[Any]) -> Select[Any]:
    people = joinedload(Improvement.owner), joinedload(Improvement.raised_by), joinedload(Improvement.sponsor)
    return chosen.options(*people, joinedload(Improvement.driver))
