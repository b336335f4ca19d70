from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields import DateField, SelectChoice
from wtforms.validators import InputRequired

from cxloop.people.models import User
from cxloop.settings.away import WAY_WORDS
from cxloop.web.fields import likely_year, whole_number
from cxloop.web.presence import name_and_absence

NOBODY = SelectChoice("", _("nobody"))


class DeputyForm(FlaskForm):
    deputy = SelectField(_("Who stands in"), validate_choice=False)

    def among(self, people: Sequence[User]) -> "DeputyForm":
        self.deputy.choices = [NOBODY, *(SelectChoice(str(one.id), name_and_absence(one)) for one in people)]
        return self

    def named(self) -> int | None:
        try:
            return whole_number(self.deputy.data)
        except ValueError:
            return None


class AwayForm(DeputyForm):
    first = DateField(_("First day away"), [InputRequired(_("Choose a day.")), likely_year])
    last = DateField(_("Last day away"), [InputRequired(_("Choose a day.")), likely_year])
    tickets = RadioField(
        _("Open tickets"), choices=[SelectChoice(code, _(words)) for code, words in WAY_WORDS.items()], default="watch",
        validate_choice=False,
    )  # fmt: skip
