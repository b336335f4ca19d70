from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.entrances import Entrance
from cxloop.people.policies import administers
from cxloop.web import current
from cxloop.web.design.forms import ExampleForm

room = Entrance("design", __name__)


@room.get("/components", policy=administers)
def components() -> ResponseReturnValue:
    form, at = ExampleForm(formdata=None), current.moment()
    form.told.errors = [
        _("Say how and when, or choose “not told” with a reason. The rest of the form is kept.")
    ]
    return render_template(
        "design/components.html", form=form, examples={"now": at, "later": at + timedelta(days=3)}
    )
