from datetime import time

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from cxloop.web.fields import TOO_LONG, NumberRange, clean, likely_year, whole_number

LONGEST_TEXT, LONGEST_TOLD, LONGEST_LETTER = 5000, 2000, 10_000
CHANNELS = (
    SelectChoice("phone", _("phone")),
    SelectChoice("visit", _("visit")),
    SelectChoice("email", _("e-mail")),
    SelectChoice("chat", _("chat")),
    SelectChoice("letter", _("letter")),
)


def chosen(value: str | None) -> str | None:
    """What a select sends; an empty choice is None."""
    return value or None


class ContactForm(FlaskForm):
    outcome = RadioField(
        _("You"),
        [InputRequired(_("Say whether you reached them."))],
        choices=[
            SelectChoice("reached", _("reached them")),
            SelectChoice("someone_else", _("spoke to someone else")),
            SelectChoice("no_answer", _("no answer")),
        ],
    )
    mood = RadioField(
        _("Afterwards they were"),
        [Optional()],
        choices=[
            SelectChoice("calmer", _("calmer")),
            SelectChoice("same", _("the same")),
            SelectChoice("upset", _("more upset")),
        ],
    )
    said = TextAreaField(
        _("What they said"), filters=[clean], validators=[Length(max=LONGEST_TEXT, message=TOO_LONG)]
    )
    channel = SelectField(_("How"), choices=list(CHANNELS), default="phone")
    minutes = IntegerField(
        _("Minutes"), [Optional(), NumberRange(0, 1440, _("A number of minutes from 0 to 1440."))]
    )
    next_step = StringField(
        _("What you promised"), filters=[clean], validators=[Length(max=500, message=TOO_LONG)]
    )
    next_step_on = DateField(_("By"), [Optional(), likely_year])
    happened_at = DateTimeLocalField(
        _("When it happened"),
        [Optional(), likely_year],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        description=_("Empty means just now. What happened earlier is shown as written down later."),
    )


class NoteForm(FlaskForm):
    body = TextAreaField(
        _("Note for colleagues"),
        [InputRequired(_("Write something first.")), Length(max=LONGEST_TEXT, message=TOO_LONG)],
        filters=[clean],
        description=_("The customer never sees this."),
    )


class LetterForm(FlaskForm):
    """A letter to the customer; the domain says what is missing."""

    subject = StringField(
        _("Subject"), id="letter-subject", filters=[clean], validators=[Length(max=150, message=TOO_LONG)]
    )
    body = TextAreaField(
        _("Your letter"),
        id="letter-body",
        filters=[clean],
        validators=[Length(max=LONGEST_LETTER, message=TOO_LONG)],
    )
    template = HiddenField(
        id="letter-template", filters=[clean], validators=[Length(max=100, message=TOO_LONG)]
    )
    is_meant = BooleanField(_("That sentence is meant for the customer"), id="letter-meant")


class AssignmentForm(FlaskForm):
    owner_id = SelectField(
        _("Give it to"), [InputRequired(_("Choose who should get it."))], coerce=whole_number, choices=[]
    )
    note = StringField(
        _("What should they know?"), filters=[clean], validators=[Length(max=500, message=TOO_LONG)]
    )

    def offer(self, colleagues: list[SelectChoice]) -> None:
        """Nobody is proposed: who only presses Enter gives the ticket to no stranger."""
        self.owner_id.choices = [SelectChoice("", _("choose somebody")), *colleagues]


class ResolutionForm(FlaskForm):
    """The domain says what is missing (`tickets.requirements`); this only carries what was typed."""

    kind = SelectField(
        _("How does it end?"),
        choices=[
            SelectChoice("resolved", _("it is solved")),
            SelectChoice("unreachable", _("nobody could be reached")),
            SelectChoice("contact_declined", _("the customer wants no contact")),
            SelectChoice("not_actionable", _("there is nothing we can do")),
        ],
        default="resolved",
    )
    driver_id = SelectField(_("Why did it happen?"), coerce=whole_number, choices=[])
    cause_unknown_because = StringField(
        _("Not known, because"), filters=[clean], validators=[Length(max=500, message=TOO_LONG)]
    )
    action = TextAreaField(
        _("What was done? For colleagues"),
        filters=[clean],
        validators=[Length(max=LONGEST_TEXT, message=TOO_LONG)],
    )
    told_text = TextAreaField(
        _("What we tell the customer"),
        filters=[clean],
        validators=[Length(max=LONGEST_TOLD, message=TOO_LONG)],
        description=_("In the letter that asks whether it is solved, the customer reads this and only this."),
    )
    told_how = SelectField(_("How was the customer told?"), coerce=chosen, choices=[])
    told_on = DateField(_("When"), [Optional(), likely_year])
    not_told_because = StringField(
        _("Not told, because"), filters=[clean], validators=[Length(max=500, message=TOO_LONG)]
    )

    promises = RadioField(
        _("What they were promised and do not have yet"),
        [Optional()],
        choices=[
            SelectChoice("kept", _("they have it now")),
            SelectChoice("stay", _("it follows on its day")),
            SelectChoice("dropped", _("they do not want it any more")),
        ],
    )

    def offer(self, causes: list[SelectChoice]) -> None:
        self.driver_id.choices = [SelectChoice("", _("choose a cause")), *causes]
        self.told_how.choices = [SelectChoice("", _("choose how, or say below why not")), *CHANNELS]


class CustomersWordForm(FlaskForm):
    answer = RadioField(
        _("Is it solved?"),
        [InputRequired(_("Write down what the customer said."))],
        choices=[
            SelectChoice("yes", _("yes")),
            SelectChoice("partly", _("partly")),
            SelectChoice("no", _("no")),
        ],
    )
    comment = TextAreaField(
        _("In their words"), filters=[clean], validators=[Length(max=LONGEST_TEXT, message=TOO_LONG)]
    )


class SnoozeForm(FlaskForm):
    """A day and a time of the reader's; the domain says whether they lie ahead."""

    until = DateField(_("Day"), [InputRequired(_("Say until when.")), likely_year])
    until_time = TimeField(_("Time"), [Optional()], default=time(9))
    reason = StringField(_("Why"), filters=[clean], validators=[Length(max=500, message=TOO_LONG)])


class WaitForm(FlaskForm):
    """For whom, until when and why."""

    kind = RadioField(
        _("We wait for"),
        [InputRequired(_("Say for whom."))],
        choices=[
            SelectChoice("customer", _("the customer")),
            SelectChoice("internal", _("a colleague, a supplier, a part")),
        ],
    )
    until = DateField(_("Until"), [InputRequired(_("Say until when.")), likely_year], id="wait-until")
    until_time = TimeField(_("Time"), [Optional()], default=time(9), id="wait-time")
    reason = StringField(
        _("For what"),
        filters=[clean],
        validators=[
            InputRequired(_("Say why, in a sentence.")),
            Length(max=500, message=TOO_LONG),
        ],
        id="wait-reason",
    )


class ReopeningForm(FlaskForm):
    reason = TextAreaField(
        _("Why is it open again?"),
        [InputRequired(_("Say why, in a sentence.")), Length(max=500, message=TOO_LONG)],
        filters=[clean],
    )


SENTENCES = {
    "more_attempts_needed": _(
        "The rule is three attempts on two channels over two days; try once more first."
    ),
    "say_why": _("Say why, in a sentence."),
    "choose_cause_or_say_why_unknown": _("Choose a cause, or say why it is not known."),
    "say_what_was_done": _("Say what was done for the customer."),
    "say_how_told_or_why_not": _("Say how the customer was told, or why not."),
    "write_something": _("Write something first."),
    "field_left": _("Nothing is known here for what stands in braces: write it, or take it out."),
    "also_internal": _(
        "A sentence of it also stands in a note for colleagues. Take it out, or say that it is meant for the customer."
    ),
    "too_long": _("That is too long."),
    "nobody_known": _("The answer came without a name: there is nobody to write to."),
    "no_address": _("No e-mail address is known of this customer."),
    "wants_no_contact": _("This customer does not want to be contacted. Nothing was sent."),
    "unknown": _("Choose one of the list."),
    "say_when": _("Say until when."),
    "not_ahead": _("That moment is over: choose one that lies ahead."),
    "too_far": _("At most thirty days ahead."),
    "in_the_past": _("That day is over: what is promised lies ahead."),
    "say_what_is_needed": _("Say what is needed."),
    "say_what_was_promised": _("Say what was promised."),
    "say_by_when": _("Say by when."),
    "promise_in_the_past": _("That moment is over: what is promised lies ahead."),
    "promise_too_far": _("At most a year ahead."),
    "say_about_promises": _("Something was promised and is not settled: say what becomes of it."),
    "in_the_future": _("That moment is still to come: write down what has happened."),
    "before_the_ticket": _("The ticket was not open yet at that moment."),
}


def show_missing(form: FlaskForm, missing: dict[str, str]) -> None:
    """Put what the domain asked for beside the fields it named."""
    for name, code in missing.items():
        field: Field | None = form._fields.get(name)
        sentence = SENTENCES.get(code, code)
        if field is None:
            form.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]
