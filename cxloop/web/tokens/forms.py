from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from cxloop.people.scopes import SCOPES

MAY = {
    "responses:read": _("read answers"),
    "responses:write": _("send answers"),
    "contacts:read": _("read people"),
    "contacts:write": _("keep people up to date"),
    "accounts:read": _("read companies"),
    "accounts:write": _("keep companies up to date"),
    "tickets:read": _("read tickets and causes"),
    "tickets:write": _("take steps on tickets"),
    "invitations:read": _("read invitations"),
    "invitations:write": _("invite customers to our own survey"),
    "surveys:read": _("read surveys"),
    "improvements:read": _("read improvements"),
}


def storable(text: str | None) -> str:
    """Single spaces, without what a database refuses."""
    return " ".join((text or "").encode("utf-8", "ignore").decode().split())


class TokenForm(FlaskForm):
    name = StringField(
        _("What is it?"),
        [
            InputRequired(_("Give it a name you will recognise.")),
            Length(max=100, message=_("Keep it under %(max)d characters.")),
        ],
        filters=[storable],
    )
    scopes = SelectMultipleField(
        _("It may"),
        choices=[SelectChoice(scope, MAY[scope]) for scope in SCOPES],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_("Choose what it may do."))],
    )
    ends = RadioField(
        _("It works for"),
        choices=[
            SelectChoice("90", _("90 days")),
            SelectChoice("365", _("a year")),
            SelectChoice("never", _("until it is revoked")),
        ],
        default="365",
    )
