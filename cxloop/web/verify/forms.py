from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from cxloop.responses.importing.texts import cleaned

LONGEST = 5000


def written(text: str | None) -> str:
    """What the customer wrote, without what cannot be shown or would turn the direction of the text around it."""
    return cleaned(text or "")


class VerificationForm(FlaskForm):
    """Whether an answer is needed is the loop's to say: after the window words alone will do."""

    answer = RadioField(
        _("Is it solved?"),
        [Optional()],
        choices=[
            SelectChoice("yes", _("Yes, it is solved")),
            SelectChoice("partly", _("Partly")),
            SelectChoice("no", _("No, it is not")),
        ],
    )
    comment = TextAreaField(
        _("Anything we should know?"),
        filters=[written],
        validators=[Length(max=LONGEST, message=_("Keep it under %(max)d characters."))],
    )
