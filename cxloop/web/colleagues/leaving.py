"""Letting somebody go: what becomes of their open tickets is shown before it is done."""

from collections import Counter
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people import changes
from cxloop.people.models import Team, User
from cxloop.people.policies import administers
from cxloop.settings import memberships
from cxloop.settings.sentences import Refused
from cxloop.web import current
from cxloop.web.colleagues.person import last_administrator
from cxloop.web.colleagues.room import ONE, known, room
from cxloop.web.language import language


@dataclass(frozen=True)
class Way:
    """One thing that may become of their tickets, and what it would do."""

    name: str
    label: str
    would: str


@room.get(f"{ONE}/leaving", policy=administers)
def leaving(user_id: int) -> ResponseReturnValue:
    person = known(user_id)
    if not person.is_active:
        return redirect(url_for(".show", user_id=user_id))
    return _page(person, 200)


@room.post(f"{ONE}/leaving", policy=administers)
def deactivate(user_id: int) -> ResponseReturnValue:
    person, way, at, by_id = known(user_id), request.form.get("tickets"), current.moment(), current.user().id
    if not person.is_active:
        return redirect(url_for(".show", user_id=user_id))
    if way not in act.WAYS:
        return _page(person, 422, _("Choose what becomes of their tickets."))

    def work() -> list[act.Given]:
        session = db.session()
        by = session.get_one(User, by_id)
        return act.leave(session, session.get_one(User, user_id), str(way), by=by, at=at, via="web")

    try:
        given = unit_of_work(work)
    except changes.LastAdministrator:
        return _page(known(user_id), 409, last_administrator(known(user_id).name))
    except Refused as refused:
        return _page(known(user_id), 409, " ".join(refused.say(language()).values()))
    flash(f"{_('%(name)s cannot sign in any more.', name=known(user_id).name)} {_told(given, user_id)}")
    return redirect(url_for(".show", user_id=user_id) if user_id != by_id else url_for("people.sign_in"))


@room.post(f"{ONE}/return", policy=administers)
def reactivate(user_id: int) -> ResponseReturnValue:
    person, at, by_id = known(user_id), current.moment(), current.user().id
    if not person.is_active:
        unit_of_work(lambda: changes.reactivate(db.session(), known(user_id), at, by_id=by_id, via="web"))
        flash(_("%(name)s may sign in again. No ticket came back by itself.", name=known(user_id).name))
    return redirect(url_for(".show", user_id=user_id))


def _page(person: User, status: int, wrong: str = "") -> ResponseReturnValue:
    session = db.session()
    labels = {
        "turns": _("Colleagues are given them by turns"), "queue": _("They go back to the team's queue"),
        "stay": _("They keep the name for now"),
    }  # fmt: skip
    given = {name: act.what_becomes(session, person, name, current.moment()) for name in labels}
    ways = [Way(name, label, _told(given[name], person.id)) for name, label in labels.items()]
    page = render_template(
        "colleagues/leaving.html", person=person, ways=ways, count=len(given["stay"]), wrong=wrong,
        chosen=request.form.get("tickets", "turns"), leads=memberships.led_by(session, person),
    )  # fmt: skip
    return page, status


def _told(given: list[act.Given], leaver_id: int) -> str:
    """What becomes of them, counted: "Tom Riva 4, Zoe Conti 3; 2 wait in the queue of North." """
    session = db.session()
    names = dict(session.execute(select(User.id, User.name)).all())
    teams = dict(session.execute(select(Team.id, Team.name)).all())
    to = Counter(one.owner_id for one in given if one.owner_id not in (None, leaver_id))
    queues = Counter(one.team_id for one in given if one.owner_id is None)
    stay = sum(one.owner_id == leaver_id for one in given)
    said = [
        _("%(name)s is given %(count)d.", name=names[owner_id or 0], count=count)
        for owner_id, count in to.most_common()
    ]
    said += [
        ngettext(
            "%(num)s waits in the queue of %(team)s.",
            "%(num)s wait in the queue of %(team)s.",
            count,
            team=teams[team_id],
        )
        for team_id, count in queues.most_common()
    ]
    if stay:
        said.append(ngettext("%(num)s keeps the name.", "%(num)s keep the name.", stay))
    return " ".join(str(one) for one in said) or str(_("There is no open ticket."))
