from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, PasswordField, StringField
from wtforms.validators import Length, Optional, Regexp

from cxloop.web.fields import TOO_LONG, NumberRange, clean

PLAIN = r"^[\x21-\x7e]*$"


class MailboxForm(FlaskForm):
    """Where customers' replies come in. The password is typed anew or stays; it is never shown."""

    address = StringField(
        _("Address for replies"), filters=[clean], validators=[Length(max=200, message=TOO_LONG)],
        description=_("Letters name it, with the ticket's own mark. Empty: replies go to who signs the letter."),
    )  # fmt: skip
    takes_plus = BooleanField(
        _("name+mark@ arrives too"), default=True,
        description=_("As with most servers. Else the mark stands in the subject."),
    )  # fmt: skip
    host = StringField(
        _("IMAP server"), filters=[clean],
        validators=[Optional(), Length(max=200, message=TOO_LONG), Regexp(PLAIN, message=_("That is no server."))],
        description=_("Empty: your mail server hands letters to `cxloop mail read`."),
    )  # fmt: skip
    port = IntegerField(
        _("Port"), [Optional(), NumberRange(1, 65535, _("A number from 1 to 65535."))], default=993
    )
    user = StringField(_("User"), filters=[clean], validators=[Length(max=200, message=TOO_LONG)])
    password = PasswordField(
        _("Password"), validators=[Length(max=500, message=TOO_LONG)],
        description=_("Kept sealed. Empty: the one that is kept stays."),
    )  # fmt: skip
    folder = StringField(
        _("Folder"), default="INBOX", filters=[clean],
        validators=[
            Length(max=200, message=TOO_LONG), Regexp(r"^[\x20-\x7e]*$", message=_("There is no such folder.")),
        ],
    )  # fmt: skip
