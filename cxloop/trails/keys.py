"""The installation's trail key.

It is derived from the secret key until that is changed: `keep` then seals it under the new one, so that what was
written before can still be verified, and new events follow with the same key.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.secrets import CannotUnseal, derived, seal, unseal
from cxloop.trails import links
from cxloop.trails.models import TrailKey

OPTION = "cxloop_trail_key"
"""An engine carries its `Keyring` under this execution option."""
PURPOSE = "trail"


class Keyring:
    """Knows the secret key of the installation an engine belongs to; looks up the trail key once."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key
        self._found: links.Mac | None = None

    def mac(self, session: Session) -> links.Mac:
        if self._found is None:
            try:
                self._found = links.Mac(found(session, self._secret_key))
            except CannotUnseal:  # writing goes on; `audit verify` tells of it
                self._found = links.Mac(derived(self._secret_key, PURPOSE))
        return self._found

    def fits(self, session: Session) -> bool:
        """Whether a kept trail key, if there is one, is sealed with this installation's secret key."""
        try:
            found(session, self._secret_key)
        except CannotUnseal:
            return False
        return True

    def mark(self, purpose: str, text: str) -> str:
        """A keyed mark of something that must not be kept itself, for one purpose."""
        return links.Mac(derived(self._secret_key, purpose))(text)


def keyring(session: Session | Any) -> Keyring:
    """The keyring of the engine this session writes to."""
    made: Keyring = session.get_bind().engine.get_execution_options()[OPTION]
    return made


def trail_key(session: Session | Any) -> links.Mac:
    return keyring(session).mac(session)


def found(session: Session, secret_key: str) -> bytes:
    """The kept trail key, or the one derived from the secret key while none is kept.

    Raises:
        CannotUnseal: the kept one was sealed with another secret key.
    """
    kept = session.scalar(select(TrailKey.sealed).where(TrailKey.id == 1))
    return bytes.fromhex(unseal(secret_key, PURPOSE, kept)) if kept else derived(secret_key, PURPOSE)


def keep(session: Session, *, old: str, new: str) -> None:
    """Go from one secret key to another: the trail key stays the same, sealed under the new one.

    Raises:
        CannotUnseal: `old` is not the key it is sealed with.
    """
    sealed = seal(new, PURPOSE, found(session, old).hex())
    session.merge(TrailKey(id=1, sealed=sealed))
    session.flush()
