from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.database import db, unit_of_work
from cxloop.drivers import catalogue
from cxloop.drivers.models import Driver
from cxloop.entrances import Entrance
from cxloop.people.policies import steers_causes, works_tickets
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.causes.forms import CauseForm, StartingForm
from cxloop.web.language import language

room = Entrance("causes", __name__)


@room.get("/causes", policy=works_tickets)
def index() -> ResponseReturnValue:
    """Which root causes tickets are resolved with; who may add one finds the form."""
    return _page(CauseForm(formdata=None), 200)


@room.post("/causes", policy=steers_causes)
def add() -> ResponseReturnValue:
    form = CauseForm()
    form.offer(_may_be_above(), language())
    if not form.validate():
        return _page(form, 422)
    english, italian, under_id = form.english.data or "", form.italian.data or "", form.under_id.data

    def work() -> Driver:
        session = db.session()
        made = catalogue.add(session, english, italian, session.get(Driver, under_id) if under_id else None)
        current.written_down("cause_added", cause=made.id)
        return made

    try:
        made = unit_of_work(work)
    except catalogue.AlreadyThere:
        form.english.errors = [_("A cause of this name stands there already.")]
        return _page(form, 422)
    except ValueError:
        form.english.errors = [_("A cause needs a name in both languages.")]
        return _page(form, 422)
    flash(_("Added: %(cause)s.", cause=made.path(language())))
    return redirect(url_for(".index"))


@room.post("/causes/starting", policy=steers_causes)
def start() -> ResponseReturnValue:
    """A company without causes takes a set to start with; back to where it was asked for."""
    form, back = StartingForm(), local(request.form.get("next")) or url_for(".index")
    if not form.validate():
        flash(_("Choose one of the three."), "late")
        return redirect(back)
    name = form.name.data

    def work() -> int:
        added = catalogue.load(db.session(), name)
        if added:
            current.written_down("causes_loaded", what=name, causes=added)
        return added

    added = unit_of_work(work)
    flash(ngettext("%(num)s cause was added.", "%(num)s causes were added.", added))
    return redirect(back)


def _may_be_above() -> list[Driver]:
    """Causes of the first and second level."""
    known = catalogue.in_use(db.session())
    return [one for one in known if one.parent is None or one.parent.parent is None]


def _page(form: CauseForm, status: int) -> ResponseReturnValue:
    known = catalogue.in_use(db.session())
    if not form.under_id.choices:
        form.offer(_may_be_above(), language())
    page = render_template(
        "causes/index.html", causes=known, form=form, starting_form=StartingForm(formdata=None),
        may_steer=steers_causes(current.user()),
    )  # fmt: skip
    return page, status
