"""The one zone of a company: of its days, its pages and its letters."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.calendars.models import Calendar
from cxloop.config import Settings


def company_zone(session: Session, settings: Settings) -> ZoneInfo:
    """The zone somebody has set (CXLOOP_TIME_ZONE), else that of the first calendar, else the machine's.

    Promises are kept by calendars: a machine that runs in UTC must not show another clock beside theirs.
    """
    if settings.is_zone_given:
        return settings.time_zone
    with session.no_autoflush:
        first = session.scalar(select(Calendar.time_zone).order_by(Calendar.id).limit(1))
    return ZoneInfo(first) if first else settings.time_zone
