"""Where who has answered arrives; its address says nothing about them. For a while they may add words."""

from math import ceil
from typing import Any

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN
from cxloop.loop.listen import FOR, NoLongerOpen, said_so_far, say_more
from cxloop.responses.models import Survey
from cxloop.web import current
from cxloop.web.survey.forms import MoreForm
from cxloop.web.survey.room import ANSWERED, asked_by, closed, page, room, spoken

ADDED = "added"


@room.get("/s/thanks", policy=OPEN)
def thanks() -> ResponseReturnValue:
    answered = session.get(ANSWERED) or {}
    return _thanks(answered, MoreForm(formdata=None), has_arrived=bool(answered.get(ADDED)))


@room.post("/s/thanks", policy=OPEN)
def more_words() -> ResponseReturnValue:
    answered, form, at = session.get(ANSWERED) or {}, MoreForm(), current.moment()
    number = answered.get("invitation")
    if number is None:
        return closed()
    if not form.validate():
        return _thanks(answered, form, status=422)
    comment = form.comment.data
    try:
        unit_of_work(lambda: say_more(db.session(), number, comment=comment, at=at))
    except NoLongerOpen:
        return _thanks(answered, form, is_late=True, status=409)
    session[ANSWERED] = answered | {ADDED: True}
    return redirect(url_for(".thanks"), 303)


def _thanks(
    answered: dict[str, Any], form: MoreForm, status: int = 200, **facts: bool
) -> ResponseReturnValue:
    survey = db.session.get(Survey, answered.get("survey", 0))
    if survey is None:
        return closed()
    number, language = answered.get("invitation"), spoken(answered.get("language"))
    so_far = said_so_far(db.session(), number, current.moment()) if number is not None else None
    if so_far and not form.is_submitted():
        form.comment.data = so_far.comment
    left = ceil((so_far.until - current.moment()).total_seconds() / 60) if so_far else 0
    shown = page(
        "survey/thanks.html", language, asked=asked_by(survey, language), form=form, so_far=so_far,
        minutes=round(FOR.total_seconds() / 60), minutes_left=left, **facts,
    )  # fmt: skip
    return shown, status
