from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from cxloop.people.models import User
from cxloop.web.fields import likely_year
from cxloop.web.improvements.forms import TOO_LONG, chosen, tidy

LONGEST = 500


class AgreedForm(FlaskForm):
    what = StringField(
        _("What will be done?"),
        [InputRequired(_("Say what will be done.")), Length(max=LONGEST, message=TOO_LONG)],
        filters=[tidy],
    )
    owner_id = SelectField(_("Who"), coerce=chosen, choices=[])
    due_on = DateField(_("By when"), [InputRequired(_("Choose a day.")), likely_year])

    def validate_owner_id(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(gettext("Choose who does it."))


class ThanksForm(FlaskForm):
    to_id = SelectField(_("Whom"), coerce=chosen, choices=[])
    words = StringField(
        _("For what"),
        [InputRequired(_("Say for what, in a sentence.")), Length(max=LONGEST, message=TOO_LONG)],
        filters=[tidy],
    )

    def validate_to_id(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(gettext("Choose whom to thank."))


def offer(field: SelectField, people: list[User]) -> None:
    field.choices = [
        SelectChoice("", gettext("choose")),
        *(SelectChoice(str(one.id), one.name) for one in people),
    ]


def tomorrow(today: date) -> date:
    return today + timedelta(days=1)
