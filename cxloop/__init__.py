"""cxloop: what unhappy customers say becomes action that somebody owns.

listen    an answer is stored once, whatever door it came through
open      a low one becomes a ticket with an owner, two deadlines and an alert
act       somebody reaches the customer, finds the cause, puts it right
verify    the customer says whether it is solved
learn     what keeps recurring is changed for everybody, and its effect is measured
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from cxloop.config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The web application; settings come from the environment unless given."""
    from cxloop.web.application import build

    return build(settings)
