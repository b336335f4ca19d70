from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from cxloop.settings.fields import zone_names
from cxloop.settings.own import OWN
from cxloop.web.fields import TOO_LONG, clean
from cxloop.web.own_fields import own_field


class SignInForm(FlaskForm):
    email = EmailField(_("E-mail"), [InputRequired(_("Write your e-mail address.")), Length(max=254)])
    password = PasswordField(_("Password"), [InputRequired(_("Write your password.")), Length(max=200)])


NAME = Length(max=120, message=TOO_LONG)
LANGUAGES = (SelectChoice("en", "English"), SelectChoice("it", "Italiano"))


def new_password(label: str = _("A password")) -> PasswordField:
    return PasswordField(
        label,
        [InputRequired(_("Choose a password."))],
        description=_("At least 12 characters. A short sentence is easy to keep in mind and hard to guess."),
    )


class BeginForm(FlaskForm):
    """Who administers, and what the company is called."""

    word = StringField(
        _("The word of the console"), [InputRequired(_("Write the word the console prints.")), Length(max=40)]
    )
    name = StringField(_("Your name"), [InputRequired(_("Write your name.")), NAME], [clean])
    email = EmailField(
        _("Your e-mail"),
        [InputRequired(_("Write your e-mail address.")), Email(_("That is not an e-mail address."))],
    )
    password = new_password()
    company = StringField(_("The company"), [InputRequired(_("What do customers call you?")), NAME], [clean])
    language = SelectField(_("Your language"), choices=LANGUAGES)
    time_zone = SelectField(
        _("Time zone"), choices=[SelectChoice(name, name) for name in ("UTC", *zone_names())]
    )


class ForgottenForm(FlaskForm):
    email = EmailField(_("E-mail"), [InputRequired(_("Write your e-mail address.")), Length(max=254)])


class ChooseForm(FlaskForm):
    """What a link lets somebody do."""

    password = new_password()


class OwnPasswordForm(FlaskForm):
    old = PasswordField(
        _("The password you have"), [InputRequired(_("Write your password.")), Length(max=200)]
    )
    password = new_password(_("The new one"))


class ProfileForm(FlaskForm):
    name = StringField(_("Your name"), [InputRequired(_("Write your name.")), NAME], [clean])
    language = SelectField(_("Your language"), choices=LANGUAGES)
    time_zone = SelectField(
        _("Time zone"),
        choices=[
            SelectChoice("", _("the company's")),
            *(SelectChoice(name, name) for name in ("UTC", *zone_names())),
        ],
    )
    phone, handed_over_by, missed_by, quiet_hours = (own_field(one) for one in OWN)
    single_keys = BooleanField(
        _("Single keys work"),
        description=_("J and K to move, / to search. Switch them off if you speak to your computer."),
    )


def weak_words() -> dict[str, str]:
    """Why a password is refused, and what to do about it."""
    return {
        "too_short": gettext("Use at least 12 characters: four words are easy to keep in mind."),
        "too_long": gettext("Use at most 128 characters."),
        "too_common": gettext(
            "Too easy to guess: it is a common one, or made of your name or your company's."
        ),
    }
