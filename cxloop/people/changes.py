"""What an administrator changes about a user. Every change ends their sessions: the next sign-in starts from it.

The audit log tells of each; `by_id` is who did it, None an operator at the command line.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.audit_log import By
from cxloop.people import access_links, sign_ins, tokens
from cxloop.people.models import Membership, Role, Team, User
from cxloop.people.passwords import hashed
from cxloop.people.policies import STAFF
from cxloop.wordbook import words_changed


class LastAdministrator(Exception):
    """Nobody would be left who can administer: make somebody else an administrator first."""


class KnownAlready(Exception):
    """Somebody signs in with this address already."""


class LinkedToSomebodyElse(Exception):
    """That Slack user is a colleague's already: their name."""


def of_email(session: Session, email: str) -> User | None:
    """The user who signs in with this e-mail."""
    return session.scalars(select(User).where(User.email == email.strip().casefold())).first()


def add(
    session: Session, *, email: str, name: str, role: Role, language: str, at: datetime, team: Team | None = None,
    password: str | None = None, by_id: int | None = None, via: str = "cli",
) -> User:  # fmt: skip
    """Let somebody sign in; frontline and leads are given the team's tickets by turns. Without a password, not yet.

    Raises:
        KnownAlready: somebody signs in with this address.
    """
    if of_email(session, email):
        raise KnownAlready(email)
    user = User(
        email=email.strip().casefold(), name=name, role=role, language=language, created_at=at,
        password_hash=hashed(password) if password else None,
    )  # fmt: skip
    session.add(user)
    session.flush()
    if team and role in STAFF:
        takes = role in (Role.FRONTLINE, Role.LEAD)
        session.add(Membership(team_id=team.id, user_id=user.id, takes_tickets=takes))
    audit_log.record(session, "user_added", at=at, actor_id=by_id, via=via, user=user.id, now=str(role))
    return user


def describe(session: Session, user: User, wanted: Mapping[str, Any], by: By, at: datetime) -> list[str]:
    """Change how somebody is called and reads (name, language, time_zone, single_keys); returns what differs now."""
    told = [name for name, value in wanted.items() if getattr(user, name) != value]
    for name in told:
        setattr(user, name, wanted[name])
    if "name" in told:
        words_changed(session, "user", [user.id])
    if told:
        what = ",".join(told)
        audit_log.record(
            session, "user_changed", at=at, actor_id=by.actor_id, via=by.via, user=user.id, what=what
        )
    return told


def link_to_slack(
    session: Session, user: User, slack_team: str | None, slack_user: str | None, by: By, at: datetime
) -> None:
    """Know them by their Slack user, so that their buttons work; None and None ends it.

    Raises:
        LinkedToSomebodyElse
    """
    theirs = select(User).where(
        User.slack_team == slack_team, User.slack_user == slack_user, User.id != user.id
    )
    if slack_user and (holder := session.scalars(theirs).first()):
        raise LinkedToSomebodyElse(holder.name)
    user.slack_team, user.slack_user = slack_team, slack_user
    kind, what = ("user_linked", None) if slack_user else ("user_changed", "slack")
    audit_log.record(session, kind, at=at, actor_id=by.actor_id, via=by.via, user=user.id, what=what)


def change_password(
    session: Session, user: User, password: str, at: datetime, *, by_id: int | None = None, via: str = "cli"
) -> None:
    """Give the user a new password; `passwords.weakness` has been asked before. Who was invited is here now."""
    user.password_hash, user.invited_at = hashed(password), None
    sign_ins.end_all(session, user.id, at, By(by_id, via))
    tokens.revoke_all(session, user.id, at, By(by_id, via))
    access_links.revoke(session, user.id, at)
    audit_log.record(session, "password_changed", at=at, actor_id=by_id, via=via, user=user.id)


def change_role(
    session: Session, user: User, role: Role, at: datetime, *, by_id: int | None = None, via: str = "cli"
) -> None:
    """Let the user do what this role may, from their next sign-in.

    Raises:
        LastAdministrator
    """
    if role != Role.ADMINISTRATOR:
        _keep_one_administrator(session, user)
    before, user.role = user.role, role
    sign_ins.end_all(session, user.id, at, By(by_id, via))
    tokens.revoke_all(session, user.id, at, By(by_id, via))
    facts = {"before": str(before), "now": str(role)}
    audit_log.record(session, "role_changed", at=at, actor_id=by_id, via=via, user=user.id, **facts)


def deactivate(
    session: Session, user: User, at: datetime, *, by_id: int | None = None, via: str = "cli"
) -> None:
    """Let the user in no more; what they did keeps their name.

    Raises:
        LastAdministrator
    """
    _keep_one_administrator(session, user)
    user.is_active = False
    sign_ins.end_all(session, user.id, at, By(by_id, via))
    access_links.revoke(session, user.id, at)
    audit_log.record(session, "deactivated", at=at, actor_id=by_id, via=via, user=user.id)


def reactivate(
    session: Session, user: User, at: datetime, *, by_id: int | None = None, via: str = "cli"
) -> None:
    """Let the user sign in again; no session of theirs comes back."""
    user.is_active = True
    audit_log.record(session, "reactivated", at=at, actor_id=by_id, via=via, user=user.id)


def _keep_one_administrator(session: Session, user: User) -> None:
    others = select(func.count()).where(User.role == Role.ADMINISTRATOR, User.is_active, User.id != user.id)
    if user.role == Role.ADMINISTRATOR and user.is_active and not session.scalar(others):
        raise LastAdministrator(user.id)
