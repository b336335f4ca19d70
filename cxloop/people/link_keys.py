"""Keys of links in letters that left before the secret key was changed: believed for the life of such a letter."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cxloop.database import Model, key, text
from cxloop.secrets import CannotUnseal, seal, signed_links, unseal

PURPOSE = "old link key"
BELIEVED_FOR = timedelta(days=400)
"""Longer than any letter's link works: a survey's at most a year."""


class OldLinkKey(Model):
    """The key of links of one purpose, sealed with the present secret key."""

    id: Mapped[int] = key()
    link_purpose: Mapped[str] = text("none")
    sealed: Mapped[str] = text("secret")
    believed_until: Mapped[datetime] = mapped_column(index=True)


def keep(session: Session, purposes: Iterable[bytes], *, old: str, new: str, at: datetime) -> None:
    """Believe what was signed under `old` for some time more, and seal again what is believed from before."""
    forget(session, at)
    for row in session.scalars(select(OldLinkKey)):
        row.sealed = seal(new, PURPOSE, unseal(old, PURPOSE, row.sealed))
    for purpose in purposes:
        sealed = seal(new, PURPOSE, signed_links.own_key(old, purpose).hex())
        session.add(
            OldLinkKey(link_purpose=purpose.decode(), sealed=sealed, believed_until=at + BELIEVED_FOR)
        )
    session.flush()


def forget(session: Session, at: datetime | None = None) -> None:
    """Those whose time is over; without a moment all of them."""
    over = delete(OldLinkKey)
    session.execute(over if at is None else over.where(OldLinkKey.believed_until <= at))


def is_believed(
    session: Session, secret_key: str, purpose: bytes, token: str, number: int, nonce: str, at: datetime
) -> bool:
    """Whether the link is ours, of today or from before the secret key was changed."""
    if signed_links.is_signed(secret_key, purpose, token, number, nonce):
        return True
    chosen = select(OldLinkKey.sealed).where(
        OldLinkKey.link_purpose == purpose.decode(), OldLinkKey.believed_until > at
    )
    for sealed in session.scalars(chosen):
        try:
            own = bytes.fromhex(unseal(secret_key, PURPOSE, sealed))
        except CannotUnseal:
            continue
        if signed_links.is_signed_with(own, token, number, nonce):
            return True
    return False
