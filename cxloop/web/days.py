"""The reader's days as moments, in UTC."""

from datetime import UTC, date, datetime, time

from flask_babel import get_timezone

NOON = time(12)


def moment_on(day: date, clock: time = time()) -> datetime:
    """When it is so late on the reader's day; its beginning unless said otherwise."""
    return datetime.combine(day, clock, get_timezone()).astimezone(UTC)


def in_utc(local: datetime) -> datetime:
    """The moment of a clock on the reader's wall."""
    return local.replace(tzinfo=get_timezone()).astimezone(UTC)


def midnight(at: datetime) -> datetime:
    """The beginning of the reader's day at a moment."""
    return moment_on(at.astimezone(get_timezone()).date())
