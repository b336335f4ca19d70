"""The first of all: an installation nobody has set up lets in whoever knows the word its console prints."""

import hashlib
import hmac

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cxloop.people.models import User

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LONG = 12


def is_needed(session: Session) -> bool:
    """Whether nobody can sign in yet."""
    return not session.scalar(select(exists().where(User.id.is_not(None))))


def word_of(secret_key: str) -> str:
    """The word of this installation, as K7QF-2MXD-9RTB; worth nothing once somebody is there."""
    made = hmac.new(secret_key.encode(), b"the first administrator", hashlib.sha256).digest()
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in made[:LONG])
    return "-".join(letters[at : at + 4] for at in range(0, LONG, 4))


def is_word(said: str, secret_key: str) -> bool:
    """Whether somebody said it, however it is spaced."""
    letters = "".join(mark for mark in said.upper() if mark.isalnum())
    return hmac.compare_digest(letters.encode(), word_of(secret_key).replace("-", "").encode())
