"""The blueprint of every route of the API: programs prove themselves by a token, so there is no form token."""

from cxloop.entrances import Entrance

PREFIX = "/api/v1"
LARGEST_ID = 2**63 - 1
ONE = f"<int(max={LARGEST_ID}):number>"
"""How a route names one thing of many."""


class ApiEntrance(Entrance):
    csrf_exempt = True


v1 = ApiEntrance("api", __name__, url_prefix=PREFIX)
