"""Moments, lengths and numbers as a person says them, in the reader's language and time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, get_timezone
from markupsafe import Markup, escape

from cxloop.language import words
from cxloop.reports.lengths import HOUR, MINUTE, in_hours, lasting, tight
from cxloop.reports.rounding import rounded
from cxloop.reports.saying import Say
from cxloop.tickets import rule_names
from cxloop.web import current

WHOLE_HOURS_FROM = 10
"""So many working hours are told without minutes."""


@dataclass(frozen=True)
class Reader:
    """Who reads: their language ("en", "it"), their zone, and the moment at which they look."""

    language: str
    zone: tzinfo
    at: datetime

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def clock(self, moment: datetime, calendars_zone: str = "") -> str:
        """The time of day: "17:38"; "16:38 UTC" where the clock of the calendar it belongs to says something else."""
        said = format_time(self.local(moment), "HH:mm", locale=self.language)
        if not calendars_zone or self._is_same_there(moment, calendars_zone):
            return said
        return tight(f"{said} {self.zone_name(moment)}")

    def _is_same_there(self, moment: datetime, zone: str) -> bool:
        return self.local(moment).utcoffset() == moment.astimezone(ZoneInfo(zone)).utcoffset()

    def day(self, day: date | datetime) -> str:
        """ "today", "yesterday", "tomorrow", "Thu 26 Nov", and with the year when it is another one."""
        wanted = self.local(day).date() if isinstance(day, datetime) else day
        today = self.local(self.at).date()
        say = words(self.language).gettext
        near = {-1: say("yesterday"), 0: say("today"), 1: say("tomorrow")}
        if (distance := (wanted - today).days) in near:
            return near[distance]
        pattern = "EEE d MMM" if wanted.year == today.year else "d MMM y"
        return tight(format_date(wanted, pattern, locale=self.language))

    def long_day(self, day: date | datetime) -> str:
        """ "Tuesday 24 November"; with the year when it is another one."""
        wanted = self.local(day).date() if isinstance(day, datetime) else day
        pattern = "EEEE d MMMM" if wanted.year == self.local(self.at).year else "EEEE d MMMM y"
        return tight(format_date(wanted, pattern, locale=self.language))

    def moment(self, moment: datetime, calendars_zone: str = "") -> str:
        """ "today 11:02", "Thu 26 Nov, 17:38"; the zone as of `clock`."""
        distance = abs((self.local(moment).date() - self.local(self.at).date()).days)
        day, clock = self.day(moment), self.clock(moment, calendars_zone)
        return tight(f"{day} {clock}") if distance <= 1 else f"{day}, {clock}"

    def zone_name(self, moment: datetime) -> str:
        """ "CET", "UTC", "+03:30" where the zone has no letters."""
        local = self.local(moment)
        named = local.tzname() or ""
        return named if named.isalpha() else local.isoformat()[-6:]

    def lasting(self, length: timedelta) -> str:
        """On the wall: "40 min", "1 h 20", "2 d 3 h": two figures at most, rounded down."""
        return lasting(length, self.language)

    def hours(self, length: timedelta) -> str:
        """Without days, as working time is counted: "40 min", "1 h 20", "40 h"; rounded down."""
        return in_hours(length, self.language)

    def working_left(self, left: timedelta, allowed: timedelta) -> str:
        """ "28 of 40 working hours left", "1 h 20 of 8 working hours left"."""
        return words(self.language).gettext("%(left)s of %(allowed)s working hours left") % self._working(
            left, allowed
        )

    def working_used(self, used: timedelta, allowed: timedelta) -> str:
        """ "12 of 40 working hours used"."""
        return words(self.language).gettext("%(left)s of %(allowed)s working hours used") % self._working(
            used, allowed
        )

    def _working(self, some: timedelta, allowed: timedelta) -> dict[str, str]:
        whole = some >= WHOLE_HOURS_FROM * HOUR or some % HOUR < MINUTE <= some
        of = self.number(allowed // HOUR) if allowed % HOUR < MINUTE else self.hours(allowed)
        return {"left": self.number(some // HOUR) if whole else self.hours(some), "allowed": of}

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
        return format_decimal(rounded(value, 3), locale=self.language)


def mailto(address: str) -> str:
    """The address of a mailto: link; its @ stays (RFC 6068)."""
    return quote(address, safe="@")


def tel(phone: str) -> str:
    """A tel: link to a number, however it is spaced (RFC 3966)."""
    return "tel:" + "".join(mark for mark in phone if mark in "+0123456789")


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


def say() -> Say:
    """Figures for the reader of the page being made now."""
    here = reader()
    return Say(here.language, here.zone)


def _said(name: str, value: object, *more: object) -> str:
    return "" if value is None else str(getattr(reader(), name)(value, *more))


def register(app: Flask) -> None:
    """Give templates the filters: the methods of Reader by name, and the functions above."""
    for name in (
        "moment", "day", "long_day", "clock", "lasting", "time_left", "number", "working_left",
        "working_used", "hours",
    ):  # fmt: skip
        app.jinja_env.filters[name] = partial(_said, name)
    app.jinja_env.filters["rule_name"] = lambda name: rule_names.said(name, reader().language)
    app.jinja_env.filters["tight"] = tight
    app.jinja_env.filters["from_iso"] = datetime.fromisoformat
    app.jinja_env.filters["mailto"] = mailto
    app.jinja_env.filters["tel"] = tel
    app.jinja_env.filters["upper_first"] = upper_first
    app.jinja_env.filters["timestamp"] = timestamp
    app.jinja_env.filters["readable"] = readable
