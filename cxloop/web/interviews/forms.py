from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from cxloop.responses.interviews.models import Interview
from cxloop.web.fields import likely_year
from cxloop.web.interviews import words
from cxloop.web.told.forms import TOO_LONG, line, tidy

LONGEST_NOTES = 100_000
CHOOSE = _("Choose one.")


def choices(codes: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(code), said) for code, said in codes.items()]


class InterviewForm(FlaskForm):
    """What is known of a conversation, whoever was in it."""

    title = line(_("Title"), DataRequired(_("Give it a title you will find again.")))
    kind = RadioField(_("What was it?"), [InputRequired(CHOOSE)], choices=[], default="interview")
    about = RadioField(
        pgettext("conversation", "About"), [InputRequired(CHOOSE)], choices=[], default="experience"
    )
    held_on = DateField(_("Day"), [InputRequired(_("Write the day.")), likely_year])
    method = RadioField(_("How"), [InputRequired(CHOOSE)], choices=[], default="in_person")
    account = line(_("Company"))
    stage = line(_("Journey stage"))
    touchpoint = line(_("Touchpoint"))
    language = SelectField(_("Language"), choices=[], default="")
    team = SelectField(_("Whose it is"), choices=[], default="")
    notes = TextAreaField(
        _("Notes"), [Length(max=LONGEST_NOTES, message=TOO_LONG)], filters=[tidy],
        description=_("What you wrote down yourself. While there is no transcript, passages are marked here."),
    )  # fmt: skip
    seen_version = HiddenField()

    def offer(self, teams: Iterable[Any], *, everybody: bool) -> None:
        """Fill the lists; `everybody`: it may belong to no team, and is then everybody's."""
        self.kind.choices, self.about.choices = choices(words.kinds()), choices(words.abouts())
        self.method.choices = choices(words.methods())
        self.language.choices = [
            SelectChoice("", gettext("not said")), SelectChoice("it", "Italiano"), SelectChoice("en", "English"),
        ]  # fmt: skip
        own = [SelectChoice(str(team.id), team.name) for team in teams]
        self.team.choices = [SelectChoice("", gettext("every team's")), *own] if everybody else own

    def fill(self, interview: Interview) -> None:
        """With what is known."""
        for name in ("title", "kind", "about", "held_on", "method", "stage", "touchpoint", "notes"):
            self[name].data = getattr(interview, name)
        self.account.data = interview.account.name if interview.account else ""
        self.language.data = interview.language or ""
        self.team.data = str(interview.team_id or "")
        self.seen_version.data = str(interview.version)

    def facts(self, account_id: int | None) -> dict[str, Any]:
        """As `converse` takes them."""
        text = {name: self[name].data or None for name in ("stage", "touchpoint", "language", "notes")}
        chosen = {name: self[name].data for name in ("title", "kind", "about", "held_on", "method")}
        return (
            text
            | chosen
            | {"account_id": account_id, "team_id": int(self.team.data) if self.team.data else None}
        )


class ParticipantForm(FlaskForm):
    """Somebody who took part, and what they agreed to."""

    who = line(_("Who?"), DataRequired(_("A name is enough.")))
    contact = StringField()
    role = SelectField(_("Their part"), choices=[], default="")
    consent_record = BooleanField(_("agreed to be recorded"), description=_("A transcript may be kept."))
    consent_quote = BooleanField(
        _("agreed to be quoted"),
        description=_("Their words may be read outside this page, without their name."),
    )
    consent_follow_up = BooleanField(
        _("agreed to be contacted about it"), description=_("A finding may open a ticket.")
    )
    consented_on = DateField(_("Agreed on"), [Optional(), likely_year], description=_("Empty means today."))

    def offer(self) -> None:
        self.role.choices = [SelectChoice("", gettext("not said")), *choices(words.roles())]


class TranscriptForm(FlaskForm):
    file = FileField(_("A file: text (.txt), Word (.docx) or captions (.vtt)"))
    pasted = TextAreaField(_("or the text itself"))


class FindingForm(FlaskForm):
    """A passage and what it means."""

    quote = TextAreaField(
        _("What they said"),
        [DataRequired(_("Mark or write what was said.")), Length(max=5000, message=TOO_LONG)],
        filters=[tidy],
    )
    starts = HiddenField()
    ends = HiddenField()
    participant = SelectField(_("Who said it?"), choices=[], default="")
    driver = SelectField(_("Root cause"), choices=[], default="")
    severity = RadioField(
        _("How bad is it?"), [InputRequired(_("Say how bad it is."))], choices=[], coerce=int
    )
    emotion = SelectField(_("How it felt"), choices=[], default="")
    stage = line(_("Journey stage"))
    why_1 = line(_("Why?"))
    why_2 = line(_("And why is that?"))
    why_3 = line(_("And why is that?"))
    why_4 = line(_("And why is that?"))
    why_5 = line(_("And why is that?"))

    @property
    def whys(self) -> list[StringField]:
        return [self[f"why_{number}"] for number in range(1, 6)]

    def offer(self, people: Iterable[Any], causes: list[SelectChoice]) -> None:
        nobody = SelectChoice("", gettext("not said"))
        self.participant.choices = [nobody, *(SelectChoice(str(one.id), one.called) for one in people)]
        self.driver.choices = [SelectChoice("", gettext("not known yet")), *causes]
        self.severity.choices = [SelectChoice(number, said) for number, said in words.severities().items()]
        self.emotion.choices = [SelectChoice("", gettext("not said")), *choices(words.emotions())]


class FollowForm(FlaskForm):
    """Which improvement a finding speaks for: one there is, or a new one."""

    improvement = SelectField(_("An improvement there is"), choices=[], default="")
    title = line(_("or a new one: what do we change?"))
