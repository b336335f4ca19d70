from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cxloop.responses.inbound.backfill import USUAL_DAYS
from cxloop.responses.models import Survey
from cxloop.responses.platforms import PLATFORMS
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.scoring import SCALES
from cxloop.responses.surveys import NewSurvey, with_usual_thresholds
from cxloop.web.fields import NumberRange, likely_year
from cxloop.web.imports.words import metric_words, survey_words
from cxloop.web.sources.words import field_words

NEW, GUESSED = "new", ""
ON_A_SCALE = NumberRange(0, 10, _("A whole number from 0 to 10."))
SECRET_LENGTH = Length(max=500, message=_("Keep it under %(max)d characters."))
LONGEST_EXAMPLE = 40


class ConnectForm(FlaskForm):
    """Which platform, for which survey, and what it signs with."""

    platform = SelectField(
        _("Platform"), [InputRequired()],
        choices=[SelectChoice(key, platform.name) for key, platform in PLATFORMS.items()],
    )  # fmt: skip
    survey = SelectField(_("Survey"), [InputRequired()], choices=[])
    name = StringField(
        _("Name of the new survey"), [Length(max=120, message=_("Keep it under %(max)d characters."))]
    )
    metric = SelectField(_("What the score measures"), choices=[], default="nps")
    scale_min = IntegerField(_("Lowest score"), [Optional(), ON_A_SCALE])
    scale_max = IntegerField(_("Highest score"), [Optional(), ON_A_SCALE])

    def offer(self, surveys: Sequence[Survey]) -> None:
        """Put the surveys and metrics there are into the lists."""
        self.survey.choices = [SelectChoice(NEW, gettext("a new survey"))] + [
            SelectChoice(str(survey.id), f"{survey.name} ({survey_words(survey)})")
            for survey in surveys
            if survey.metric != "interview"
        ]
        self.metric.choices = [SelectChoice(metric, words) for metric, words in metric_words().items()]

    def new_survey(self) -> NewSurvey | None:
        """What was typed, on the metric's usual scale where none was; None: see the errors."""
        name, usual = (self.name.data or "").strip(), SCALES.get(self.metric.data)
        if not name:
            self.name.errors = [gettext("Give the new survey a name.")]
            return None
        if usual is None:
            return NewSurvey(name, self.metric.data, 0, 0)
        lowest = usual.lowest if self.scale_min.data is None else self.scale_min.data
        highest = usual.highest if self.scale_max.data is None else self.scale_max.data
        if lowest >= highest:
            self.scale_max.errors = [gettext("The highest score must be above the lowest.")]
            return None
        return with_usual_thresholds(name, self.metric.data, lowest, highest)


class SecretForm(FlaskForm):
    """What the platform signs with, as it says or as we make one."""

    signing_secret = StringField(_("Secret"), [SECRET_LENGTH], filters=[lambda text: (text or "").strip()])


class PullForm(FlaskForm):
    """From when on to pull, and what becomes of old answers. A bare button changes neither."""

    quiet = BooleanField(
        _("Old answers open no ticket (backfill)"),
        description=_(
            "Answers older than the days below are kept and counted, without a ticket and without an alert."
        ),
    )
    backfill_days = IntegerField(
        _("Days"), [Optional(), NumberRange(0, 3650, _("A number of days from 0 to 3,650."))]
    )
    since = DateField(_("From this day on"), [Optional(), likely_year])

    def show(self, days: int | None) -> "PullForm":
        """Fill in what holds now; `days` as a source keeps them."""
        self.quiet.data, self.backfill_days.data = days is not None, USUAL_DAYS if days is None else days
        return self

    @property
    def says_days(self) -> bool:
        return bool(self.backfill_days.raw_data)

    @property
    def days(self) -> int | None:
        """What was chosen; switched on without a number, the usual ones."""
        if not self.quiet.data:
            return None
        return USUAL_DAYS if self.backfill_days.data is None else int(self.backfill_days.data)


class FieldsForm(FlaskForm):
    """Which question of the platform holds which of our fields."""

    score = SelectField(choices=[], default=GUESSED)
    comment = SelectField(choices=[], default=GUESSED)
    email = SelectField(choices=[], default=GUESSED)
    name = SelectField(choices=[], default=GUESSED)
    company = SelectField(choices=[], default=GUESSED)
    values = StringField(
        _("Scores in words"), [Length(max=1000, message=_("Keep it under %(max)d characters."))],
        description=_("Where a score comes in words: Good=5; Bad=1; Offered= (nothing after the sign: no answer)."),
    )  # fmt: skip
    again = BooleanField(
        _("Then read again what waits in quarantine"),
        description=_("What was read before changes only where it now says something else."),
        default=True,
    )

    def offer(self, asked: Sequence[Asked], chosen: dict[str, object]) -> None:
        """Put the questions of the last call into each list, with what was answered; `chosen` as it is kept."""
        for name, label in field_words().items():
            field, kept = self[name], chosen.get(name)
            field.label.text = label
            known = {question.ref: _shown(question) for question in asked}
            if isinstance(kept, str) and kept not in known:
                known[kept] = kept
            field.choices = [SelectChoice(GUESSED, gettext("as guessed"))] + [
                SelectChoice(ref, words) for ref, words in known.items()
            ]
            if not self.is_submitted():
                field.data = kept if isinstance(kept, str) else GUESSED
        table = chosen.get("values")
        if not self.is_submitted() and isinstance(table, dict):
            self.values.data = "; ".join(
                f"{word}={'' if score is None else score}" for word, score in table.items()
            )

    def validate_values(self, field: StringField) -> None:
        if _table(field.data or "") is None:
            raise ValidationError(gettext("Write words and scores as Good=5; Bad=1."))

    def fields(self) -> dict[str, object]:
        chosen: dict[str, object] = {name: self[name].data for name in field_words() if self[name].data}
        return chosen | ({"values": table} if (table := _table(self.values.data or "")) else {})


def _table(text: str) -> dict[str, int | None] | None:
    """A table of values from "Good=5; Offered="; None for what is not one."""
    table: dict[str, int | None] = {}
    for one in filter(str.strip, text.replace("\n", ";").split(";")):
        word, found, score = (part.strip() for part in one.rpartition("="))
        if not found or not word or (score and not (score.isascii() and score.isdigit() and len(score) < 4)):
            return None
        table[word] = int(score) if score else None
    return table


def _shown(question: Asked) -> str:
    value = (question.value or "").strip()
    return (
        f"{question.shown}: {value[:LONGEST_EXAMPLE]}{'…' * (len(value) > LONGEST_EXAMPLE)}"
        if value
        else question.shown
    )
