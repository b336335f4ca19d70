"""Tries to sign in, counted before the password is looked at, so that guesses at the same moment are bounded too.

A stranger's tries count for the account and for where they come from. A browser that signed in to the account before is
counted by itself: nobody else can use up its tries.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, text
from sqlalchemy.orm import Session

from cxloop.database import UTCDateTime
from cxloop.people.guesses import network_of
from cxloop.people.models import SignInAttempt

TRIES_A_MINUTE = {"account": 5, "address": 20, "browser": 5}
KEPT_FOR = timedelta(hours=1)


class TooManyTries(Exception):
    """Wait a minute; the right password works again then."""


@dataclass(frozen=True)
class Tried:
    """One try at a moment: for which account, from which address, by which known browser."""

    email: str
    address: str | None
    at: datetime
    browser: str | None = None

    @property
    def counted(self) -> Iterator[tuple[str, str]]:
        """(kind, SHA-256 of what is counted): of IPv6 the 64 bits that one line has to itself."""
        email = self.email.strip().casefold()
        names = (
            {"browser": f"{self.browser}:{email}"}
            if self.browser
            else {"account": email, "address": network_of(self.address)}
        )
        for kind, name in names.items():
            yield kind, hashlib.sha256(f"{kind}:{name}".encode("utf-8", "replace")).hexdigest()


def count_try(session: Session, tried: Tried) -> None:
    """Raises TooManyTries: the account, the address or the browser has used up its tries of this minute."""
    for kind, row in _rows(session, tried):
        if row.tries >= TRIES_A_MINUTE[kind]:
            raise TooManyTries
        row.tries += 1
    session.flush()


def uncount_try(session: Session, tried: Tried) -> None:
    """The password was right: only wrong ones use up the tries of a minute."""
    for _kind, row in _rows(session, tried):
        row.tries = max(0, row.tries - 1)
    session.execute(delete(SignInAttempt).where(SignInAttempt.minute < tried.at - KEPT_FOR))
    session.flush()


_BEGIN = text(
    "INSERT INTO sign_in_attempt (counted, minute, tries) VALUES (:counted, :minute, 0) ON CONFLICT DO NOTHING"
).bindparams(bindparam("minute", type_=UTCDateTime()))


def _rows(session: Session, tried: Tried) -> Iterator[tuple[str, SignInAttempt]]:
    """The counters of this minute, locked; two processes may begin one at once."""
    minute = tried.at.replace(second=0, microsecond=0)
    for kind, counted in tried.counted:
        session.execute(_BEGIN, {"counted": counted, "minute": minute})
        found = session.get_one(
            SignInAttempt, (counted, minute), with_for_update=True, populate_existing=True
        )
        yield kind, found
