"""Being away: from when, until when, who stands in, and what becomes of the tickets, looked at first."""

from cxloop.web.away import views  # noqa: F401 - its routes
from cxloop.web.away.room import register

__all__ = ["register"]
