"""Passwords: argon2id, at least twelve characters, the common ones refused. Offline."""

import re
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 128
LOOKED_AT = 72
"""So many characters say enough about a long one."""
LEFT = 6
"""So many letters and figures have to be left of one without the names in it."""
EASY = 10**8
"""Guesses in which somebody who knows the usual words, names and patterns finds it."""

_hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
_nobody = _hasher.hash("nobody has this password, it only costs the same time")


def weakness(password: str, about: Iterable[str | None] = ()) -> str | None:
    """Why a password is refused (too_short, too_long, too_common), or None.

    `about` is what others know of the person: their name, their address, their company. Which passwords are common is
    known offline: the lists of words, names and breached passwords of zxcvbn (Wheeler 2016), and its patterns.
    """
    from zxcvbn import zxcvbn

    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    known = ["cxloop", *(word for text in about if text for word in re.findall(r"\w{3,}", text.casefold()))]
    rest = password.casefold()
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    of_names = len(re.sub(r"\W+", "", rest)) < LEFT and len(rest) < len(password)
    return "too_common" if of_names or zxcvbn(password[:LOOKED_AT], known)["guesses"] < EASY else None


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether the password is the kept one; takes as long when there is none, so that nobody learns who exists."""
    if len(password) > LONGEST:
        return False
    try:
        _hasher.verify(kept or _nobody, password)
        return kept is not None
    except (VerificationError, InvalidHashError):
        return False
