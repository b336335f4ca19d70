"""Signing in and out, beginning, coming in by a link, one's own profile, and the language of the pages."""

from cxloop.web.people import (  # noqa: F401 - their routes
    beginning,
    forgotten,
    joining,
    own_second_step,
    profile,
    second_step,
    single_sign_on,
    views,
)
from cxloop.web.people.room import register

__all__ = ["register"]
