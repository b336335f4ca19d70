"""A desk that is handed over: who would get what lies on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, request

from cxloop.database import db
from cxloop.loop import act
from cxloop.people.models import User
from cxloop.people.policies import scope_of
from cxloop.tickets import pressing
from cxloop.web import current
from cxloop.web.my_team.room import teams_seen
from cxloop.web.tickets.queue import whole_number


@dataclass(frozen=True)
class Panel:
    """The desk of somebody, and who would get what lies on it."""

    person: User
    proposals: Sequence[act.Proposal]
    to: int | None
    """The one colleague for all of it, where that was asked."""

    @property
    def moving(self) -> int:
        return sum(one.owner_id != self.person.id for one in self.proposals)


def panel_of(user_id: int) -> Panel:
    """The desk of this person, or 404 where none of it is the signed-in person's to see."""
    session, teams = db.session(), teams_seen()
    person = session.get(User, user_id) or abort(404)
    to = whole_number(request.args.get("to"))
    chosen = to if to != user_id and to in {one.id for one in colleagues()} else None
    proposals = act.proposed(session, person, teams.ids, to=chosen, at=current.moment())
    if not proposals and not person.team_ids & set(teams.ids):
        abort(404)
    return Panel(person, proposals, chosen)


def colleagues() -> Sequence[User]:
    """Who may be given something by the signed-in person."""
    return pressing.colleagues(db.session(), scope_of(current.user()))
