"""The entrance of My team, and which teams somebody may look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, request
from sqlalchemy import select

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.people.models import Team
from cxloop.people.policies import scope_of
from cxloop.web import current
from cxloop.web.tickets.queue import whole_number

room = Entrance("my_team", __name__, url_prefix="/team")


def register(app: Flask) -> None:
    app.register_blueprint(room)


@dataclass(frozen=True)
class Teams:
    """Those somebody may look at, and the one they chose; None: all of them."""

    every: Sequence[Team]
    chosen: Team | None

    @property
    def ids(self) -> list[int]:
        return [self.chosen.id] if self.chosen else [team.id for team in self.every]

    @property
    def name(self) -> str:
        looked_at = [self.chosen] if self.chosen else self.every
        return ", ".join(team.name for team in looked_at)


def teams_seen() -> Teams:
    """The teams the signed-in person leads, of those who see everything all; `?team=` is one of them."""
    scope = scope_of(current.user())
    chosen = select(Team).where(Team.retired_at.is_(None)).order_by(Team.name, Team.id)
    if not scope.everything:
        chosen = chosen.where(Team.id.in_(current.user().led_team_ids))
    every = db.session.scalars(chosen).all()
    wanted = whole_number(request.args.get("team"))
    return Teams(every, next((team for team in every if team.id == wanted), None))
