"""Everything My team shows."""

from datetime import timedelta
from functools import partial

from flask import render_template
from flask_babel import get_timezone

from cxloop.database import db
from cxloop.people import absences
from cxloop.people.policies import may_act_for
from cxloop.tickets import desks
from cxloop.web import current
from cxloop.web.my_team.panel import Panel, colleagues
from cxloop.web.my_team.room import teams_seen
from cxloop.web.my_team.words import headline
from cxloop.web.tickets.queue import end_of_today


def show(panel: Panel | None = None) -> str:
    """The page, with the panel of a desk beside it where one is handed over."""
    at, teams, midnight = current.moment(), teams_seen(), end_of_today(current.moment(), get_timezone())
    morning = midnight - timedelta(days=1)
    seen = desks.room_of(db.session(), teams.ids, at=at, midnight=midnight, morning=morning)
    return render_template(
        "my_team/index.html", teams=teams, seen=seen, panel=panel, at=at, midnight=midnight,
        headline=headline(seen), me=current.user().id, most_stuck=desks.MOST_STUCK,
        away=absences.away(db.session(), at), may_act_for=partial(may_act_for, current.user()), colleagues=colleagues(),
    )  # fmt: skip
