"""What comes in with a request, fit for a database: no text holds NUL, which PostgreSQL refuses; years are likely."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from wtforms import Field, validators
from wtforms.validators import ValidationError

FILE = "file"
LARGEST_ID = 2**62
TOO_LONG = _l("Keep it under %(max)d characters.")
YEARS = (date(2000, 1, 1), date(2100, 1, 1))


class Storable(ImmutableMultiDict[str, Any]):
    """Fields of a form or an address, their texts without NUL."""

    def __init__(self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(name, _storable(value)) for name, value in iter_multi_items(mapping or ())])


class Request(flask.Request):
    """A file is one only under the name of FILE; sent as any other field it would stand there instead of a text."""

    parameter_storage_class = Storable

    def _load_form_data(self) -> None:
        super()._load_form_data()
        sent = list(iter_multi_items(self.__dict__["files"]))
        self.__dict__["files"] = ImmutableMultiDict(one for one in sent if one[0] == FILE)
        for name, file in sent:
            if name != FILE:
                file.close()


class NumberRange(validators.NumberRange):
    """As WTForms has it; a number of hundreds of digits, which no float holds, is outside like any other."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        try:
            super().__call__(form, field)
        except OverflowError:
            raise ValidationError(self.message) from None


def whole_number(value: str | None) -> int | None:
    """What a select sends, as an id; an empty choice is None, nonsense raises ValueError."""
    number = int(value) if value not in (None, "", "0") else None
    if number is not None and not 0 < number < LARGEST_ID:
        raise ValueError("no such number")
    return number


def clean(text: str | None) -> str | None:
    """Without NUL and half characters, which a database refuses."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode() if text else text


def likely_year(_form: FlaskForm, field: Field) -> None:
    """A validator of dates: at both ends of the calendar, a change of zone would leave it."""
    if field.data and not YEARS[0] <= field.data < YEARS[1]:
        raise ValidationError(_("Write a year between 2000 and 2099."))


def _storable(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
