"""What stands on its day: promises to customers, and what colleagues are asked for."""

from datetime import time

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from cxloop.web.fields import TOO_LONG, clean, likely_year, whole_number
from cxloop.web.tickets.forms import LONGEST_TEXT

EVENING = time(18)


class PromiseForm(FlaskForm):
    """A day and a time of the reader's; the domain says whether they lie ahead."""

    what = StringField(
        _("What did you promise?"),
        [InputRequired(_("Say what was promised.")), Length(max=500, message=TOO_LONG)],
        filters=[clean],
        description=_("As you told the customer, such as: a credit note for the broken pallets."),
    )
    due_at = DateField(_("By"), [InputRequired(_("Say by when.")), likely_year])
    due_time = TimeField(_("At"), [Optional()], default=EVENING)


class TaskForm(FlaskForm):
    """What a colleague is asked for; nobody is proposed."""

    owner_id = SelectField(
        _("Whom do you ask?"),
        [InputRequired(_("Choose who is asked."))],
        coerce=whole_number,
        choices=[],
        id="task-owner",
    )
    what = StringField(
        _("What do you need?"),
        [InputRequired(_("Say what is needed.")), Length(max=500, message=TOO_LONG)],
        filters=[clean],
        description=_("They read this and not the ticket, unless it is theirs to see."),
        id="task-what",
    )
    due_at = DateField(_("By"), [InputRequired(_("Say by when.")), likely_year], id="task-due-at")
    due_time = TimeField(_("At"), [Optional()], default=EVENING, id="task-due-time")

    def offer(self, colleagues: list[SelectChoice]) -> None:
        self.owner_id.choices = [SelectChoice("", _("choose somebody")), *colleagues]


class TaskAnswerForm(FlaskForm):
    """One task in a list: the answer, or why it is not needed any more."""

    answer = TextAreaField(filters=[clean], validators=[Length(max=LONGEST_TEXT, message=TOO_LONG)])


class MovingForm(FlaskForm):
    """One promise in a list: another day, or why it is let go."""

    due_at = DateField(validators=[Optional(), likely_year])
    why = StringField(filters=[clean], validators=[Length(max=500, message=TOO_LONG)])
