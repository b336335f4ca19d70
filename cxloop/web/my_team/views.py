"""My team, and the step that hands a desk over as it was decided there."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.models import User
from cxloop.people.policies import leads_teams
from cxloop.web import current
from cxloop.web.my_team.page import show
from cxloop.web.my_team.panel import colleagues, panel_of
from cxloop.web.my_team.room import room
from cxloop.web.tickets.queue import whole_number

QUEUE = "queue"
"""A ticket goes back to its team's queue; anything else that names nobody leaves it where it is."""
LONGEST_NOTE = 1_000
DESK = f"/<int(max={2**53 - 1}):owner_id>/desk"


@room.get("", policy=leads_teams)
def index() -> ResponseReturnValue:
    return show()


@room.get(DESK, policy=leads_teams)
def desk(owner_id: int) -> ResponseReturnValue:
    return show(panel_of(owner_id))


@room.post(DESK, policy=leads_teams)
def hand_over(owner_id: int) -> ResponseReturnValue:
    panel, by_id, at = panel_of(owner_id), current.user().id, current.moment()
    team, wanted = request.args.get("team"), _wanted(owner_id)
    note = " ".join(request.form.get("note", "").replace("\0", "").split())[:LONGEST_NOTE]
    if not wanted:
        flash(_("Nothing was handed over: every ticket was to stay."), "late")
        return redirect(url_for(".desk", owner_id=owner_id, team=team))

    def work() -> act.Handed:
        by = db.session.get_one(User, by_id)
        return act.give_many(db.session(), wanted, by=by, at=at, via="web", note=note, only_of=owner_id)

    handed = unit_of_work(work)
    if handed.records:
        said = ngettext(
            "One ticket of %(name)s was handed over.", "%(num)s tickets of %(name)s were handed over.",
            len(handed.records), name=panel.person.name,
        )  # fmt: skip
        flash(said, f"undo {','.join(map(str, handed.records))}")
    if stayed := handed.stayed:
        flash(
            ngettext("One ticket stayed as it was.", "%(num)s tickets stayed as they were.", stayed), "late"
        )
    return redirect(url_for(".index", team=team))


def _wanted(user_id: int) -> dict[int, int | None]:
    """Which tickets go to whom, of those who may be given any; None is the team's queue."""
    offered, wanted = {one.id for one in colleagues()} - {user_id}, dict[int, int | None]()
    for name, value in request.form.items():
        ticket_id, owner_id = whole_number(name.removeprefix("ticket-")), whole_number(value)
        if ticket_id and (value == QUEUE or owner_id in offered):
            wanted[ticket_id] = owner_id
    return wanted
