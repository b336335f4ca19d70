"""Signing in and out, beginning, coming in by a link, one's own profile, and the language of the pages."""

from cxloop.web.people import beginning, forgotten, joining, profile, single_sign_on, views  # noqa: F401 - their routes
from cxloop.web.people.room import register

__all__ = ["register"]
