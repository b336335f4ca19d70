"""What an administrator changes about a user. Every change ends their sessions: the next sign-in starts from it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.people import sign_ins, tokens
from cxloop.people.models import Role, User
from cxloop.people.passwords import hashed


class LastAdministrator(Exception):
    """Nobody would be left who can administer: make somebody else an administrator first."""


def of_email(session: Session, email: str) -> User | None:
    """The user who signs in with this e-mail."""
    return session.scalars(select(User).where(User.email == email.strip().casefold())).first()


def change_password(session: Session, user: User, password: str, at: datetime) -> None:
    """Give the user a new password; `passwords.weakness` has been asked before."""
    user.password_hash = hashed(password)
    sign_ins.end_all(session, user.id, at)
    tokens.revoke_all(session, user.id, at)


def change_role(session: Session, user: User, role: Role, at: datetime) -> None:
    """Let the user do what this role may, from their next sign-in.

    Raises:
        LastAdministrator
    """
    if role != Role.ADMINISTRATOR:
        _keep_one_administrator(session, user)
    user.role = role
    sign_ins.end_all(session, user.id, at)
    tokens.revoke_all(session, user.id, at)


def deactivate(session: Session, user: User, at: datetime) -> None:
    """Let the user in no more; what they did keeps their name.

    Raises:
        LastAdministrator
    """
    _keep_one_administrator(session, user)
    user.is_active = False
    sign_ins.end_all(session, user.id, at)


def reactivate(user: User) -> None:
    """Let the user sign in again; no session of theirs comes back."""
    user.is_active = True


def _keep_one_administrator(session: Session, user: User) -> None:
    others = select(func.count()).where(User.role == Role.ADMINISTRATOR, User.is_active, User.id != user.id)
    if user.role == Role.ADMINISTRATOR and user.is_active and not session.scalar(others):
        raise LastAdministrator(user.id)
