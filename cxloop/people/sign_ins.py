"""Signing in: server-side sessions of which only a hash is kept."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.audit_log.models import AuditEvent
from cxloop.people.models import SignIn, User
from cxloop.people.passwords import matches
from cxloop.trails.keys import keyring

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)


def identify(session: Session, email: str, password: str) -> User | None:
    """The active user with this e-mail and password, or None; both answers take the same time."""
    user = session.scalars(select(User).where(User.email == email.strip().casefold())).first()
    right = matches(password, user.password_hash if user and user.is_active else None)
    return user if right else None


def start(session: Session, user: User, at: datetime, browser: str | None = None) -> str:
    """Begin a session; returns its token, which is shown to the browser only."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(user_id=user.id, token_hash=_hash(token), browser=browser, created_at=at, last_seen_at=at)
    )
    session.flush()
    audit_log.record(session, "signed_in", at=at, actor_id=user.id, via="web")
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
    running = update(SignIn).where(SignIn.token_hash == _hash(token), SignIn.ended_at.is_(None))
    ended = session.execute(running.values(ended_at=at).returning(SignIn.user_id)).first()
    if ended is not None:
        audit_log.record(session, "signed_out", at=at, actor_id=ended.user_id, via="web")


def running(session: Session, user_id: int, at: datetime) -> Sequence[SignIn]:
    """The sessions of a user that still work, the one seen last first."""
    works = (
        SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.last_seen_at >= at - IDLE,
        SignIn.created_at >= at - ABSOLUTE,
    )  # fmt: skip
    return session.scalars(select(SignIn).where(*works).order_by(SignIn.last_seen_at.desc())).all()


def last_seen(session: Session) -> dict[int, datetime]:
    """When each user was here last; whoever never was is left out."""
    asked = select(SignIn.user_id, func.max(SignIn.last_seen_at)).group_by(SignIn.user_id)
    return dict(session.execute(asked).all())


def is_of(sign_in: SignIn, token: str | None) -> bool:
    """Whether it is the session of this token."""
    return token is not None and sign_in.token_hash == _hash(token)


def end_some(session: Session, user_id: int, ids: Collection[int], at: datetime, by: audit_log.By) -> int:
    """End these sessions of a user; returns how many were running."""
    chosen = update(SignIn).where(SignIn.user_id == user_id, SignIn.id.in_(ids), SignIn.ended_at.is_(None))
    ended = len(session.execute(chosen.values(ended_at=at).returning(SignIn.id)).all())
    if ended:
        facts = {"user": user_id, "sessions": ended}
        audit_log.record(session, "sessions_ended", at=at, actor_id=by.actor_id, via=by.via, **facts)
    return ended


def failed(session: Session, email: str, at: datetime) -> None:
    """Write down that somebody tried an e-mail address with a wrong password: whose it is, or a keyed mark of it."""
    facts = of_address(session, email)
    audit_log.record(session, "sign_in_failed", at=at, actor_id=None, via="web", **facts)


def throttled(session: Session, email: str, at: datetime) -> None:
    """Write down that tries at an e-mail address are turned away unseen: once a minute, however many come."""
    facts = of_address(session, email)
    minute = at.replace(second=0, microsecond=0)
    told = select(AuditEvent.facts).where(
        AuditEvent.book == 0, AuditEvent.kind == "sign_in_throttled", AuditEvent.at >= minute
    )
    if facts not in session.scalars(told).all():
        audit_log.record(session, "sign_in_throttled", at=at, actor_id=None, via="web", **facts)


def end_all(session: Session, user_id: int, at: datetime, by: audit_log.By) -> None:
    """End every session of a user: after a change of password, role or status."""
    running = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    ended = len(session.execute(running.values(ended_at=at).returning(SignIn.id)).all())
    if ended:
        facts = {"user": user_id, "sessions": ended}
        audit_log.record(session, "sessions_ended", at=at, actor_id=by.actor_id, via=by.via, **facts)


def of_address(session: Session, email: str) -> dict[str, int | str]:
    """Whose address it is, or a keyed mark of it: what strangers type must not be kept."""
    typed = email.strip().casefold()
    known = session.scalar(select(User.id).where(User.email == typed))
    return {"user": known} if known else {"mark": keyring(session).mark("audit-email", typed)}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
