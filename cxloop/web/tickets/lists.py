from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone

from cxloop.database import db
from cxloop.drivers import catalogue
from cxloop.people import absences
from cxloop.people.policies import Scope, scope_of, sees_customers, works_tickets
from cxloop.tickets import days_work, given_promises, pressing, queue, sub_tasks
from cxloop.tickets.finding import search
from cxloop.tickets.given_promises import FARTHEST, GivenPromise
from cxloop.tickets.models import Ticket
from cxloop.tickets.queue import GROUPS, Filters
from cxloop.tickets.sub_tasks import SubTask
from cxloop.web import current
from cxloop.web.days import midnight as day_began
from cxloop.web.language import language
from cxloop.web.tickets.kept_views import kept_views
from cxloop.web.tickets.queue import Asked, asked, end_of_today, read, whole_number, written
from cxloop.web.tickets.room import room
from cxloop.web.tickets.tried import tried_now

OF_EACH_GROUP = 25
ROWS = 50
APART = ("waiting", "snoozed", "promises", "tasks")
"""Counters whose tickets are in none of the groups."""


@room.get("/loop", policy=works_tickets)
def my_loop() -> ResponseReturnValue:
    """The queue: what to do next, and why it is first."""
    session, user, at = db.session(), current.user(), current.moment()
    scope, choice = scope_of(user), asked(request.args, usual_owner="mine")
    said = search(session, choice.words, scope)
    filters, midnight = choice.filters(user.id, said), end_of_today(at, get_timezone())
    after = read(request.args.get("after")) if choice.group else None
    above = _counted(choice).filters(user.id, said)
    counters = queue.counters(session, scope=scope, filters=above, at=at, end_of_today=midnight)
    groups = []
    for name in GROUPS if choice.show not in APART else ():
        if choice.group in (None, name):
            most = ROWS if choice.group else OF_EACH_GROUP
            page = queue.group(
                session,
                name,
                scope=scope,
                filters=filters,
                at=at,
                end_of_today=midnight,
                after=after,
                most=most,
                counted=counters if filters == above else None,
            )
            more = choice.address(show=name, after=written(page.next_after) if choice.group else None)
            groups.append((name, page, url_for(".my_loop", **more) if page.next_after else None))
    tried = tried_now(whole_number(request.args.get("tried")), user, at)
    but = tried.ticket.id if tried else None
    lead = None if choice.is_narrowed else queue.first(session, scope=scope, filters=filters, at=at, but=but)
    is_empty = not choice.is_narrowed and lead is None
    team = (
        queue.counters(session, scope=scope, filters=Filters(), at=at, end_of_today=midnight)
        if is_empty
        else None
    )
    waits = _waiting(scope, filters) if choice.show == "waiting" else None
    paused = later = None
    if choice.show == "waiting" or not choice.is_narrowed:
        paused = queue.paused(session, scope=scope, filters=filters, most=ROWS)
    if choice.show == "snoozed" or not choice.is_narrowed:
        later = queue.snoozed(session, scope=scope, filters=filters, at=at, most=ROWS)
    promised = _promised(choice, scope, at, midnight)
    beside = [ticket for page in (waits, paused, later) if page for ticket in page.tickets]
    rows = [ticket for _, page, _ in groups for ticket in page.tickets] + beside
    return render_template(
        "tickets/my_loop.html",
        **_common(choice, scope, rows),
        found_by=said,
        **kept_views("loop", choice),
        lead=lead,
        reasons=pressing.reasons(session, lead, at) if lead else [],
        groups=[group for group in groups if group[1].total],
        waits=waits,
        paused=paused,
        snoozed=later,
        promised=promised,
        tried=tried,
        tasks=_tasks(choice, user.id, at, midnight),
        day=None if choice.is_narrowed else days_work.days_work(session, user.id, day_began(at)),
        tomorrow=[] if choice.is_narrowed else days_work.days_to_come(session, user.id, midnight),
        standing_in=absences.stood_in_for(session, user.id, at),
        counters=counters,
        is_later_page=after is not None,
        team=team,
    )


@room.get("/tickets", policy=works_tickets)
def index() -> ResponseReturnValue:
    """Every ticket in scope, closed ones too, newest first."""
    session, user = db.session(), current.user()
    scope, choice = scope_of(user), asked(request.args, usual_owner="anyone")
    before = whole_number(request.args.get("before"))
    filters = choice.filters(user.id, search(session, choice.words, scope))
    page = queue.every(session, scope=scope, filters=filters, before_id=before, most=ROWS)
    older = choice.address(before=page.next_after[1]) if page.next_after else None
    return render_template(
        "tickets/index.html",
        **_common(choice, scope, page.tickets),
        found_by=filters.search,
        **kept_views("tickets", choice),
        page=page,
        next_href=url_for(".index", **older) if older else None,
        is_later_page=before is not None,
    )


def _promised(choice: Asked, scope: Scope, at: datetime, midnight: datetime) -> Sequence[GivenPromise]:
    """What customers were promised for today, or all of it; narrowed otherwise, nothing."""
    if choice.is_narrowed and choice.show != "promises":
        return []
    until = at + 2 * FARTHEST if choice.show else midnight
    return given_promises.due_before(db.session(), scope, until)


def _tasks(choice: Asked, user_id: int, at: datetime, midnight: datetime) -> Sequence[SubTask]:
    """What this person was asked for, and what they asked others for: today's, or all."""
    if choice.is_narrowed and choice.show != "tasks":
        return []
    return sub_tasks.owed_before(db.session(), user_id, at + 2 * FARTHEST if choice.show else midnight)


def _waiting(scope: Scope, filters: Filters) -> queue.Page:
    """Resolved tickets whose customer has not said yet whether it is solved."""
    resolved = replace(filters, state="resolved")
    return queue.every(db.session(), scope=scope, filters=resolved, most=ROWS)


def _counted(choice: Asked) -> Asked:
    """The counters stay the same whichever of them is pressed."""
    return replace(choice, show=None)


def _common(choice: Asked, scope: Scope, tickets: Sequence[Ticket]) -> dict[str, object]:
    at = current.moment()
    return {
        "choice": choice,
        "most": queue.MOST_COUNTED,
        "causes": pressing.causes_of(db.session(), [ticket.id for ticket in tickets]),
        "driver_options": [
            (str(driver.id), driver.path(language())) for driver in catalogue.in_use(db.session())
        ],
        "colleagues": pressing.colleagues(db.session(), scope),
        "me": current.user().id,
        "is_begun": bool(tickets) or queue.has_begun(db.session()),
        "may_find_people": sees_customers(current.user()),
        "at": at,
        "midnight": end_of_today(at, get_timezone()),
    }
