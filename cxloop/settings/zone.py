"""The one zone of a company: of its days, its pages and its letters."""

from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from cxloop.calendars.models import Calendar
from cxloop.config import Settings
from cxloop.database import prepared
from cxloop.people.company import Company

_COMPANY, _CALENDAR = cast("Table", Company.__table__).c, cast("Table", Calendar.__table__).c
_SAID = select(_COMPANY.time_zone).where(_COMPANY.id == 1)
_FIRST = (
    select(_CALENDAR.time_zone)
    .where(_CALENDAR.retired_at.is_(None))
    .order_by(_CALENDAR.position, _CALENDAR.id)
    .limit(1)
)


def company_zone(session: Session, settings: Settings) -> ZoneInfo:
    """What the company has said, else CXLOOP_TIME_ZONE, else the zone of the first calendar, else the machine's.

    Promises are kept by calendars: a machine that runs in UTC must not show another clock beside theirs.
    """
    said = next((zone for (zone,) in prepared.peek(session, _SAID)), None)
    if said or settings.is_zone_given:
        return ZoneInfo(said) if said else settings.time_zone
    first = next((zone for (zone,) in prepared.peek(session, _FIRST)), None)
    return ZoneInfo(first) if first else settings.time_zone
