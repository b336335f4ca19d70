"""Calendars: when a team is at work, in which its promises are counted."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from cxloop.calendars import ical, queries
from cxloop.calendars.models import Calendar, CalendarDay, CalendarHours
from cxloop.calendars.working_time import WorkingTime
from cxloop.calendars.written import Minutes, OwnDay, read_day, read_hours, say_day, say_hours
from cxloop.config import settings
from cxloop.language import marked as _
from cxloop.people.models import Team
from cxloop.settings import waiting
from cxloop.settings.consequences import Consequence
from cxloop.settings.days import Days, Hours
from cxloop.settings.fields import Field, Flag, Whole, Words, Zone
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.parts.calendar_past import counted_in
from cxloop.settings.places import Country, Region
from cxloop.settings.sentences import Refused, Sentence, counted, in_each_language, sentence
from cxloop.settings.zone import company_zone
from cxloop.tickets.policies import standing_policy

WEEK = {
    "monday": _("Monday"), "tuesday": _("Tuesday"), "wednesday": _("Wednesday"), "thursday": _("Thursday"),
    "friday": _("Friday"), "saturday": _("Saturday"), "sunday": _("Sunday"),
}  # fmt: skip
USUAL_HOURS = "09:00–13:00, 14:00–18:00"
REGION = Region(
    "region",
    _("Region"),
    _("Its own holidays too, such as the patron saint of an Italian province."),
    of="country",
)
OF_TIME = ("time_zone", "country", "region", *WEEK, "days")


class CalendarPart(Part):
    name: ClassVar[str] = "calendars"
    title: ClassVar[str] = _("Calendars")
    purpose: ClassVar[str] = _(
        "When a team is at work. Promises are counted in this time, lunch and holidays left out."
    )
    one: ClassVar[str] = _("a calendar")
    file_kind: ClassVar[str] = ".ics"
    fields: ClassVar[tuple[Field, ...]] = (
        Words("name", _("Name"), required=True),
        Zone("time_zone", _("Time zone"), _("The clock on the team's wall."), required=True),
        *(Hours(name, label, _("Such as 9–13, 14–18. Empty: closed.")) for name, label in WEEK.items()),
        Country("country", _("Public holidays of")),
        REGION,
        Days(
            "days", _("Own days"),
            _(
                "A line each: the day, closed or its hours, its name. “24/12 9–13 Christmas Eve” is every year, "
                "“15/08/2026 closed” only that one."
            ),
        ),
        Whole("position", _("Place"), _("The first one is the company's. Empty: the last."), highest=10_000),
        Flag("retired", _("Put away"), _("No team is given it any more; tickets keep the promises it made.")),
    )  # fmt: skip

    def items(self, session: Session) -> Sequence[Item]:
        return [
            Item(
                one.key, one.name, in_each_language(one.time_zone, one.time_zone), one.retired_at is not None
            )
            for one in queries.newest(session)
        ]

    def blank(self, session: Session) -> Values:
        usual = {name: value for name, value in super().blank(session).items() if name != "position"}
        zone = company_zone(session, settings()).key
        country = "IT" if zone == "Europe/Rome" else None
        return usual | dict.fromkeys(list(WEEK)[:5], USUAL_HOURS) | {"time_zone": zone, "country": country}

    def read(self, session: Session, key: str) -> Values | None:
        calendar = queries.of_key(session, key)
        if calendar is None:
            return None
        week = {
            name: say_hours(
                tuple(sorted((one.opens_at, one.closes_at) for one in calendar.hours if one.weekday == day))
            )
            for day, name in enumerate(WEEK)
        }
        return {
            "name": calendar.name, "time_zone": calendar.time_zone,
            **{name: hours or None for name, hours in week.items()},
            "country": calendar.country or None, "region": calendar.subdivision or None,
            "days": [say_day(day) for day in _own_days(calendar)],
            "position": calendar.position, "retired": calendar.retired_at is not None,
        }  # fmt: skip

    def checked(self, session: Session, key: str, given: Values, before: Values | None) -> Values:
        kept = super().checked(session, key, given, before)
        if kept["region"]:
            kept["region"] = REGION.code_in(kept["country"], kept["region"])
        if kept["position"] is None:
            last = session.scalar(select(func.max(Calendar.position)))
            kept["position"] = 0 if last is None else last + 1
        every_year = (day for day in map(read_day, kept["days"]) if day.every_year)
        if not any(kept[name] for name in WEEK) and not any(day.hours for day in every_year):
            raise Refused(
                {"monday": sentence(_("It has no working minute: no promise could ever fall due."))}
            )
        return kept

    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        """A new row: tickets keep the one they were promised by, teams are pointed to this one."""
        old = queries.of_key(session, key)
        made = Calendar(
            key=key, version=old.version + 1 if old else 1, name=values["name"], time_zone=values["time_zone"],
            country=values["country"] or "", subdivision=values["region"] or "", position=values["position"],
            retired_at=at if values["retired"] else None,
        )  # fmt: skip
        made.hours = [
            CalendarHours(weekday=day, opens_at=opens, closes_at=closes)
            for day, name in enumerate(WEEK)
            for opens, closes in read_hours(values[name] or "")
        ]
        made.days = [
            CalendarDay(on=day.on, every_year=day.every_year, name=day.name, opens_at=opens, closes_at=closes)
            for day in map(read_day, values["days"])
            for opens, closes in day.hours or ((None, None),)
        ]
        session.add(made)
        session.flush()
        if old:
            old.retired_at = old.retired_at or at
            session.execute(update(Team).where(Team.calendar_id == old.id).values(calendar_id=made.id))
            session.flush()

    def refuse(
        self, session: Session, key: str, wanted: Values, before: Values | None
    ) -> dict[str, Sentence]:
        others = [one for one in queries.newest(session) if one.key != key and one.retired_at is None]
        reasons: dict[str, Sentence] = {}
        if not wanted["retired"] and any(one.name.casefold() == wanted["name"].casefold() for one in others):
            reasons["name"] = sentence(_("There is a calendar of this name already."))
        if wanted["retired"] and before and not before["retired"]:
            if count := session.scalar(_teams_in(key)):
                reasons["retired"] = counted(
                    "%(num)s team works in it. Give it another calendar first.",
                    "%(num)s teams work in it. Give them another calendar first.", count,
                )  # fmt: skip
            elif said := waiting.refusal(session, self.name, key):
                reasons["retired"] = said
            elif _promised_by(session) == key:
                reasons["retired"] = sentence(
                    _("The promises are counted in it. Give them another calendar first.")
                )
            elif not others:
                reasons["retired"] = sentence(_("It is the only calendar: promises need one."))
        return reasons

    def consequence(
        self, session: Session, key: str, wanted: Values, before: Values | None, days: int, at: datetime
    ) -> Consequence:
        if before is None:
            return Consequence(
                sentence(_("A new calendar has no past: a team works in it once it is given to one."))
            )
        if all(wanted[name] == before[name] for name in OF_TIME):
            return super().consequence(session, key, wanted, before, days, at)
        return counted_in(session, key, working_time(before), working_time(wanted), days, at)

    def from_file(self, values: Values, content: bytes) -> Values:
        """Its whole days, closed, beside the own days that are there; a day that is there already stays as it is."""
        try:
            found = ical.closed_days(content)
        except ical.NoCalendarFile:
            reason = _("No whole day could be read in this file: an iCalendar file (.ics) is expected.")
            raise Refused({"days": sentence(reason)}) from None
        there = {day.place: day for day in map(read_day, values["days"])}
        days = {day.place: day for day in found} | there
        return values | {"days": [say_day(days[place]) for place in sorted(days)]}


def working_time(values: Values) -> WorkingTime:
    """The working time these values describe."""
    week = tuple(
        (weekday, minutes)
        for weekday, name in enumerate(WEEK)
        for minutes in read_hours(values.get(name) or "")
    )
    days = tuple(
        (day.on, day.every_year, minutes)
        for day in map(read_day, values["days"])
        for minutes in day.hours or (None,)
    )
    return queries.working_time(
        values["time_zone"], values.get("country") or "", values.get("region") or "", week, days
    )


def _own_days(calendar: Calendar) -> list[OwnDay]:
    rows: dict[tuple[bool, date], list[CalendarDay]] = {}
    for row in calendar.days:
        rows.setdefault((not row.every_year, row.on), []).append(row)
    return [
        OwnDay(on, not only_then, _hours(rows[only_then, on]), rows[only_then, on][0].name)
        for only_then, on in sorted(rows)
    ]


def _hours(rows: Iterable[CalendarDay]) -> tuple[Minutes, ...]:
    return tuple(
        sorted(
            (row.opens_at, row.closes_at)
            for row in rows
            if row.opens_at is not None and row.closes_at is not None
        )
    )


def _promised_by(session: Session) -> str | None:
    policy = standing_policy(session)
    return policy.calendar_key if policy else None


def _teams_in(key: str) -> Select[Any]:
    return (
        select(func.count(Team.id))
        .join(Calendar, Calendar.id == Team.calendar_id)
        .where(Calendar.key == key, Team.retired_at.is_(None))
    )
