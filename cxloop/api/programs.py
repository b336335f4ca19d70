"""Which program calls, for the trail of what its call does."""

from flask import g

from cxloop.trails import Via


def via() -> Via:
    """The API as a door, with the token that came through it."""
    return Via("api", f"token:{g.program.token_id}")
