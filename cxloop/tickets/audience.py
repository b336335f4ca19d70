"""To whom an alert speaks at the moment it is sent: people who are there, whoever it is meant for first.

The owner, else the team's lead, else another lead or manager of the team; beyond the team any manager, then the
administrators. What is about a promise that was missed goes to the lead before the owner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cxloop.alerts.folding import numbered
from cxloop.alerts.wording import CALLED, HANDED_OVER, PERSONAL
from cxloop.people import absences
from cxloop.people.absences import Absence
from cxloop.people.models import Membership, Role, Team, User
from cxloop.people.policies import SEES_ALL_TICKETS
from cxloop.tickets.models import Ticket

FOR_LEADS = frozenset({"escalated", "unowned"})
MOST_BEYOND = 20


@dataclass(frozen=True)
class Audience:
    """Whom one alert may speak to; everybody here is active."""

    team: Team | None
    near: tuple[User, ...]
    """Of the ticket and its team, the best first."""
    beyond: tuple[User, ...]
    """Managers and administrators of the company."""
    meant: User | None = None
    """Whom it was written for, or who stands in for them while they are away; there or not."""

    @property
    def people(self) -> tuple[User, ...]:
        return (*self.near, *self.beyond)

    @property
    def to_call(self) -> User | None:
        """Whom a message in the team's channel calls: the first who can be called in Slack, else the first."""
        return next((user for user in self.near if user.slack_user), next(iter(self.near), None))


def audience(
    session: Session, *, kind: str, subject: str, recipient: str, facts: Mapping[str, Any], at: datetime
) -> Audience:
    """Who is there for this alert at `at`; who is away is stood in for, as far as somebody sees the same."""
    ticket = session.get(Ticket, _about(subject, facts), populate_existing=True)
    meant = _named(session, recipient)
    team = (ticket.team if ticket else None) or _team(session, recipient, meant)
    lead, deputy = (team.lead, team.deputy) if team else (None, None)
    owner = ticket.owner if ticket else None
    standing = meant if meant and _is_here(meant, team, owner) else None
    if kind in (HANDED_OVER, CALLED, *PERSONAL):
        first = [standing]
    elif kind in FOR_LEADS:
        first = [lead, standing]
    else:
        first = [owner] if ticket else [standing]
    away = absences.away(session, at)
    everybody = _there([*first, lead, deputy, *_leads(session, team)])
    near = _there(_present(user, away, team) for user in everybody)
    beyond = [user for user in _beyond(session) if user not in near]
    present = [user for user in beyond if user.id not in away]
    if not near and not present:  # somebody has to read it
        near, present = everybody, beyond
    return Audience(team, near, tuple(present), _present(meant, away, team) or meant)


def _present(user: User | None, away: Mapping[int, Absence], team: Team | None) -> User | None:
    """Themselves, or who stands in for them and may read what is the team's."""
    if user is None or user.id not in away:
        return user
    deputy = absences.stand_in(user, away)
    return deputy if deputy and _is_here(deputy, team, None) else None


def _about(subject: str, facts: Mapping[str, Any]) -> int:
    """The ticket that an alert is about; of many that were handed over together, the first."""
    tickets = facts.get("tickets")
    return int(tickets[0]) if tickets else numbered(subject) if subject.startswith("ticket:") else 0


def _named(session: Session, recipient: str) -> User | None:
    return (
        session.get(User, numbered(recipient), populate_existing=True)
        if recipient.startswith("user:")
        else None
    )


def _team(session: Session, recipient: str, meant: User | None) -> Team | None:
    """The team of an alert about no ticket."""
    if recipient.startswith("team:"):
        return session.get(Team, numbered(recipient))
    if meant is None:
        return None
    leads = Team.lead_id == meant.id
    member = Team.id.in_(select(Membership.team_id).where(Membership.user_id == meant.id))
    return session.scalars(select(Team).where(leads | member).order_by(leads.desc(), Team.id)).first()


def _is_here(user: User, team: Team | None, owner: User | None) -> bool:
    """Whether this is still somebody of the team, or of all teams."""
    in_team = team is None or team.id in user.team_ids or user.id in (team.lead_id, team.deputy_id)
    return user.is_active and (in_team or user.role in SEES_ALL_TICKETS or (owner and owner.id) == user.id)


def _leads(session: Session, team: Team | None) -> Iterable[User]:
    """Other leads and managers of the team."""
    if team is None:
        return []
    members = select(Membership.user_id).where(Membership.team_id == team.id)
    leading = User.role.in_((Role.LEAD, Role.MANAGER))
    chosen = (
        select(User).where(User.is_active, leading, User.id.in_(members)).options(selectinload(User.leads))
    )
    found = session.scalars(chosen.order_by(User.role != Role.LEAD, User.id))
    return [user for user in found if user.role == Role.MANAGER or team.id in user.led_team_ids]


def _beyond(session: Session) -> Iterable[User]:
    """A manager reads it before an administrator."""
    chosen = select(User).where(User.is_active, User.role.in_((Role.MANAGER, Role.ADMINISTRATOR)))
    return session.scalars(chosen.order_by(User.role != Role.MANAGER, User.id).limit(MOST_BEYOND))


def _there(people: Iterable[User | None]) -> tuple[User, ...]:
    """Those who are there, each once."""
    return tuple({user.id: user for user in people if user is not None and user.is_active}.values())
