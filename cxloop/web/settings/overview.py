"""What a company that begins has done already, and one invented answer through the loop."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import steers_improvements, steers_settings
from cxloop.responses.models import Survey
from cxloop.responses.scoring import WITHOUT_SCORE
from cxloop.web import current
from cxloop.web.settings.room import room
from cxloop.web.settings.steps import steps


@room.get("", policy=steers_improvements)
def index() -> ResponseReturnValue:
    """The five steps of a company that begins; a lead finds their team."""
    if not steers_settings(current.user()):
        return redirect(url_for(".teams"))
    return _overview(None)


@room.get("/rehearsal", policy=steers_settings)
def rehearsal() -> ResponseReturnValue:
    """What was said is said once: the language may be changed on its page."""
    return redirect(url_for(".index"))


@room.post("/rehearsal", policy=steers_settings)
def rehearse() -> ResponseReturnValue:
    """One invented answer goes through the loop, in a unit of work that is taken back."""
    survey = _first_survey()
    if survey is None:
        flash(_("It needs a survey first: bring a file or add one."), "late")
        return redirect(url_for(".index"))
    at = current.moment()
    try:
        unit_of_work(lambda: listen.rehearse(db.session(), db.session.get_one(Survey, survey.id), at=at))
    except listen.Rehearsal as rehearsal:
        return _overview(rehearsal.seen)
    raise AssertionError("a rehearsal always ends by being taken back")


def _overview(seen: listen.Rehearsed | None) -> ResponseReturnValue:
    done = steps(db.session(), current.settings())
    return render_template(
        "settings/index.html", steps=done, next_step=next((step for step in done if not step.is_done), None),
        seen=seen, may_rehearse=_first_survey() is not None,
    )  # fmt: skip


def _first_survey() -> Survey | None:
    """The newest in use that has a score."""
    scored = (Survey.retired_at.is_(None), Survey.metric.not_in(WITHOUT_SCORE))
    return db.session.scalars(select(Survey).where(*scored).order_by(Survey.id.desc()).limit(1)).first()
