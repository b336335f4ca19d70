from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.models import User
from cxloop.people.policies import scope_of, works_tickets
from cxloop.tickets import pressing
from cxloop.tickets.models import Ticket
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.snoozes import wrong_until
from cxloop.tickets.steps import StepRefused
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.days import moment_on
from cxloop.web.tickets.forms import SENTENCES, WaitForm
from cxloop.web.tickets.queue import whole_number
from cxloop.web.tickets.room import room
from cxloop.web.tickets.when_again import MORNING

MOST = 200


@room.post("/tickets/assignments", policy=works_tickets)
def assign_many() -> ResponseReturnValue:
    """Give the chosen tickets to one colleague; each goes through the same step, and the answer counts both ways."""
    user = current.user()
    owner_id = whole_number(request.form.get("owner_id"))
    owner = next((c for c in pressing.colleagues(db.session(), scope_of(user)) if c.id == owner_id), None)
    back = local(request.form.get("next")) or url_for(".my_loop")
    if owner is None:
        flash(_("Choose who should get them. Nothing was changed."), "late")
        return redirect(back)
    chosen = {number for text in request.form.getlist("ticket") if (number := whole_number(text))}
    at = current.moment()
    wanted = dict.fromkeys(sorted(chosen)[:MOST], owner.id)
    handed = unit_of_work(lambda: act.give_many(db.session(), wanted, by=user, at=at, via="web"))
    given, left = handed.records, handed.stayed
    if given:
        records = ",".join(map(str, given))
        said = ngettext(
            "One ticket is with %(name)s now.",
            "%(num)s tickets are with %(name)s now.",
            len(given),
            name=owner.name,
        )
        flash(said, f"undo {records}")
    if left:
        flash(ngettext("One ticket stayed as it was.", "%(num)s tickets stayed as they were.", left), "late")
    return redirect(back)


@room.post("/tickets/waiting", policy=works_tickets)
def wait_many() -> ResponseReturnValue:
    """Let the chosen tickets wait for the same; each goes through the same step, and the answer counts both ways."""
    user, at, form = current.user(), current.moment(), WaitForm()
    back = local(request.form.get("next")) or url_for(".my_loop")
    if not form.validate():
        flash(_("Say for whom, until when and why. Nothing was changed."), "late")
        return redirect(back)
    until = moment_on(form.until.data, form.until_time.data or MORNING)
    if code := wrong_until(until, at):
        flash(SENTENCES[code], "late")
        return redirect(back)
    numbers = sorted({number for text in request.form.getlist("ticket") if (number := whole_number(text))})[
        :MOST
    ]
    scope = scope_of(user)

    def wait() -> int:
        waiting = 0
        for number in numbers:
            ticket = db.session.get(Ticket, number)
            if ticket is None or not scope.covers(ticket.team_id, ticket.owner_id):
                continue
            with suppress(StepRefused, StepIncomplete):
                act.wait(
                    db.session(), number, kind=form.kind.data, until=until, reason=form.reason.data or "", by=user,
                    at=at, via="web",
                )  # fmt: skip
                waiting += 1
        return waiting

    if waiting := unit_of_work(wait):
        flash(ngettext("One ticket waits.", "%(num)s tickets wait.", waiting), "kept")
    if left := len(numbers) - waiting:
        flash(ngettext("One ticket stayed as it was.", "%(num)s tickets stayed as they were.", left), "late")
    return redirect(back)


@room.post("/tickets/assignments/undoing", policy=works_tickets)
def undo_assignments() -> ResponseReturnValue:
    """Take hand-overs back within ten minutes: from the toast after many, or from a ticket's trail."""
    user, at = current.user(), current.moment()
    back = local(request.form.get("next")) or url_for(".my_loop")
    numbers = (whole_number(text) for text in request.form.get("records", "").split(","))
    records = sorted({number for number in numbers if number})[:MOST]
    undone = unit_of_work(lambda: _take_back(records, user, at))
    if undone:
        flash(
            ngettext("One ticket is back where it was.", "%(num)s tickets are back where they were.", undone)
        )
    if left := len(records) - undone:
        flash(
            ngettext(
                "One hand-over stays: it is older than ten minutes, or the ticket has moved on.",
                "%(num)s hand-overs stay: they are older than ten minutes, or the tickets have moved on.",
                left,
            ),
            "late",
        )
    return redirect(back)


def _take_back(records: Sequence[int], by: User, at: datetime) -> int:
    undone = 0
    for record_id in records:
        with suppress(act.CannotUndo, StepRefused):
            act.undo_assignment(db.session(), record_id, by=by, at=at, via="web")
            undone += 1
    return undone
