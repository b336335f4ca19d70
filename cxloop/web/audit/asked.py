"""Which lines of the audit log an address asks for."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField
from wtforms.validators import Optional, ValidationError

from cxloop.audit_log.kinds import KINDS
from cxloop.audit_log.queries import Place, Wanted
from cxloop.web.days import moment_on
from cxloop.web.fields import likely_year

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
PLACE = re.compile(r"(\d{1,16})-(\d{1,18})-(\d{1,9})", re.ASCII)


class DaysForm(FlaskForm):
    """From a first to a last day of the reader's, both counted; each may be left out."""

    class Meta:
        csrf = False

    first = DateField(_l("From"), name="from", validators=[Optional(), likely_year])
    last = DateField(_l("To"), name="last", validators=[Optional(), likely_year])

    def validate_last(self, field: DateField) -> None:
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_l("The last day is before the first."))


@dataclass(frozen=True)
class Asked:
    """What an address asks for; what it says of kind or person that nobody knows is passed over."""

    kind: str | None
    person_id: int | None
    first: date | None
    last: date | None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.person_id or self.first or self.last)

    @property
    def wanted(self) -> Wanted:
        end = moment_on(self.last + timedelta(days=1)) if self.last else None
        return Wanted(self.kind, self.person_id, moment_on(self.first) if self.first else None, end)

    def address(self, **more: Any) -> dict[str, Any]:
        """The same question as arguments of an address."""
        days = {"from": self.first, "last": self.last}
        said = {"kind": self.kind, "person": self.person_id, **days, **more}
        return {name: str(value) for name, value in said.items() if value is not None}


def asked(arguments: MultiDict[str, str]) -> tuple[DaysForm, Asked | None]:
    """The form of days, and what is asked for; None when its days cannot be read."""
    form = DaysForm(arguments)
    if not form.validate():
        return form, None
    kind, person = arguments.get("kind"), arguments.get("person", "")
    is_number = person.isascii() and person.isdecimal() and len(person) < 16
    return form, Asked(
        kind if kind in KINDS else None, int(person) if is_number else None, form.first.data, form.last.data
    )


def written(place: Place) -> str:
    at, book, number = place
    return f"{(at - EPOCH) // MICROSECOND}-{book}-{number}"


def read(text: str | None) -> Place | None:
    """The place of a line as `written` says it; None when it says none."""
    fits = PLACE.fullmatch(text or "")
    if fits is None:
        return None
    since, book, number = map(int, fits.groups())
    return EPOCH + since * MICROSECOND, book, number
