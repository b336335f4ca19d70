"""Who pressed the button: a Slack user is a colleague only after an explicit link, never by name or address."""

from dataclasses import dataclass
from typing import Any, TypeGuard

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.people.models import User


@dataclass(frozen=True)
class SlackPerson:
    """Whom Slack says it was. `home` is the workspace of the person, which a shared channel may differ from."""

    team: str
    user: str
    home: str

    @property
    def is_guest_of_ours(self) -> bool:
        return self.home != self.team


def named(payload: dict[str, Any]) -> SlackPerson | None:
    """The person of an interaction; None when the payload does not say."""
    team, user = _dictionary(payload.get("team")), _dictionary(payload.get("user"))
    team_id, user_id, home = team.get("id"), user.get("id"), user.get("team_id")
    if not _is_id(team_id) or not _is_id(user_id):
        return None
    return SlackPerson(team_id, user_id, team_id if home is None else str(home))


def linked(session: Session, person: SlackPerson) -> User | None:
    """The colleague linked to this person, if there is one, active, and of this workspace."""
    if person.is_guest_of_ours:
        return None
    user = session.scalars(
        select(User).where(User.slack_team == person.team, User.slack_user == person.user)
    ).first()
    return user if user is not None and user.is_active else None


def link(session: Session, user: User, team: str, slack_user: str) -> None:
    """Say that this Slack user is this colleague. An older link of that Slack user ends."""
    for other in session.scalars(select(User).where(User.slack_team == team, User.slack_user == slack_user)):
        other.slack_team = other.slack_user = None
    session.flush()
    user.slack_team, user.slack_user = team, slack_user


def _is_id(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and value.isascii() and value.isalnum() and len(value) < 40


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
