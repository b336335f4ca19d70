from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField
from wtforms.validators import InputRequired, ValidationError

from cxloop.reports.period import Period, usual_period

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class PeriodForm(FlaskForm):
    """From a first to a last day, both counted; comes in the address, so a link shows the same page."""

    class Meta:
        csrf = False

    first = DateField(
        _l("From"), name="from", validators=[InputRequired(_l("Write the first day, as in 2026-03-01."))]
    )
    last = DateField(
        _l("To"), name="last", validators=[InputRequired(_l("Write the last day, as in 2026-05-31."))]
    )

    def validate_first(self, field: DateField) -> None:
        _within(field.data)

    def validate_last(self, field: DateField) -> None:
        _within(field.data)
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_l("The last day is before the first."))

    @property
    def period(self) -> Period:
        """The days asked for, once the form is valid."""
        assert self.first.data is not None  # noqa: S101 - validated
        assert self.last.data is not None  # noqa: S101 - validated
        return Period(self.first.data, self.last.data + timedelta(days=1))


def asked_period(
    arguments: MultiDict[str, str], as_of: datetime, zone: tzinfo
) -> tuple[PeriodForm, Period, bool]:
    """The form, the period to show and whether what was asked for could be read; the usual one when not."""
    usual = usual_period(as_of, zone)
    if not (arguments.get("from") or arguments.get("last")):
        return (
            PeriodForm(MultiDict({"from": usual.start.isoformat(), "last": usual.last.isoformat()})),
            usual,
            True,
        )
    form = PeriodForm(MultiDict(arguments))
    return (form, form.period, True) if form.validate() else (form, usual, False)


def presets(as_of: datetime, zone: tzinfo) -> list[tuple[str, dict[str, Any]]]:
    """Named periods, with what the address of each says; the usual one says nothing."""
    today = as_of.astimezone(zone).date()
    named = [
        (_l("30 days"), today - timedelta(days=29)),
        (_l("12 months"), today - timedelta(days=364)),
        (_l("This year"), today.replace(month=1, day=1)),
    ]
    chosen: list[tuple[str, dict[str, Any]]] = [(_l("13 weeks, until 30 days ago"), {})]
    return chosen + [(name, {"from": start.isoformat(), "last": today.isoformat()}) for name, start in named]


def _within(day: date | None) -> None:
    if day and not EARLIEST <= day < LATEST:
        raise ValidationError(_l("Choose a day from 2000 to 2099."))
