"""The moments a page offers for trying a customer again."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import get_timezone
from flask_babel import gettext as _

from cxloop.web import formats
from cxloop.web.days import moment_on

MORNING, AFTERNOON = time(9), time(15)
LAST_WORKDAY = 4
"""Friday, as `date.weekday` counts."""


@dataclass(frozen=True)
class Offer:
    """A moment to try again, and how a button says it."""

    until: datetime
    words: str


def offers(at: datetime) -> list[Offer]:
    """In an hour; this afternoon while it lies an hour ahead; the next two working mornings, where the reader is."""
    today = at.astimezone(get_timezone())
    afternoon = moment_on(today.date(), AFTERNOON)
    found = [Offer((at + timedelta(hours=1)).replace(second=0, microsecond=0), str(_("in an hour")))]
    if afternoon - at > timedelta(hours=1, minutes=15):
        found.append(
            Offer(afternoon, str(_("this afternoon, %(time)s", time=formats.reader().clock(afternoon))))
        )
    day = today.date()
    for _number in range(2):
        day += timedelta(days=1 if day.weekday() < LAST_WORKDAY else 7 - day.weekday())
        found.append(Offer(moment_on(day, MORNING), formats.reader().moment(moment_on(day, MORNING))))
    return found
