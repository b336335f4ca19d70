"""What comes in with a request, fit for a database: no text holds NUL, which PostgreSQL refuses; years are likely."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import IO, Any

import flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property
from wtforms import Field, validators
from wtforms.validators import ValidationError

FILE = "file"
LARGEST_ID = 2**62
TOO_LONG = _l("Keep it under %(max)d characters.")
MOST_FIELDS = 5_000
"""Choosing what each of a thousand columns means takes a few fields a column."""
YEARS = (date(2000, 1, 1), date(2100, 1, 1))


class Storable(ImmutableMultiDict[str, Any]):
    """Fields of a form or an address, their texts without NUL."""

    def __init__(self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(name, _storable(value)) for name, value in iter_multi_items(mapping or ())])


class FewFields(FormDataParser):
    """Refuses a form or an address of more fields than any page of ours has, before it takes them apart."""

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: Any
    ) -> Any:
        most = self.max_form_memory_size
        body = stream.read() if most is None else stream.read(most + 1)
        if body.count(b"&") >= MOST_FIELDS or (most is not None and len(body) > most):
            raise RequestEntityTooLarge
        return super()._parse_urlencoded(BytesIO(body), mimetype, len(body), options)


class Request(flask.Request):
    """A file is one only under the name of FILE; sent as any other field it would stand there instead of a text."""

    parameter_storage_class = Storable
    form_data_parser_class = FewFields

    @cached_property
    def args(self) -> Any:
        if self.query_string.count(b"&") >= MOST_FIELDS:
            raise BadRequest
        return super().args

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
    day = field.data.date() if isinstance(field.data, datetime) else field.data
    if day and not YEARS[0] <= day < YEARS[1]:
        raise ValidationError(_("Write a year between 2000 and 2099."))


def _storable(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
