"""The first page of an installation nobody has set up: who administers it, and what the company is called."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import ValidationError

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN
from cxloop.people import changes, first, sign_ins, tries
from cxloop.people.models import Role
from cxloop.people.passwords import weakness
from cxloop.people.teams import default_team
from cxloop.settings import ledger
from cxloop.settings.fields import zone_names
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.web import current
from cxloop.web.language import language
from cxloop.web.people.entering import browser_said, enter
from cxloop.web.people.forms import BeginForm, weak_words
from cxloop.web.people.room import room

THE_WORD = "the first word"


@room.get("/begin", policy=OPEN)
def begin() -> ResponseReturnValue:
    if not first.is_needed(db.session()):
        return redirect(url_for("people.sign_in"))
    form = BeginForm(formdata=None, language=language(), time_zone=_likely_zone())
    return _page(form, 200)


def _likely_zone() -> str:
    """The installation's, where it is a place's; else UTC, beside which the browser proposes its own."""
    zone = str(current.company_zone())
    return zone if zone in zone_names() else "UTC"


@room.post("/begin", policy=OPEN)
def set_up() -> ResponseReturnValue:
    """Make the administrator; whoever comes second is sent to sign in."""
    if not first.is_needed(db.session()):
        return redirect(url_for("people.sign_in"))
    form = BeginForm()
    if not form.validate():
        return _page(form, 422)
    try:
        _check(form)
        token = unit_of_work(lambda: _set_up(form))
    except tries.TooManyTries:
        form.word.errors = [_("Too many tries. Wait a minute, then try again.")]
        return _page(form, 429)
    except ValidationError:
        return _page(form, 422)
    except AlreadyBegun:
        return redirect(url_for("people.sign_in"))
    enter(token)
    flash(_("You are the administrator. Five short steps, each with a way past."))
    return redirect(url_for("settings.index"))


def _check(form: BeginForm) -> None:
    """Whether the word is right and the password not easy; what is wrong is written under its field.

    Only wrong words are counted: strangers who guess must not keep out who has the right one, and of 59 bits nobody
    guesses any.
    """
    if not first.is_word(form.word.data or "", current.settings().secret_key):
        tried = tries.Tried(THE_WORD, request.remote_addr, current.moment())
        unit_of_work(lambda: tries.count_try(db.session(), tried))
        form.word.errors = [_("That is not the word. The console prints it when cxloop starts.")]
        raise ValidationError
    if why := weakness(form.password.data or "", (form.name.data, form.email.data, form.company.data)):
        form.password.errors = [weak_words()[why]]
        raise ValidationError


class AlreadyBegun(Exception):
    """Somebody else was first."""


def _set_up(form: BeginForm) -> str:
    """The administrator, who has the first tickets until somebody else is there; returns the new session's token."""
    session, at = db.session(), current.moment()
    if not first.is_needed(session):
        raise AlreadyBegun
    user = changes.add(
        session, email=form.email.data or "", name=form.name.data or "", role=Role.ADMINISTRATOR,
        language=form.language.data or language(), at=at, password=form.password.data, via="web",
    )  # fmt: skip
    hand = Hand(user.id, "web")
    company = PARTS["company"]
    values = company.read(session, company.name) or {}
    spoken = form.language.data or language()
    said = {"name": form.company.data, "language": spoken, "time_zone": form.time_zone.data or None}
    ledger.switch_on(session, company, company.name, values | said, hand, at=at)
    team = default_team(session)
    values = PARTS["teams"].read(session, team.key) or {}
    own = {"members": [user.email], "takers": [user.email], "lead": user.email}
    ledger.switch_on(session, PARTS["teams"], team.key, values | own, hand, at=at)
    return sign_ins.start(session, user, at, browser_said())


def _page(form: BeginForm, status: int) -> ResponseReturnValue:
    page = render_template("people/begin.html", form=form)
    return (page, status, {"Retry-After": "60"}) if status == 429 else (page, status)
