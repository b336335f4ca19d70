"""When customers answer: more on weekdays, in the late morning and after supper, less in August. Pure."""

from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
DAYS = 400
WEEKDAYS = (1.1, 1.25, 1.2, 1.1, 1.0, 0.75, 0.6)
HOURS = (1, 0.5, 0.2, 0.2, 0.3, 1, 3, 6, 10, 13, 14, 12, 9, 8, 9, 9, 8, 8, 9, 11, 12, 10, 6, 3)
AUGUST = 0.7
WAVE_DAYS, WAVE = 9, 11.0
"""The yearly wave of the relationship survey has just ended: more answers in the last days."""
SUMMED_HOURS = list(accumulate(HOURS))


def midnight(day: date) -> datetime:
    """The start of the day in Rome, in UTC."""
    return datetime.combine(day, time.min, ROME).astimezone(UTC)


def moments(on: date, answers: int, chance: Random) -> Iterator[datetime]:
    """Exactly `answers` moments in the 400 days before `on`, in order."""
    days = [on - timedelta(days=back) for back in range(DAYS, 0, -1)]
    summed = list(accumulate(_weight(day, on) for day in days))
    for day, upto, before in zip(days, summed, [0.0, *summed], strict=False):
        count = _share(upto, summed[-1], answers) - _share(before, summed[-1], answers)
        start = midnight(day)
        seconds = sorted(_second(chance) for _ in range(count))
        for second in seconds:
            yield start + timedelta(seconds=second)


def _weight(day: date, on: date) -> float:
    weight = WEEKDAYS[day.weekday()] * (AUGUST if day.month == 8 else 1)
    return weight * (WAVE if (on - day).days <= WAVE_DAYS else 1)


def _share(part: float, whole: float, answers: int) -> int:
    return round(part / whole * answers)


def _second(chance: Random) -> int:
    hour = bisect(SUMMED_HOURS, chance.random() * SUMMED_HOURS[-1])
    return min(hour, 22) * 3600 + int(chance.random() * 3600)  # a day of 23 hours has no more
