from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice


class ExampleForm(FlaskForm):
    """Every kind of field, to be looked at."""

    cause = SelectField(_("Root cause"), choices=[SelectChoice("late", _("Delivery › late and not told"))])
    told = StringField(_("How was the customer told?"))
    outcome = RadioField(
        _("Outcome"),
        choices=[
            SelectChoice("reached", _("reached")),
            SelectChoice("someone_else", _("someone else")),
            SelectChoice("no_answer", _("no answer")),
        ],
        default="reached",
    )
    said = TextAreaField(_("What they said"))
    agreed = BooleanField(
        _("They know we will call back"), description=_("A promise is a record with a date.")
    )
    mood = RadioField(
        _("Afterwards they were"),
        choices=[
            SelectChoice("calmer", _("calmer")),
            SelectChoice("same", _("the same")),
            SelectChoice("upset", _("more upset")),
        ],
        default="calmer",
    )
