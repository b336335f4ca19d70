"""What lies on whose desk, for whoever leads a team: each person's load, what is nobody's, and what is stuck."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from cxloop.people.models import Membership, User
from cxloop.tickets.models import Assignment, ContactAttempt, Ticket, TicketEvent
from cxloop.tickets.queue import with_faces

SHOWN = 5
"""So many of what is nobody's, and of what is stuck, are shown with their words."""
MOST_STUCK = 1_000
"""Counted as far as anybody would read."""
STUCK_ATTEMPTS, STUCK_HANDS, STUCK_AFTER = 3, 3, timedelta(days=5)
"""Stuck is an owed ticket after so many attempts without an answer in its segment, in so many other hands than the
first, or without anything done by anybody for so long."""


NOTHING = (0, 0, 0, 0)


@dataclass(frozen=True)
class Desk:
    """A person and what they have of these teams' tickets: what we owe, apart from what waits for the customer."""

    person: User
    is_member: bool
    takes: bool
    """Whether new tickets are given to them."""
    late: int
    today: int
    """Due until midnight, what is late not among it."""
    later: int
    waiting: int
    next: Ticket | None
    """The most pressing one."""

    @property
    def owed(self) -> int:
        return self.late + self.today + self.later


@dataclass(frozen=True)
class Stuck:
    """A ticket that does not move, and why: `attempts` and `hands` are 0 where they are not the reason."""

    ticket: Ticket
    attempts: int
    hands: int
    still_since: datetime | None


@dataclass(frozen=True)
class Nobodys:
    """What nobody has: the most pressing of it, how many, and how many of them are late or due today."""

    shown: Sequence[Ticket]
    total: int
    late: int
    today: int


@dataclass(frozen=True)
class Room:
    """Everything My team shows."""

    desks: Sequence[Desk]
    nobodys: Nobodys
    stuck: Sequence[Stuck]
    stuck_total: int
    reached: int
    solved: int
    """Customers reached, and tickets resolved, since midnight."""

    @property
    def late(self) -> int:
        return self.nobodys.late + sum(desk.late for desk in self.desks)

    @property
    def today(self) -> int:
        return self.nobodys.today + sum(desk.today for desk in self.desks)

    @property
    def working(self) -> Sequence[Desk]:
        """The desks with something on them, and those that are given new tickets."""
        return [desk for desk in self.desks if desk.owed or desk.waiting or desk.takes]

    @property
    def others(self) -> Sequence[Desk]:
        return [desk for desk in self.desks if desk not in self.working]


def room_of(
    session: Session, team_ids: Collection[int], *, at: datetime, midnight: datetime, morning: datetime
) -> Room:
    """The desks of these teams at the moment `at`; `morning` and `midnight` are where the reader's day lies."""
    ours = Ticket.team_id.in_(team_ids)
    stuck = _stuck(session, ours, at)
    return Room(
        _desks(session, ours, team_ids, at, midnight),
        _nobodys(session, ours, at, midnight),
        stuck[:SHOWN],
        len(stuck),
        _reached_since(session, ours, morning),
        session.scalar(select(func.count(Ticket.id)).where(ours, Ticket.resolved_at >= morning)) or 0,
    )


def owed_by(session: Session, user_ids: Collection[int]) -> dict[int, int]:
    """How many owed tickets each of these people has, in whichever team."""
    counted = (
        select(Ticket.owner_id, func.count())
        .where(Ticket.owner_id.in_(user_ids), Ticket.is_owed)
        .group_by(Ticket.owner_id)
    )
    found = {owner_id: number for owner_id, number in session.execute(counted) if owner_id}
    return {user_id: found.get(user_id, 0) for user_id in user_ids}


def _desks(
    session: Session, ours: ColumnElement[bool], team_ids: Collection[int], at: datetime, midnight: datetime
) -> list[Desk]:
    late, today = _late(at), _today(at, midnight)
    counted = (
        select(
            Ticket.owner_id,
            func.count(case((and_(Ticket.is_owed, late), 1))),
            func.count(case((and_(Ticket.is_owed, today), 1))),
            func.count(case((and_(Ticket.is_owed, Ticket.due_at >= midnight), 1))),
            func.count(case((Ticket.is_waiting, 1))),
        )
        .where(ours, Ticket.owner_id.is_not(None), Ticket.is_open)
        .group_by(Ticket.owner_id)
    )
    load: dict[int, tuple[int, int, int, int]] = {
        owner_id or 0: (late_ones, today_ones, later, waiting)
        for owner_id, late_ones, today_ones, later, waiting in session.execute(counted)
    }
    members = _members(session, team_ids)
    people = session.scalars(
        select(User).where(or_(User.id.in_(load), and_(User.id.in_(members), User.is_active)))
    ).all()
    nexts = _most_pressing(session, ours, [person.id for person in people])
    desks = [
        Desk(
            person, person.id in members, members.get(person.id, False) and person.invited_at is None,
            *load.get(person.id, NOTHING), nexts.get(person.id),
        )
        for person in people
    ]  # fmt: skip
    return sorted(
        desks, key=lambda desk: (-desk.late, -desk.today, -desk.later, desk.person.name, desk.person.id)
    )


def _members(session: Session, team_ids: Collection[int]) -> dict[int, bool]:
    """Who belongs to these teams, and whether any of them gives them tickets."""
    rows = session.execute(
        select(Membership.user_id, Membership.takes_tickets).where(Membership.team_id.in_(team_ids))
    )
    found: dict[int, bool] = {}
    for user_id, takes in rows:
        found[user_id] = found.get(user_id, False) or takes
    return found


def _most_pressing(
    session: Session, ours: ColumnElement[bool], owners: Sequence[int]
) -> Mapping[int, Ticket]:
    """The first of each person's queue: an index-led branch a person, in one statement."""
    if not owners:
        return {}
    firsts = [
        select(Ticket.id)
        .where(ours, Ticket.owner_id == owner_id, Ticket.is_owed)
        .order_by(Ticket.queue_at, Ticket.id)
        .limit(1)
        .subquery()
        for owner_id in owners
    ]
    ids = union_all(*(select(first.c.id) for first in firsts))
    return {
        ticket.owner_id or 0: ticket
        for ticket in session.scalars(with_faces(select(Ticket)).where(Ticket.id.in_(ids)))
    }


def _nobodys(session: Session, ours: ColumnElement[bool], at: datetime, midnight: datetime) -> Nobodys:
    nobodys = (ours, Ticket.owner_id.is_(None), Ticket.is_owed)
    late, today = _late(at), _today(at, midnight)
    counted = select(func.count(), func.count(case((late, 1))), func.count(case((today, 1)))).select_from(
        Ticket
    )
    total, late_ones, today_ones = session.execute(counted.where(*nobodys)).one()
    pressing = with_faces(select(Ticket).where(*nobodys).order_by(Ticket.queue_at, Ticket.id).limit(SHOWN))
    return Nobodys(session.scalars(pressing).all(), total, late_ones, today_ones)


def _stuck(session: Session, ours: ColumnElement[bool], at: datetime) -> list[Stuck]:
    """What does not move, the most pressing first."""
    tried = (
        select(func.count(ContactAttempt.id))
        .where(ContactAttempt.ticket_id == Ticket.id, ContactAttempt.segment == Ticket.segment)
        .scalar_subquery()
    )
    hands = select(func.count(Assignment.id)).where(Assignment.ticket_id == Ticket.id).scalar_subquery()
    done = aliased(TicketEvent)
    moved = (
        select(func.max(done.at))
        .where(done.ticket_id == Ticket.id, or_(done.actor_id.is_not(None), done.via.in_(("link", "mail"))))
        .scalar_subquery()
    )
    unanswered = and_(Ticket.reached_at.is_(None), tried >= STUCK_ATTEMPTS)
    still = func.coalesce(moved, Ticket.segment_began_at) < at - STUCK_AFTER
    asked = (
        with_faces(select(Ticket))
        .add_columns(
            case((unanswered, tried), else_=0), case((hands > STUCK_HANDS, hands - 1), else_=0),
            case((still, func.coalesce(moved, Ticket.segment_began_at))),
        )
        .where(
            ours, Ticket.is_owed, Ticket.owner_id.is_not(None), or_(unanswered, hands > STUCK_HANDS, still)
        )
        .order_by(Ticket.queue_at, Ticket.id)
        .limit(MOST_STUCK + 1)
    )  # fmt: skip
    return [Stuck(*row) for row in session.execute(asked)]


def _reached_since(session: Session, ours: ColumnElement[bool], since: datetime) -> int:
    reached = (ContactAttempt.outcome == "reached", ContactAttempt.at >= since)
    counted = select(func.count(ContactAttempt.ticket_id.distinct()))
    return (
        session.scalar(counted.join(Ticket, Ticket.id == ContactAttempt.ticket_id).where(ours, *reached)) or 0
    )


def _late(at: datetime) -> ColumnElement[bool]:
    return Ticket.due_at < at


def _today(at: datetime, midnight: datetime) -> ColumnElement[bool]:
    return and_(Ticket.due_at >= at, Ticket.due_at < midnight)
