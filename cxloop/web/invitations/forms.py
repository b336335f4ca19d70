from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    EmailField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cxloop.language import LANGUAGES
from cxloop.people.colours import colour_of
from cxloop.responses.importing.texts import cleaned, email_of
from cxloop.responses.invitations import asking
from cxloop.responses.invitations.models import SurveyPage
from cxloop.responses.invitations.queries import ASKABLE
from cxloop.web.fields import NumberRange
from cxloop.web.imports.words import metric_words

TEXTS = ("question", "why", "thanks")
SHORT = Length(max=120, message=_("Keep it under %(max)d characters."))
SENTENCE = Length(max=asking.LONGEST, message=_("Keep it under %(max)d characters."))


def plain(text: str | None) -> str:
    return " ".join(cleaned(text or "").split())


class CompanyForm(FlaskForm):
    name = StringField(_("Name of the company"), [SHORT], filters=[plain])
    reply_to = EmailField(
        _("Where replies arrive"),
        filters=[plain],
        description=_(
            "A person must read it: replies do not appear on the ticket. Empty: who signs the letter gets them."
        ),
    )
    colour = ColorField(_("Colour"))
    quarantine_days = IntegerField(
        _("Days without another survey"),
        [InputRequired(), NumberRange(0, 365, _("A number of days from 0 to 365."))],
        description=_(
            "Nobody is asked again for so long after an answer or an invitation, nor while a ticket is open."
        ),
    )

    def validate_reply_to(self, field: Field) -> None:
        if field.data and email_of(field.data) is None:
            raise ValidationError(_("That is not an e-mail address."))

    def validate_colour(self, field: Field) -> None:
        if colour_of(field.data) is None:
            raise ValidationError(_("Choose a colour."))


class NewSurveyForm(FlaskForm):
    name = StringField(
        _("Name of the new survey"), [InputRequired(_("Give it a name.")), SHORT], filters=[plain]
    )
    metric = SelectField(_("What it measures"), choices=[])
    is_anonymous = BooleanField(
        _("Anonymous"), description=_("Nothing is kept that says who answered; no ticket opens to a person.")
    )

    def offer(self) -> "NewSurveyForm":
        words = metric_words()
        self.metric.choices = [SelectChoice(metric, words[metric]) for metric in ASKABLE]
        return self


class PageForm(FlaskForm):
    """What the page and the letter say; what is left empty has the usual wording."""

    question_it = TextAreaField(_("Question, in Italian"), [SENTENCE], filters=[plain])
    question_en = TextAreaField(_("Question, in English"), [SENTENCE], filters=[plain])
    why_it = TextAreaField(_("Second question, in Italian"), [SENTENCE], filters=[plain])
    why_en = TextAreaField(_("Second question, in English"), [SENTENCE], filters=[plain])
    thanks_it = TextAreaField(_("Thanks, in Italian"), [SENTENCE], filters=[plain])
    thanks_en = TextAreaField(_("Thanks, in English"), [SENTENCE], filters=[plain])
    sender = StringField(
        _("Letters come from"),
        [SHORT],
        filters=[plain],
        description=_("A name customers know; the company's when empty."),
    )
    remind_after_days = IntegerField(
        _("Remind once after (days)"),
        [Optional(), NumberRange(1, 60, _("A number of days from 1 to 60."))],
        description=_("Empty for no reminder."),
    )
    expires_after_days = IntegerField(
        _("A link works for (days)"),
        [InputRequired(), NumberRange(1, 365, _("A number of days from 1 to 365."))],
    )

    def show(self, page: SurveyPage) -> "PageForm":
        for text in TEXTS:
            for language in LANGUAGES:
                self[f"{text}_{language}"].data = (getattr(page, text) or {}).get(language, "")
        for name in ("sender", "remind_after_days", "expires_after_days"):
            self[name].data = getattr(page, name)
        return self

    def fill(self, page: SurveyPage) -> None:
        for text in TEXTS:
            said = asking.written({language: self[f"{text}_{language}"].data for language in LANGUAGES})
            setattr(page, text, said or ({} if text == "question" else None))
        page.sender, page.remind_after_days = self.sender.data or None, self.remind_after_days.data
        page.expires_after_days = self.expires_after_days.data


class ListForm(FlaskForm):
    file = FileField(_("The list, as CSV or XLSX"))


class OneForm(FlaskForm):
    """One person, by hand."""

    email = EmailField(
        _("E-mail address"), [InputRequired(_("Write an e-mail address.")), SHORT], filters=[plain]
    )
    name = StringField(_("Name"), [SHORT], filters=[plain])
    language = SelectField(_("Language"), choices=[], validate_choice=False)

    def offer(self) -> "OneForm":
        known: dict[str, Any] = {"": gettext("not known"), "it": "Italiano", "en": "English"}
        self.language.choices = [SelectChoice(code, word) for code, word in known.items()]
        return self
