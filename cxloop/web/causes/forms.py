from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from cxloop.drivers.catalogue import LONGEST_NAME
from cxloop.drivers.models import Driver
from cxloop.web.fields import TOO_LONG, clean, whole_number


class StartingForm(FlaskForm):
    """Which set a company without causes starts with."""

    name = RadioField(
        _("What does your company do?"),
        [InputRequired(_("Choose one of the three."))],
        choices=[
            SelectChoice("b2b", _("services and deliveries to companies")),
            SelectChoice("retail", _("shops, in town or online")),
            SelectChoice("public", _("public services")),
        ],
    )


class CauseForm(FlaskForm):
    english = StringField(
        _("In English"),
        [
            InputRequired(_("A cause needs a name in both languages.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
        filters=[clean],
    )
    italian = StringField(
        _("In Italian"),
        [
            InputRequired(_("A cause needs a name in both languages.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
        filters=[clean],
    )
    under_id = SelectField(_("Belongs to"), coerce=whole_number, choices=[])

    def offer(self, above: list[Driver], language: str) -> None:
        """The places a cause may have: a group of its own, or below one of `above`."""
        groups = [SelectChoice(str(one.id), one.path(language)) for one in above]
        self.under_id.choices = [SelectChoice("", _("a new group")), *groups]
