"""When a scheduled report is due: weekly or monthly, at an hour of its reader's clock. Pure."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

LATEST_DAY = {"week": 7, "month": 28}
"""Every month has a 28th."""


def next_time(every: str, day: int, hour: int, zone: tzinfo, after: datetime) -> datetime:
    """The first such moment after `after`, in UTC; an hour that a clock skips is the one after it.

    Args:
        day: 1 Monday to 7 Sunday, or of a month 1 to 28.
    """
    today = after.astimezone(zone).date()
    for wanted in (_on(every, day, today, step) for step in range(3)):
        moment = datetime.combine(wanted, time(hour), zone).astimezone(UTC)
        if moment > after:
            return moment
    raise AssertionError("of three in a row one is ahead")


def _on(every: str, day: int, today: date, step: int) -> date:
    if every == "week":
        return today - timedelta(days=today.isoweekday() - day) + timedelta(weeks=step)
    months = today.year * 12 + today.month - 1 + step
    return date(months // 12, months % 12 + 1, day)
