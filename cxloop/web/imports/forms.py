from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from cxloop.responses.models import Survey
from cxloop.responses.scoring import SCALES
from cxloop.responses.surveys import NewSurvey, with_usual_thresholds
from cxloop.web.fields import NumberRange
from cxloop.web.imports.words import metric_words, survey_words

NEW = "new"
ON_A_SCALE = NumberRange(0, 10, _("A whole number from 0 to 10."))


class UploadForm(FlaskForm):
    file = FileField(_("The export, as CSV or XLSX"))


class ReadingForm(FlaskForm):
    """For which survey, on which scale, and how far back tickets open; the columns are read by `columns`."""

    survey = SelectField(_("Survey"), choices=[])
    name = StringField(
        _("Name of the new survey"), [Length(max=120, message=_("Keep it under %(max)d characters."))]
    )
    metric = SelectField(_("What the score measures"), choices=[])
    scale_min = IntegerField(_("Lowest score"), [Optional(), ON_A_SCALE])
    scale_max = IntegerField(_("Highest score"), [Optional(), ON_A_SCALE])
    report_low = IntegerField(_("Low in reports, at or below"), [Optional(), ON_A_SCALE])
    ticket_low = IntegerField(_("Opens a ticket, at or below"), [Optional(), ON_A_SCALE])
    urgent_low = IntegerField(_("Urgent, at or below"), [Optional(), ON_A_SCALE])
    date_order = RadioField(
        _("Dates begin with"),
        [Optional()],
        choices=[SelectChoice("day", _("the day")), SelectChoice("month", _("the month"))],
    )
    sure = BooleanField(
        _("The scale below is right"),
        description=_("Rows whose value is not on it are set aside."),
    )
    quiet = BooleanField(
        _("These are old answers (backfill)"),
        description=_("No alert is sent, and answers older than the days below open no ticket."),
    )
    backfill_days = IntegerField(
        _("Days"), [Optional(), NumberRange(0, 3650, _("A number of days from 0 to 3,650."))], default=30
    )

    def offer(self, surveys: list[Survey]) -> None:
        """Put the surveys and metrics there are into the lists."""
        self.survey.choices = [SelectChoice(NEW, _("a new survey"))] + [
            SelectChoice(str(survey.id), f"{survey.name} ({survey_words(survey)})")
            for survey in surveys
            if survey.metric != "interview"
        ]
        self.metric.choices = [SelectChoice(metric, words) for metric, words in metric_words().items()]

    def look_at(self, survey: Survey | None) -> None:
        """A second look is at the survey whose answers are there."""
        if survey is not None:
            self.survey.data, self.metric.data = str(survey.id), survey.metric

    def suggest(self, new: NewSurvey) -> None:
        """Fill in what was guessed."""
        for name in ("name", "metric", "scale_min", "scale_max", "report_low", "ticket_low", "urgent_low"):
            self[name].data = getattr(new, name)

    def new_survey(self, guessed: NewSurvey) -> NewSurvey | None:
        """What was typed; thresholds left as guessed for another metric become that metric's own. None: see errors."""
        usual = SCALES.get(self.metric.data)
        if usual is None:
            return NewSurvey(self._title(guessed), self.metric.data, 0, 0)
        lowest, highest = self.scale_min.data, self.scale_max.data
        scale_is_as_guessed = (lowest, highest) == (guessed.scale_min, guessed.scale_max)
        if lowest is None or highest is None or (scale_is_as_guessed and self.metric.data != guessed.metric):
            lowest, highest = usual.lowest, usual.highest
        if lowest >= highest:
            self.scale_max.errors = [_("The highest score must be above the lowest.")]
            return None
        typed = (self.report_low.data, self.ticket_low.data, self.urgent_low.data)
        untouched = typed == (guessed.report_low, guessed.ticket_low, guessed.urgent_low)
        rescaled = (self.metric.data, lowest, highest) != (
            guessed.metric,
            guessed.scale_min,
            guessed.scale_max,
        )
        if untouched and rescaled:
            return with_usual_thresholds(self._title(guessed), self.metric.data, lowest, highest)
        return NewSurvey(self._title(guessed), self.metric.data, lowest, highest, *typed)

    def _title(self, guessed: NewSurvey) -> str:
        return (self.name.data or "").strip() or guessed.name


def values(sent: Any, shown: Sequence[tuple[str, int]]) -> dict[str, int | None]:
    """Text → score from the selects value-0, value-1, …; None is no answer, what stands as it is is left out."""
    chosen = {text: sent.get(f"value-{position}") or "" for position, (text, _count) in enumerate(shown)}
    return {
        text: None if score == "none" else int(score)
        for text, score in chosen.items()
        if score == "none" or (score.isascii() and score.isdigit() and len(score) < 3)
    }


def columns(sent: Any, names: tuple[str, ...]) -> dict[str, str]:
    """Column name → field, from the selects column-0, column-1, …; what was not sent is left out."""
    chosen = {name: sent.get(f"column-{position}") for position, name in enumerate(names)}
    return {name: field for name, field in chosen.items() if field}
