"""What could not be read, of every source: why, the call as it came, read it again or say that it is no answer."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.models import User
from cxloop.people.policies import steers_sources
from cxloop.responses.inbound import queries
from cxloop.responses.platforms import PLATFORMS
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.sources.room import LARGEST_ID, found_event, room
from cxloop.web.sources.words import why

A_PAGE = 50


@room.get("/sources/quarantine", policy=steers_sources)
def quarantine() -> ResponseReturnValue:
    before = request.args.get("before", type=int)
    before = before if before is not None and 0 < before <= LARGEST_ID else None
    events = queries.quarantined(db.session, before_id=before, most=A_PAGE)
    older = url_for(".quarantine", before=events[-1].id) if len(events) == A_PAGE else None
    return render_template(
        "sources/quarantine.html", events=events, why=why, platforms=PLATFORMS, older_href=older, is_older_page=before,
        hooks={hook.source_id: hook for hook in queries.all_hooks(db.session)},
        total=queries.count_quarantined(db.session),
    )  # fmt: skip


@room.post("/sources/quarantine/replays", policy=steers_sources)
def replay_all() -> ResponseReturnValue:
    by, at = current.user(), current.moment()
    count = unit_of_work(lambda: listen.replay_calls(db.session(), by=by, at=at))
    flash(ngettext("%(num)s call is read again now.", "%(num)s calls are read again now.", count))
    return redirect(url_for(".quarantine"))


@room.get("/sources/events/<int:event_id>", policy=steers_sources)
def event(event_id: int) -> ResponseReturnValue:
    """The call as it came, byte for byte as far as it is text."""
    one = found_event(event_id)
    decided_by = db.session.get(User, one.decided_by_id) if one.decided_by_id else None
    hook = queries.hook_of(db.session, one.source_id)
    return render_template(
        "sources/event.html", event=one, hook=hook, why=why(one), body=one.body.decode("utf-8", "replace"),
        platform=PLATFORMS.get(hook.platform) if hook else None, decided_by=decided_by,
    )  # fmt: skip


@room.post("/sources/events/<int:event_id>/replay", policy=steers_sources)
def replay(event_id: int) -> ResponseReturnValue:
    found_event(event_id)
    by, at = current.user(), current.moment()
    if unit_of_work(lambda: listen.replay_calls(db.session(), event_id=event_id, by=by, at=at)):
        flash(_("It is read again now."))
    else:
        flash(_("It is not in quarantine any more. Nothing was changed."), "late")
    return _back(event_id)


@room.post("/sources/events/<int:event_id>/dismissal", policy=steers_sources)
def dismiss(event_id: int) -> ResponseReturnValue:
    found_event(event_id)
    by, at = current.user(), current.moment()
    if unit_of_work(lambda: listen.dismiss_call(db.session(), event_id, by=by, at=at)):
        flash(_("Dismissed: it is no answer. The call is kept as it came."))
    else:
        flash(_("It is not in quarantine any more. Nothing was changed."), "late")
    return _back(event_id)


@room.post("/sources/events/<int:event_id>/withdrawal", policy=steers_sources)
def withdraw(event_id: int) -> ResponseReturnValue:
    """What this call told was only a test."""
    found_event(event_id)
    at = current.moment()
    if unit_of_work(lambda: listen.withdraw_test_call(db.session(), event_id, at=at, via="web")):
        flash(_("Taken out: it is in no figure any more. If it opened a ticket, close that by hand."))
    else:
        flash(_("This call left no answer that could be taken out."), "late")
    return _back(event_id)


def _back(event_id: int) -> ResponseReturnValue:
    return redirect(local(request.form.get("next")) or url_for(".event", event_id=event_id))
