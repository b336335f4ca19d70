"""Saving the list as it is filtered under a name, and taking such a view away."""

from urllib.parse import parse_qsl, urlencode

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from cxloop.database import db, unit_of_work
from cxloop.people.models import User
from cxloop.people.policies import scope_of, works_tickets
from cxloop.tickets import saved_views
from cxloop.tickets.saved_views import LONGEST_NAME, MOST, PAGES, NotTheirs, TooManyViews
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.tickets.queue import Asked, asked, whole_number
from cxloop.web.tickets.room import room

USUAL = {"loop": "mine", "tickets": "anyone"}
ENDPOINTS = {"loop": "tickets.my_loop", "tickets": "tickets.index"}


@room.post("/tickets/views", policy=works_tickets)
def save_view() -> ResponseReturnValue:
    """Keep the filters of a list under a name; with a team's number, for everybody in it."""
    user, at = current.user(), current.moment()
    page = request.form.get("page", "")
    page = page if page in PAGES else "loop"
    query = _canonical(page, request.form.get("query", ""))
    name = " ".join(request.form.get("name", "").replace("\0", "").split())[:LONGEST_NAME]
    back = f"{url_for(ENDPOINTS[page])}?{query}"
    if not name:
        flash(_("Say what this view is called. Nothing was saved."), "late")
        return redirect(back)
    wanted = whole_number(request.form.get("team"))
    team = next(
        (one for one in saved_views.may_share_with(db.session(), user, _sees_all(user)) if one.id == wanted),
        None,
    )
    if wanted and team is None:
        flash(_("This team is not one of yours. Nothing was saved."), "late")
        return redirect(back)
    team_id, team_name = (team.id, team.name) if team else (None, "")
    try:
        unit_of_work(
            lambda: saved_views.save_view(
                db.session(), user, name=name, page=page, query=query, team_id=team_id, at=at
            )
        )
    except TooManyViews:
        flash(
            _("You keep %(most)s views already: take one away first. Nothing was saved.", most=MOST), "late"
        )
        return redirect(back)
    said = _("“%(name)s” is a view of %(team)s now.", name=name, team=team_name) if team_name else None
    flash(said or _("“%(name)s” is one of your views now.", name=name))
    return redirect(back)


@room.post("/tickets/views/<int:view_id>/removal", policy=works_tickets)
def remove_view(view_id: int) -> ResponseReturnValue:
    """Take a view away; the tickets in it stay what they are."""
    user = current.user()
    try:
        name = unit_of_work(lambda: saved_views.remove_view(db.session(), view_id, user))
    except NotTheirs:
        abort(404)
    flash(_("“%(name)s” is no view any more.", name=name) if name else _("This view is gone already."))
    return redirect(local(request.form.get("next")) or url_for(".my_loop"))


def kept_views(page: str, choice: Asked) -> dict[str, object]:
    """What a list shows of the views: each with its address, and whether it is the one that is seen."""
    user, session = current.user(), db.session()
    here = urlencode(choice.address())
    return {
        "page_name": page,
        "query": here,
        "kept_views": [
            {
                "id": view.id,
                "name": view.name,
                "team": view.team.name if view.team else "",
                "href": f"{url_for(ENDPOINTS[view.page])}?{view.query}",
                "is_here": view.page == page and view.query == here,
                "may_remove": saved_views.may_remove(view, user),
            }
            for view in saved_views.views_of(session, user)
        ],
        "teams_to_share": saved_views.may_share_with(session, user, _sees_all(user))
        if choice.is_narrowed
        else [],
    }


def _sees_all(user: User) -> bool:
    return scope_of(user).everything


def _canonical(page: str, query: str) -> str:
    """The filters that make sense, as the list itself would write them."""
    given: MultiDict[str, str] = MultiDict(parse_qsl(query[:2000]))
    return urlencode(asked(given, usual_owner=USUAL[page]).address())
