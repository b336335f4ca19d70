from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from cxloop.people.models import Role
from cxloop.people.role_words import MAY, NAMES
from cxloop.settings.fields import zone_names
from cxloop.settings.own import OF_COLLEAGUES
from cxloop.web.fields import TOO_LONG, clean
from cxloop.web.own_fields import own_field
from cxloop.web.people.forms import LANGUAGES

ROLES = tuple(SelectChoice(str(role), _(NAMES[role])) for role in Role)
NAME = Length(max=120, message=TOO_LONG)


def language() -> SelectField:
    return SelectField(_("Language"), choices=LANGUAGES)


class InviteForm(FlaskForm):
    name = StringField(_("Name"), [InputRequired(_("Write their name.")), NAME], [clean])
    email = EmailField(
        _("E-mail"),
        [
            InputRequired(_("Write their e-mail address.")), Length(max=254, message=TOO_LONG),
            Email(_("That is not an e-mail address.")),
        ],
        description=_("They sign in with it."),
    )  # fmt: skip
    role = SelectField(_("Role in cxloop"), choices=ROLES, default=str(Role.FRONTLINE))
    language = language()


class PersonForm(FlaskForm):
    name = StringField(_("Name"), [InputRequired(_("Write their name.")), NAME], [clean])
    language = language()
    time_zone = SelectField(
        _("Time zone"),
        choices=[
            SelectChoice("", _("the company's")),
            *(SelectChoice(name, name) for name in ("UTC", *zone_names())),
        ],
    )

    phone, handed_over_by, missed_by, quiet_hours, daily_limit = (own_field(one) for one in OF_COLLEAGUES)


class RoleForm(FlaskForm):
    role = RadioField(_("Role in cxloop"), choices=[SelectChoice(str(role), _(NAMES[role])) for role in Role])


class SlackForm(FlaskForm):
    slack_team = StringField(
        _("Workspace"),
        [Length(max=40, message=TOO_LONG)],
        [clean],
        description=_("Slack's id of it, such as T0123ABCD."),
    )
    slack_user = StringField(
        _("Slack user"),
        [Length(max=40, message=TOO_LONG)],
        [clean],
        description=_("Slack's id of them, such as U0123ABCD."),
    )


def may_words() -> dict[str, str]:
    """What each role may, in a sentence."""
    return {str(role): str(_(MAY[role])) for role in Role}
