"""To whom the next new ticket of a team is given: by turns, to nobody beyond what they take a day."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from math import inf

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.database.zone import company_zone
from cxloop.people.teams import Taker
from cxloop.tickets.models import Assignment, Ticket


class Turns:
    """The round of a team while tickets are given out; `turn` is whose turn it is next."""

    def __init__(self, people: Sequence[int], turn: int, room: dict[int, int] | None = None) -> None:
        self.people, self.turn, self._room = people, turn, room or {}

    def next(self) -> int | None:
        """Who gets the next one; None when nobody takes any, or none more today: the team's queue has it then."""
        for passed in range(len(self.people)):
            user_id = self.people[(self.turn + passed) % len(self.people)]
            if self._room.get(user_id, inf) > 0:
                self.turn += passed + 1
                if user_id in self._room:
                    self._room[user_id] -= 1
                return user_id
        return None


def turns_of(session: Session, takers: Sequence[Taker], turn: int, at: datetime) -> Turns:
    """The round of these people, with what each may still be given today."""
    limits = {one.user_id: one.daily_limit for one in takers if one.daily_limit is not None}
    given = given_today(session, limits, at) if limits else {}
    room = {user_id: limit - given.get(user_id, 0) for user_id, limit in limits.items()}
    return Turns([one.user_id for one in takers], turn, room)


def given_today(session: Session, user_ids: Collection[int], at: datetime) -> dict[int, int]:
    """How many tickets each of these people was given by turns since the company's midnight."""
    zone = company_zone(session)
    midnight = datetime.combine(at.astimezone(zone).date(), time(), zone)
    before = select(Ticket.id).where(Ticket.opened_at < midnight).order_by(Ticket.id.desc()).limit(1)
    last = session.scalar(before) or 0  # the newest are read first, so a million old ones cost nothing
    counted = (
        select(Assignment.owner_id, func.count())
        .where(Assignment.ticket_id > last, Assignment.by_id.is_(None), Assignment.owner_id.in_(user_ids))
        .group_by(Assignment.owner_id)
    )
    return {owner_id: number for owner_id, number in session.execute(counted) if owner_id}


def open_by_owner(session: Session) -> dict[int, int]:
    """How many open tickets each person has; who is not in it has none."""
    counted = select(Ticket.owner_id, func.count()).where(Ticket.is_open).group_by(Ticket.owner_id)
    return {owner_id: number for owner_id, number in session.execute(counted) if owner_id}
