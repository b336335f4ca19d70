"""Which teams a form asks for: `team` may come often, `takes` names those that give new tickets."""

from flask import request
from sqlalchemy.orm import Session

from cxloop.settings import choices


def offered(session: Session) -> list[tuple[str, str]]:
    return choices.teams(session)


def sent(session: Session) -> dict[str, bool]:
    """The teams that were ticked, and whether their new tickets are given; what nobody knows is passed over."""
    wanted, takes = set(request.form.getlist("team")), set(request.form.getlist("takes"))
    return {key: key in takes for key, _name in offered(session) if key in wanted}
