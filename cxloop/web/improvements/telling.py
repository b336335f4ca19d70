"""Telling the customers behind an improvement: who, in which words, as each will read them; then the letters."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from cxloop.database import db, unit_of_work
from cxloop.improvements import queries
from cxloop.improvements.evidence import is_live
from cxloop.improvements.models import Improvement
from cxloop.loop import learn
from cxloop.mail.telling_back import letter_facts
from cxloop.people.policies import scope_of, steers_improvements
from cxloop.web import current
from cxloop.web.improvements import page
from cxloop.web.improvements.forms import TOO_LONG, tidy
from cxloop.web.improvements.room import room
from cxloop.web.improvements.steps import ONE
from cxloop.web.language import language

MOST_SHOWN = 100


class TellingForm(FlaskForm):
    words_en = TextAreaField(
        _("What we changed, in English"), [Length(max=learn.LONGEST_WORDS, message=TOO_LONG)], filters=[tidy]
    )
    words_it = TextAreaField(
        _("What we changed, in Italian"), [Length(max=learn.LONGEST_WORDS, message=TOO_LONG)], filters=[tidy]
    )

    def said(self) -> dict[str, str]:
        return {"en": self.words_en.data or "", "it": self.words_it.data or ""}


@room.get(f"{ONE}/telling", policy=steers_improvements)
def telling(improvement_id: int) -> ResponseReturnValue:
    """Whom it would reach, and who is left out and why."""
    improvement, form = page.found(improvement_id), TellingForm(formdata=None)
    return _page(improvement, form)


@room.post(f"{ONE}/telling", policy=steers_improvements)
def tell_back(improvement_id: int) -> ResponseReturnValue:
    """`act=preview` shows every letter as it would be read; else they are written."""
    improvement, form = page.found(improvement_id), TellingForm()
    if not form.validate():
        return _page(improvement, form), 422
    if request.form.get("act") == "preview":
        return _page(improvement, form, is_preview=True)
    user, at, said = current.user(), current.moment(), form.said()
    scope = scope_of(user)
    try:
        unit_of_work(
            lambda: learn.tell_back(
                db.session(), queries.locked(db.session(), improvement_id), said, by=user, at=at, scope=scope
            )
        )
    except learn.NotTellable as refused:
        db.session.rollback()
        form.form_errors.append(_refusal(refused.code))
        return _page(page.found(improvement_id), form), 422
    flash(gettext("The letters are on their way; below is who gets one."), "message")
    return redirect(url_for(".telling", improvement_id=improvement_id))


def _page(improvement: Improvement, form: TellingForm, *, is_preview: bool = False) -> str:
    session, user, at = db.session(), current.user(), current.moment()
    people = learn.behind(session, improvement.id, scope_of(user), at)
    to_tell = [one for one in people if one.state == "to_tell"]
    settings, said = current_app.config["SETTINGS"], form.said()
    letters = [
        (one, letter_facts(session, settings, one.ticket, said, user, "", at)) for one in to_tell[:MOST_SHOWN]
    ]
    return render_template(
        "improvements/telling.html",
        improvement=improvement,
        form=form,
        people=people,
        to_tell=len(to_tell),
        letters=letters if is_preview and any(said.values()) else [],
        is_live=is_live(improvement.state),
        who=lambda ticket: page.who(ticket, names=True),
        spoken=language(),
    )


def _refusal(code: str) -> str:
    said = {
        "not_live": gettext("It is not live yet: there is nothing to tell."),
        "no_words": gettext("Write what was changed, in at least one language."),
        "nobody": gettext("Nobody is left to be told: each customer gets one letter about an improvement."),
    }
    return str(said[code])
