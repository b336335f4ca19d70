"""The forms' token under another mask in every answer.

The length of a compressed page tells what in it repeats (BREACH). A secret that is the same on every page could be
found out from it, letter by letter; one that no two answers write alike cannot.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import Flask, g
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf


class MaskedCSRF(CSRFProtect):
    """flask-wtf's protection, with the token masked on its way out and unmasked on its way in."""

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = token
        app.context_processor(lambda: {"csrf_token": token})

    def _get_csrf_token(self) -> str | None:
        sent: str | None = super()._get_csrf_token()
        return unmasked(sent) if sent else sent


def token() -> str:
    """The token for the forms of this answer: one mask for all of them."""
    if "masked_token" not in g:
        g.masked_token = masked(generate_csrf())
    return str(g.masked_token)


def masked(word: str) -> str:
    """The word of ASCII under a mask drawn by chance, the mask before it."""
    plain = word.encode("ascii")
    mask = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(mask + _crossed(plain, mask)).decode().rstrip("=")


def unmasked(word: str) -> str:
    """What was masked; a word that wears no mask as it is, for a form that was open before the server was renewed."""
    if "." in word:  # every token has one, and nothing masked has
        return word
    try:
        both = urlsafe_b64decode(word + "=" * (-len(word) % 4))
        middle = len(both) // 2
        return _crossed(both[middle:], both[:middle]).decode("ascii")
    except ValueError:  # neither of ours
        return word


def _crossed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
