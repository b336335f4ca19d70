"""Teams and whose turn it is."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from cxloop.database import prepared
from cxloop.people.models import Membership, Team, User

_FIRST = select(Team).where(Team.retired_at.is_(None)).order_by(Team.id).limit(1)
_MEMBER, _USER = cast("Table", Membership.__table__), cast("Table", User.__table__)
_TAKERS = (
    select(_MEMBER.c.user_id)
    .select_from(_MEMBER.join(_USER, _USER.c.id == _MEMBER.c.user_id))
    .where(
        _MEMBER.c.team_id == bindparam("team_id"), _MEMBER.c.takes_tickets, _USER.c.is_active,
        _USER.c.invited_at.is_(None),
    )
    .order_by(_MEMBER.c.user_id)
)  # fmt: skip


def default_team(session: Session) -> Team:
    """The first team; a database without one gets one, whose triage queue owns what nobody owns."""
    team = session.scalars(_FIRST).first()
    if team is None:
        team = Team(key="customers", name="Customer care")
        session.add(team)
        session.flush()
    return team


def takers(session: Session, team_id: int) -> Sequence[int]:
    """Ids of the people of the team who take tickets and have come already, in a stable order."""
    return [user_id for (user_id,) in prepared.ask(session, _TAKERS, {"team_id": team_id})]
