"""Who works here: invited, given a role and teams, let go. For administrators."""

from cxloop.web.colleagues import leaving, listing, person, ways_in  # noqa: F401 - their routes
from cxloop.web.colleagues.room import register

__all__ = ["register"]
