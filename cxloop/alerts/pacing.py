"""How long to wait between tries and between messages, and when many alerts become one digest."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LEASE = timedelta(seconds=60)
BETWEEN_MESSAGES = timedelta(seconds=1)
FIRST_WAIT, LONGEST_WAIT = 5.0, 15 * 60.0
GIVE_UP_AFTER = timedelta(hours=24)
MOST_CRASHES = 5
AFTER_OUR_OWN_FAULT = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 15))
"""Waits after our own code failed: an installation broken for half an hour must not cost an alert its five tries."""
LATE_AFTER = timedelta(minutes=5)
LONGEST_QUIET = timedelta(hours=25)
"""A day in which the clock goes back."""
STORM_WINDOW, STORM_AFTER = timedelta(minutes=10), 20
BETWEEN_LETTERS = timedelta(minutes=2)
"""Between two digests by mail: a letter cannot grow, and after five minutes an alert counts as late."""
MOST_ALONE = 60
"""Pressing alerts that are told one by one in a storm: as many as a minute takes."""
WAIT_UNTOLD, LONGEST_PENALTY = 30.0, 24 * 3600.0


def backoff(attempt: int, chance: float | None = None) -> timedelta:
    """The wait after the `attempt`-th try (from 1): doubling from 5 s to 15 min, less up to a fifth.

    `chance` in [0, 1) says how much less, so that workers that failed together do not come back together.
    """
    if chance is None:
        chance = random.random()
    wait = min(FIRST_WAIT * 2 ** min(attempt - 1, 20), LONGEST_WAIT)
    return timedelta(seconds=max(FIRST_WAIT, wait * (1 - chance / 5)))


def retry_after(header: str | None, at: datetime) -> float:
    """Seconds to wait by a Retry-After header: a number, an HTTP date, or 30 s when there is none to read."""
    text = (header or "").strip()
    seconds = float(text[:9]) if text.isascii() and text.isdecimal() else _until(text, at)
    return min(max(seconds, 1.0), LONGEST_PENALTY)


def _until(text: str, at: datetime) -> float:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return WAIT_UNTOLD
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - at).total_seconds()
