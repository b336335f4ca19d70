"""Passwords: argon2id, at least twelve characters, the common ones refused. Offline."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 128
COMMON = frozenset(
    "password1234 123456789012 qwertyuiop12 passwordpassword administrator cxloopcxloop letmeinletmein"
    " 1234567890123 iloveyou12345 welcome12345 password12345 qwerty123456 changemechangeme".split()
)

_hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
_nobody = _hasher.hash("nobody has this password, it only costs the same time")


def weakness(password: str) -> str | None:
    """Why a password is refused (too_short, too_long, too_common), or None."""
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    return "too_common" if password.casefold() in COMMON or len(set(password)) < 5 else None


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
