"""My team: who has how much, what is late, nobody's or stuck, and a colleague's desk handed over. For who leads."""

from cxloop.web.my_team import views  # noqa: F401 - its routes
from cxloop.web.my_team.room import register

__all__ = ["register"]
