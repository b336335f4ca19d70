"""Signing in: server-side sessions of which only a hash is kept, and counted tries."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cxloop.people.models import SignIn, SignInAttempt, User
from cxloop.people.passwords import matches

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
TRIES_A_MINUTE = {"account": 5, "address": 20}


class TooManyTries(Exception):
    """Wait a minute; the right password works again then."""


def identify(session: Session, email: str, password: str) -> User | None:
    """The active user with this e-mail and password, or None; both answers take the same time."""
    user = session.scalars(select(User).where(User.email == email.strip().casefold())).first()
    right = matches(password, user.password_hash if user and user.is_active else None)
    return user if right else None


def count_try(session: Session, email: str, address: str, at: datetime) -> None:
    """Count one try for the account and for the address, before looking at the password.

    Raises:
        TooManyTries: one of them has used up its tries of this minute.
    """
    for kind, row in _counters(session, email, address, at):
        row.tries += 1
        if row.tries > TRIES_A_MINUTE[kind]:
            raise TooManyTries
    session.flush()


def uncount_try(session: Session, email: str, address: str, at: datetime) -> None:
    """The password was right: only wrong ones use up the tries of a minute."""
    for _kind, row in _counters(session, email, address, at):
        row.tries = max(0, row.tries - 1)
    session.flush()


def _counters(
    session: Session, email: str, address: str, at: datetime
) -> Iterator[tuple[str, SignInAttempt]]:
    """The account's and the address's tries in this minute, locked."""
    minute = at.replace(second=0, microsecond=0)
    for kind, value in (("account", email.strip().casefold()), ("address", address)):
        counted = hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
        row = session.get(SignInAttempt, (counted, minute), with_for_update=True)
        if row is None:
            row = SignInAttempt(counted=counted, minute=minute, tries=0)
            session.add(row)
        yield kind, row


def start(session: Session, user: User, at: datetime) -> str:
    """Begin a session; returns its token, which is shown to the browser only."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(user_id=user.id, token_hash=_hash(token), created_at=at, last_seen_at=at))
    session.flush()
    return token


def signed_in(session: Session, token: str, at: datetime) -> tuple[SignIn, User] | None:
    """The running session of a token and its user; None when ended, idle too long or too old."""
    row = session.execute(
        select(SignIn, User).join(User, User.id == SignIn.user_id).where(SignIn.token_hash == _hash(token))
    ).first()
    if row is None:
        return None
    sign_in, user = row
    over = sign_in.ended_at or at - sign_in.last_seen_at > IDLE or at - sign_in.created_at > ABSOLUTE
    return None if over or not user.is_active else (sign_in, user)


def end(session: Session, token: str, at: datetime) -> None:
    """End one session."""
    session.execute(update(SignIn).where(SignIn.token_hash == _hash(token)).values(ended_at=at))


def end_all(session: Session, user_id: int, at: datetime) -> None:
    """End every session of a user: after a change of password, role or status."""
    session.execute(
        update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None)).values(ended_at=at)
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
