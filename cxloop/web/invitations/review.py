"""Answers that a machine may have given: a person looks and decides."""

from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.loop.listen import AlreadyDecided
from cxloop.people.policies import steers_sources
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.models import HeldAnswer
from cxloop.web import current
from cxloop.web.invitations.room import LARGEST_ID, room
from cxloop.web.invitations.words import suspicion_words


@room.get("/invitations/review", policy=steers_sources)
def review() -> ResponseReturnValue:
    held = queries.to_review(db.session())
    return render_template(
        "invitations/review.html",
        held=held,
        waiting=queries.waiting_for_review(db.session()),
        why=suspicion_words,
    )


@room.post("/invitations/review/<int:held_id>/release", policy=steers_sources)
def release(held_id: int) -> ResponseReturnValue:
    work = partial(listen.release_held, db.session(), held_id, by_id=current.user().id, at=current.moment())
    return _decided(held_id, work, _("Heard, with the moment at which it was given."))


@room.post("/invitations/review/<int:held_id>/drop", policy=steers_sources)
def drop(held_id: int) -> ResponseReturnValue:
    work = partial(listen.drop_held, db.session(), held_id, by_id=current.user().id, at=current.moment())
    return _decided(held_id, work, _("Dropped. The person may still answer by the same link."))


def _decided(held_id: int, work: Callable[[], object], done: str) -> ResponseReturnValue:
    if held_id > LARGEST_ID or db.session.get(HeldAnswer, held_id) is None:
        abort(404)
    try:
        unit_of_work(work)
    except AlreadyDecided:
        flash(_("Somebody has decided about it before."), "late")
    else:
        flash(done)
    return redirect(url_for(".review"))
