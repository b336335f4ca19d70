"""Working hours and own days of a calendar, as people type them."""

from dataclasses import dataclass
from typing import Any

from cxloop.calendars.written import OwnDay, Unreadable, read_day, read_hours, say_day, say_hours
from cxloop.language import marked as _
from cxloop.settings.fields import LONGEST_NAME, Field
from cxloop.settings.sentences import Refused, Sentence, in_each_language, sentence

MOST_DAYS = 1_000
REASONS = {
    "hours": _("“%(words)s” are no hours: “9–13, 14–18” is expected, or “closed”."),
    "overlap": _("These hours overlap: “%(words)s”."),
    "day": _("“%(words)s” begins with no day: “24/12” for every year, “24/12/2026” for one."),
}


@dataclass(frozen=True)
class Hours(Field):
    """Of one weekday: several intervals, or none."""

    def parse(self, given: Any) -> str | None:
        try:
            return say_hours(read_hours(str(given)[:LONGEST_NAME])) or None
        except Unreadable as wrong:
            raise _refusal(self, wrong) from None

    def say(self, value: Any) -> str | Sentence:
        return value or sentence(_("closed"))

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "examples": ["09:00–13:00, 14:00–18:00"]}


@dataclass(frozen=True)
class CallHours(Hours):
    """When customers may expect a call; nothing is said where nothing is given."""

    def say(self, value: Any) -> str | Sentence:
        return value or sentence(_("nothing"))


@dataclass(frozen=True)
class Days(Field):
    """A line a day: when, closed or which hours, and what it is called."""

    def read(self, given: Any) -> list[str]:
        lines = given.splitlines() if isinstance(given, str) else given or []
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise self.refusal(_("A list of days is expected."))
        found: dict[tuple[bool, Any], OwnDay] = {}
        for line in lines:
            if not line.strip():
                continue
            day = self._day(line)
            if day.place in found:
                raise self.refusal(_("“%(words)s”: this day is named twice."), words=line.strip())
            found[day.place] = day
        if len(found) > MOST_DAYS:
            raise self.refusal(_("That is too much: at most %(max)d."), max=MOST_DAYS)
        return [say_day(found[place]) for place in sorted(found)]

    def _day(self, line: str) -> OwnDay:
        try:
            return read_day(line.replace("\0", "")[: 2 * LONGEST_NAME])
        except Unreadable as wrong:
            raise _refusal(self, wrong) from None

    def say(self, value: Any) -> str | Sentence:
        if not value:
            return sentence(_("none"))
        return in_each_language("; ".join(self.typed(value, "en")), "; ".join(self.typed(value, "it")))

    def typed(self, value: Any, language: str) -> Any:
        return [say_day(read_day(line), language) for line in value or ()]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}, "examples": [["07/12 closed Sant'Ambrogio"]]}


def _refusal(field: Field, wrong: Unreadable) -> Refused:
    return field.refusal(REASONS[wrong.why], words=wrong.text.strip())
