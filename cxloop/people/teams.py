"""Teams and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, exists, select
from sqlalchemy.orm import Session

from cxloop.database import prepared
from cxloop.people.absences import Absence
from cxloop.people.models import Membership, Team, User

_FIRST = select(Team).where(Team.retired_at.is_(None)).order_by(Team.id).limit(1)
_MEMBER, _USER = cast("Table", Membership.__table__), cast("Table", User.__table__)
_TAKERS = (
    select(_MEMBER.c.user_id, _USER.c.daily_limit)
    .select_from(_MEMBER.join(_USER, _USER.c.id == _MEMBER.c.user_id))
    .where(
        _MEMBER.c.team_id == bindparam("team_id"), _MEMBER.c.takes_tickets, _USER.c.is_active,
        _USER.c.invited_at.is_(None),
    )
    .order_by(_MEMBER.c.user_id)
)  # fmt: skip

_AWAY = cast("Table", Absence.__table__)
_PRESENT = _TAKERS.where(
    ~exists().where(
        _AWAY.c.user_id == _MEMBER.c.user_id,
        _AWAY.c.begins_at <= bindparam("at"),
        _AWAY.c.ends_at > bindparam("at"),
    )
)


@dataclass(frozen=True)
class Taker:
    """Somebody who is given a team's new tickets, at most `daily_limit` a day; None: as many as there are."""

    user_id: int
    daily_limit: int | None


def default_team(session: Session) -> Team:
    """The first team; a database without one gets one, whose triage queue owns what nobody owns."""
    team = session.scalars(_FIRST).first()
    if team is None:
        team = Team(key="customers", name="Customer care")
        session.add(team)
        session.flush()
    return team


def takers_with_limits(session: Session, team_id: int, at: datetime | None) -> Sequence[Taker]:
    """The people of the team who take tickets and are there at `at`, in a stable order; None: away or not."""
    if at is None:
        return [Taker(*row) for row in prepared.ask(session, _TAKERS, {"team_id": team_id})]
    return [Taker(*row) for row in prepared.ask(session, _PRESENT, {"team_id": team_id, "at": at})]


def takers(session: Session, team_id: int, at: datetime | None = None) -> Sequence[int]:
    """Their ids."""
    return [one.user_id for one in takers_with_limits(session, team_id, at)]
