"""Moments, lengths and numbers as a person says them, in the reader's language and time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, get_timezone
from markupsafe import Markup, escape

from cxloop.language import words
from cxloop.web import current

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Reader:
    """Who reads: their language ("en", "it"), their zone, and the moment at which they look."""

    language: str
    zone: tzinfo
    at: datetime

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def clock(self, moment: datetime) -> str:
        """The time of day: "17:38"."""
        return format_time(self.local(moment), "HH:mm", locale=self.language)

    def day(self, day: date | datetime) -> str:
        """ "today", "yesterday", "tomorrow", "Thu 26 Nov", and with the year when it is another one."""
        wanted = self.local(day).date() if isinstance(day, datetime) else day
        today = self.local(self.at).date()
        say = words(self.language).gettext
        near = {-1: say("yesterday"), 0: say("today"), 1: say("tomorrow")}
        if (distance := (wanted - today).days) in near:
            return near[distance]
        pattern = "EEE d MMM" if wanted.year == today.year else "d MMM y"
        return format_date(wanted, pattern, locale=self.language)

    def long_day(self, day: date | datetime) -> str:
        """ "Tuesday 24 November"; with the year when it is another one."""
        wanted = self.local(day).date() if isinstance(day, datetime) else day
        pattern = "EEEE d MMMM" if wanted.year == self.local(self.at).year else "EEEE d MMMM y"
        return format_date(wanted, pattern, locale=self.language)

    def moment(self, moment: datetime) -> str:
        """ "today 11:02", "Thu 26 Nov, 17:38"."""
        distance = abs((self.local(moment).date() - self.local(self.at).date()).days)
        return f"{self.day(moment)}{'' if distance <= 1 else ','} {self.clock(moment)}"

    def lasting(self, length: timedelta) -> str:
        """ "40 min", "1 h 20", "2 d 3 h": two figures at most, rounded down."""
        say = words(self.language).gettext
        minutes = int(abs(length) / MINUTE)
        hours, rest = divmod(minutes, 60)
        days, over = divmod(hours, 24)
        if days:
            return (
                say("%(days)s d %(hours)s h") % {"days": days, "hours": over} if over else say("%s d") % days
            )
        if hours:
            return (
                say("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}
                if rest
                else say("%s h") % hours
            )
        return say("%(minutes)s min") % {"minutes": minutes}

    def time_left(self, due: datetime) -> str:
        """ "1 h 20 left", "40 min late"; less than a minute either way is "now"."""
        say = words(self.language).gettext
        left = due - self.at
        if abs(left) < MINUTE:
            return say("now")
        sentence = say("%(length)s left") if left > timedelta(0) else say("%(length)s late")
        return sentence % {"length": self.lasting(left)}

    def number(self, value: float) -> str:
        """A number with the separators of the language: "8,214", "8.214"."""
        return format_decimal(value, locale=self.language)


def upper_first(text: str) -> str:
    """The same words at the start of a sentence."""
    return text[:1].upper() + text[1:]


def readable(text: str) -> str:
    """The text without characters that HTML cannot carry: control characters and halves of a pair."""
    kept = "".join(character for character in text if character.isprintable() or character in "\n\t")
    return kept.encode("utf-8", "ignore").decode()


def timestamp(moment: datetime, shown: str) -> Markup:
    """A <time> element: `shown` to people, the moment to machines."""
    machine = moment.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(machine, escape(shown))


def reader() -> Reader:
    """The reader of the page being made now."""
    locale, zone = get_locale(), get_timezone()
    return Reader(locale.language if locale else "en", zone or ZoneInfo("UTC"), current.moment())


def _said(name: str, value: object) -> str:
    return "" if value is None else str(getattr(reader(), name)(value))


def register(app: Flask) -> None:
    """Give templates the filters: the methods of Reader by name, upper_first, readable and timestamp."""
    for name in ("moment", "day", "long_day", "clock", "lasting", "time_left", "number"):
        app.jinja_env.filters[name] = partial(_said, name)
    app.jinja_env.filters["upper_first"] = upper_first
    app.jinja_env.filters["timestamp"] = timestamp
    app.jinja_env.filters["readable"] = readable
