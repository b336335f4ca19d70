from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cxloop.drivers.models import Driver
from cxloop.improvements.evidence import MOVES
from cxloop.improvements.models import Improvement
from cxloop.improvements.planning import measurable_from, picked_from, proposed
from cxloop.people.models import User
from cxloop.web.fields import NumberRange, likely_year
from cxloop.web.improvements.moves import effort_words, said

LONGEST_TEXT = 5000
LARGEST_ID = 2**53 - 1
DAY = timedelta(days=1)
TOO_LONG = _("Keep it under %(max)d characters.")
NUMBER_WANTED = _("Write the number of a ticket.")


def tidy(text: str | None) -> str | None:
    """Lines end as we store them, whatever the browser sends; PostgreSQL refuses NUL inside text."""
    return text.replace("\r\n", "\n").replace("\0", "") if text else text


def chosen(value: str | None) -> int | None:
    """What a select sends, as an id; an empty choice is None, nonsense raises ValueError."""
    number = int(value) if value not in (None, "") else None
    if number is not None and not 0 < number <= LARGEST_ID:
        raise ValueError("no such number")
    return number


def finite(number: Decimal | float | None) -> Decimal | float | None:
    """None for infinities and for what is not a number: a comparison with "sNaN" raises."""
    return None if isinstance(number, Decimal) and not number.is_finite() else number


def fall() -> DecimalField:
    return DecimalField(
        _("Expected fall per 100 answers"),
        [Optional(), NumberRange(0.01, 100, _("A number from 0.01 to 100."))],
        filters=[finite],
        places=None,
        description=_("How many tickets of this cause in every 100 answers should disappear."),
    )


class WhyForm(FlaskForm):
    """What every improvement says: what, why, about which cause, and what should happen."""

    title = StringField(
        _("What do we change?"),
        [InputRequired(_("Say what you would change, in a few words.")), Length(max=200, message=TOO_LONG)],
        filters=[tidy],
    )
    problem = TextAreaField(
        _("What goes wrong today?"),
        [
            InputRequired(_("Say what goes wrong for customers.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        filters=[tidy],
    )
    driver_id = SelectField(_("Root cause"), coerce=chosen, choices=[])
    hypothesis = TextAreaField(
        _("What do you expect?"),
        [Length(max=LONGEST_TEXT, message=TOO_LONG)],
        filters=[tidy],
        description=_("If we do this, then … Written down before, so that luck is not called success."),
    )
    expected_fall = fall()

    def offer_causes(self, drivers: Iterable[Driver], language: str) -> None:
        causes = [SelectChoice(str(driver.id), driver.path(language)) for driver in drivers]
        self.driver_id.choices = [SelectChoice("", gettext("not known yet")), *causes]

    def beliefs(self) -> dict[str, Any]:
        """The facts as `learn` takes them."""
        expected = self.expected_fall.data
        return {
            "title": (self.title.data or "").strip(),
            "problem": (self.problem.data or "").strip(),
            "driver_id": self.driver_id.data,
            "hypothesis": (self.hypothesis.data or "").strip() or None,
            "expected_fall": float(expected) if expected is not None else None,
        }


class NewForm(WhyForm):
    ticket = HiddenField()


class PlanForm(WhyForm):
    """Also its owner and its dates; the last day of the baseline is what people say, the record holds the day after."""

    owner_id = SelectField(_("Owner"), coerce=chosen, choices=[])
    sponsor_id = SelectField(
        _("Sponsor"),
        coerce=chosen,
        choices=[],
        description=_("Who stands for it, and is told what came of it."),
    )
    effort = SelectField(_("Effort"), coerce=lambda value: value or None, choices=[])
    segment = StringField(
        _("For whom"),
        [Length(max=200, message=TOO_LONG)],
        filters=[tidy],
        description=_("All customers, or which: a country, a product, a tier."),
    )
    baseline_from = DateField(_("Before: first day"), [Optional(), likely_year])
    baseline_last = DateField(_("Before: last day"), [Optional(), likely_year])
    live_on = DateField(_("Goes live on"), [Optional(), likely_year])
    washout_days = IntegerField(
        _("Days left out after that"),
        [InputRequired(_("Write 0 for none.")), NumberRange(0, 365, _("A number of days from 0 to 365."))],
        description=_("Until the change has reached everybody."),
    )
    measure_on = DateField(_("Measured on"), [Optional(), likely_year])
    seen_version = HiddenField()
    picked_from: date = date.max
    registered: tuple[date | None, date | None] = (None, None)

    @classmethod
    def of(cls, improvement: Improvement) -> "PlanForm":
        """The form as it stands now."""
        form = cls(formdata=None, obj=improvement)
        form.seen_version.data = str(improvement.version)
        form.baseline_last.data = improvement.baseline_to - DAY if improvement.baseline_to else None
        form.judge_by(improvement)
        if improvement.baseline_from is None and improvement.baseline_to is None:
            form.propose(improvement)
        return form

    def judge_by(self, improvement: Improvement) -> None:
        """Know when the problem was picked; a baseline written down before stays as it is."""
        self.picked_from = picked_from(improvement.raised_at.date())
        self.registered = (improvement.baseline_from, improvement.baseline_to)

    def propose(self, improvement: Improvement) -> None:
        """Dates that keep the rules, where nobody has written any down."""
        plan = proposed(improvement.raised_at.date(), improvement.live_on, improvement.washout_days or 0)
        self.baseline_from.data, self.baseline_last.data = plan.baseline_from, plan.baseline_to - DAY
        if improvement.measure_on is None:
            self.measure_on.data = plan.measure_on

    def offer_sponsors(self, people: Iterable[User], now: User | None) -> None:
        everybody = {person.id: person.name for person in ([now] if now else []) + list(people)}
        choices = [SelectChoice(str(id_), name) for id_, name in everybody.items()]
        self.sponsor_id.choices = [SelectChoice("", gettext("nobody yet")), *choices]
        self.effort.choices = [SelectChoice("", gettext("not known yet")), *effort_choices()]

    def offer_owners(self, people: Iterable[User], now: User | None) -> None:
        everybody = {person.id: person.name for person in ([now] if now else []) + list(people)}
        choices = [SelectChoice(str(id_), name) for id_, name in everybody.items()]
        self.owner_id.choices = [SelectChoice("", gettext("nobody yet")), *choices]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also what an empty field cannot say by itself: one end of the time before without the other."""
        is_valid = bool(super().validate(extra_validators))
        first, last = self.baseline_from, self.baseline_last
        if not first.errors and not last.errors and bool(first.data) != bool(last.data):
            last.errors = [gettext("The time before needs its first and its last day.")]
            return False
        return is_valid

    def validate_baseline_last(self, field: Field) -> None:
        if field.data and self.baseline_from.data and field.data < self.baseline_from.data:
            raise ValidationError(gettext("The last day cannot be before the first."))
        if field.data is None:
            return
        is_last_of_all = field.data == date.max
        if not is_last_of_all and (self.baseline_from.data, field.data + DAY) == self.registered:
            return
        if field.data >= self.picked_from:
            raise ValidationError(
                gettext(
                    "The problem was picked in the weeks from %(day)s on, when it was at its worst: end before that.",
                    day=format_date(self.picked_from),
                )
            )

    def validate_live_on(self, field: Field) -> None:
        if field.data and self.baseline_last.data and field.data <= self.baseline_last.data:
            raise ValidationError(gettext("The time before has to end before the change goes live."))

    def validate_measure_on(self, field: Field) -> None:
        live, washout = self.live_on, self.washout_days
        if not (field.data and live.data) or field.errors or live.errors or washout.errors:
            return
        if field.data <= live.data + timedelta(days=washout.data or 0):
            raise ValidationError(gettext("Measure after the days left out, or there is nothing to measure."))
        first, last = self.baseline_from, self.baseline_last
        if first.data and last.data and not (first.errors or last.errors):
            earliest = measurable_from(first.data, last.data + DAY, live.data, washout.data or 0)
            if field.data < earliest:
                raise ValidationError(
                    gettext(
                        "The time after is as long as the time before, and its last causes are known 30 days later:"
                        " measure on %(day)s or after.",
                        day=format_date(earliest),
                    )
                )

    def plan(self) -> dict[str, Any]:
        """The facts as `learn.change` takes them."""
        last = self.baseline_last.data
        return self.beliefs() | {
            "owner_id": self.owner_id.data,
            "sponsor_id": self.sponsor_id.data,
            "effort": self.effort.data,
            "segment": (self.segment.data or "").strip() or None,
            "baseline_from": self.baseline_from.data,
            "baseline_to": last + DAY if last else None,
            "live_on": self.live_on.data,
            "washout_days": self.washout_days.data,
            "measure_on": self.measure_on.data,
        }


def effort_choices() -> list[SelectChoice]:
    return [SelectChoice(name, word) for name, word in effort_words().items()]


class DecisionForm(FlaskForm):
    state = RadioField(_("What is decided?"), [InputRequired(_("Choose what is decided."))], choices=[])
    reason = TextAreaField(
        _("Because"),
        [
            InputRequired(_("Say why, in a sentence: those who raised it will read it.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        filters=[tidy],
    )
    went_live_on = DateField(_("Live since"), [Optional(), likely_year])
    seen_version = HiddenField()

    def offer(self, improvement: Improvement) -> None:
        self.state.choices = [
            SelectChoice(move, said(improvement.state, move)) for move in MOVES[improvement.state]
        ]


class EvidenceForm(FlaskForm):
    ticket = IntegerField(
        _("Ticket number"),
        [InputRequired(NUMBER_WANTED), NumberRange(1, LARGEST_ID, NUMBER_WANTED)],
    )


def version_of(field: Field) -> int:
    """The version a page was made from; nonsense is no version."""
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
