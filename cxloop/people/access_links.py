"""Links that let somebody choose a password: to come in the first time, or after one was forgotten.

A link is signed like those of customers' letters, under a key of its purpose: the database keeps a nonce of chance,
from which nobody makes the link without the installation's secret key. It dies when it is spent, followed by another,
revoked, or late, and with every change of the secret key.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.models import User
from cxloop.secrets import is_signed, link, numbered

INVITATION, RESET = "invitation", "reset"
LASTS = {INVITATION: timedelta(days=7), RESET: timedelta(hours=1)}
LETTERS = {INVITATION: "access_invitation", RESET: "access_reset"}
"""The kinds of alert that carry each as a letter."""
SIGNED_FOR = {INVITATION: b"come in the first time", RESET: b"choose another password"}
PATHS = {INVITATION: "/join/", RESET: "/reset/"}


class AccessLink(Model):
    """One link of one person; the link itself is not kept."""

    id: Mapped[int] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = text("none")
    """invitation or reset."""
    nonce: Mapped[str] = text("secret")
    made_at: Mapped[datetime]
    works_until: Mapped[datetime]
    spent_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


def make(session: Session, user: User, purpose: str, at: datetime) -> AccessLink:
    """A new link; those this person had for the same purpose end."""
    revoke(session, user.id, at, purpose)
    made = AccessLink(
        user=user,
        purpose=purpose,
        nonce=secrets.token_urlsafe(16),
        made_at=at,
        works_until=at + LASTS[purpose],
    )
    session.add(made)
    session.flush()
    return made


def path_of(secret_key: str, one: AccessLink) -> str:
    """Where it leads, below the installation's address."""
    return PATHS[one.purpose] + link(secret_key, SIGNED_FOR[one.purpose], one.id, one.nonce)


def of_token(session: Session, secret_key: str, purpose: str, token: str) -> AccessLink | None:
    """The link this is; None when it is none of ours, or of another purpose."""
    number = numbered(token)
    found = session.get(AccessLink, number, populate_existing=True) if number is not None else None
    if found is None or found.purpose != purpose:
        return None
    return found if is_signed(secret_key, SIGNED_FOR[purpose], token, found.id, found.nonce) else None


def why_closed(one: AccessLink, at: datetime) -> str | None:
    """Why it works no more: spent, deactivated, revoked or late; None while it works."""
    if one.spent_at is not None:
        return "spent"
    if not one.user.is_active:
        return "deactivated"
    if one.revoked_at is not None:
        return "revoked"
    return "late" if at >= one.works_until else None


def newest(session: Session, user_id: int, purpose: str) -> AccessLink | None:
    of_theirs = select(AccessLink).where(AccessLink.user_id == user_id, AccessLink.purpose == purpose)
    return session.scalars(of_theirs.order_by(AccessLink.id.desc()).limit(1)).first()


def revoke(session: Session, user_id: int, at: datetime, purpose: str | None = None) -> None:
    """Links of this person that still work end, of one purpose or of all."""
    working = update(AccessLink).where(
        AccessLink.user_id == user_id, AccessLink.spent_at.is_(None), AccessLink.revoked_at.is_(None)
    )
    session.execute(
        (working.where(AccessLink.purpose == purpose) if purpose else working).values(revoked_at=at)
    )
