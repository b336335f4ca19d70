"""Teams and whose turn it is."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.people.models import Membership, Team, User


def default_team(session: Session) -> Team:
    """The first team; a database without one gets one, whose triage queue owns what nobody owns."""
    team = session.scalars(select(Team).order_by(Team.id).limit(1)).first()
    if team is None:
        team = Team(key="customers", name="Customer care")
        session.add(team)
        session.flush()
    return team


def takers(session: Session, team_id: int) -> Sequence[int]:
    """Ids of the people of the team who take tickets, in a stable order."""
    return session.scalars(
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.team_id == team_id, Membership.takes_tickets, User.is_active)
        .order_by(Membership.user_id)
    ).all()
