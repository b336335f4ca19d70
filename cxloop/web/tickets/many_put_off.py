"""Putting many tickets off at once from a list, and taking them back."""

from collections.abc import Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.policies import works_tickets
from cxloop.tickets.snoozes import wrong_until
from cxloop.web import current, formats
from cxloop.web.addresses import local
from cxloop.web.days import moment_on
from cxloop.web.tickets.bulk import MOST
from cxloop.web.tickets.forms import SENTENCES, SnoozeForm
from cxloop.web.tickets.queue import whole_number
from cxloop.web.tickets.room import room
from cxloop.web.tickets.when_again import MORNING

WHY = {
    "not_yours": lazy_gettext("not yours to put off, or no longer there"),
    "nothing_owed": lazy_gettext("nothing is owed on it any more"),
}
MOST_NAMED = 8


@room.post("/tickets/snoozes", policy=works_tickets)
def put_off_many() -> ResponseReturnValue:
    """Let the chosen tickets step back until the same moment; what stayed is named with its reason."""
    user, at, form = current.user(), current.moment(), SnoozeForm()
    back = local(request.form.get("next")) or url_for(".my_loop")
    reason = (form.reason.data or "").strip()
    if not form.validate() or not reason:
        flash(_("Say until when and why. Nothing was changed."), "late")
        return redirect(back)
    until = moment_on(form.until.data, form.until_time.data or MORNING)
    if code := wrong_until(until, at):
        flash(SENTENCES[code], "late")
        return redirect(back)
    chosen = sorted({number for text in request.form.getlist("ticket") if (number := whole_number(text))})[
        :MOST
    ]
    many = unit_of_work(
        lambda: act.snooze_many(db.session(), chosen, until=until, reason=reason, by=user, at=at, via="web")
    )
    if many.done:
        when = formats.reader().moment(until)
        said = ngettext(
            "One ticket is back on top %(when)s.",
            "%(num)s tickets are back on top %(when)s.",
            len(many.done),
            when=when,
        )
        flash(said, f"wakes {','.join(map(str, many.done))}")
    for words in _stayed(many.stayed):
        flash(words, "late")
    return redirect(back)


@room.post("/tickets/wakings", policy=works_tickets)
def take_many_back() -> ResponseReturnValue:
    """From the toast after many were put off."""
    user, at = current.user(), current.moment()
    numbers = {
        number for text in request.form.get("records", "").split(",") if (number := whole_number(text))
    }
    woken = unit_of_work(
        lambda: act.wake_many(db.session(), sorted(numbers)[:MOST], by=user, at=at, via="web")
    )
    flash(ngettext("One ticket is back in the queue.", "%(num)s tickets are back in the queue.", woken))
    return redirect(local(request.form.get("next")) or url_for(".my_loop"))


def _stayed(stayed: Mapping[int, str]) -> list[str]:
    """A sentence for each reason, with the tickets it holds for."""
    of_reason: dict[str, list[int]] = {}
    for number, code in stayed.items():
        of_reason.setdefault(code, []).append(number)
    return [
        ngettext("Ticket %(numbers)s stayed: %(why)s", "Tickets %(numbers)s stayed: %(why)s", len(numbers),
                 numbers=_listed(numbers), why=WHY.get(code) or SENTENCES[code])
        for code, numbers in of_reason.items()
    ]  # fmt: skip


def _listed(numbers: list[int]) -> str:
    named = ", ".join(map(str, numbers[:MOST_NAMED]))
    return f"{named} …" if len(numbers) > MOST_NAMED else named
