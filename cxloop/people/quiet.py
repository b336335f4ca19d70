"""When somebody is not to be disturbed: "20:00–08:00" each day, on their own clock. Pure."""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo

CLOCK = r"([01]?[0-9]|2[0-4])(?:[:.]([0-5][0-9]))?"
BETWEEN = re.compile(rf"\s*{CLOCK}\s*(?:-|–|—|to|alle)\s*{CLOCK}\s*", re.IGNORECASE)
DAY = 24 * 60


def read_quiet(text: str) -> str | None:
    """One spelling of what was typed: "20-8" is "20:00–08:00"; None when it is no such span."""
    found = BETWEEN.fullmatch(text)
    if found is None:
        return None
    start, end = (int(found[at]) * 60 + int(found[at + 1] or 0) for at in (1, 3))
    if max(start, end) > DAY or start % DAY == end % DAY:
        return None
    return f"{_clock(start)}–{_clock(end)}"


def quiet_until(at: datetime, hours: str | None, zone: tzinfo) -> datetime | None:
    """The moment their quiet hours end, in UTC, when `at` lies within them; None outside, and without any."""
    found = BETWEEN.fullmatch(hours or "")
    if found is None:
        return None
    begins, ends = (time(int(found[place]) % 24, int(found[place + 1] or 0)) for place in (1, 3))
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        last = day if begins < ends else day + timedelta(days=1)
        start = datetime.combine(day, begins, zone).astimezone(UTC)
        end = datetime.combine(last, ends, zone).astimezone(UTC)
        if start <= at < end:
            return end
    return None


def _clock(minutes: int) -> str:
    minutes %= DAY
    return f"{minutes // 60:02}:{minutes % 60:02}"
