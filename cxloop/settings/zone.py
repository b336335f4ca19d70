"""The one zone of a company: of its days, its pages and its letters."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.calendars.models import Calendar
from cxloop.config import Settings
from cxloop.people.company import Company


def company_zone(session: Session, settings: Settings) -> ZoneInfo:
    """What the company has said, else CXLOOP_TIME_ZONE, else the zone of the first calendar, else the machine's.

    Promises are kept by calendars: a machine that runs in UTC must not show another clock beside theirs.
    """
    with session.no_autoflush:
        said = session.scalar(select(Company.time_zone).where(Company.id == 1))
        if said or settings.is_zone_given:
            return ZoneInfo(said) if said else settings.time_zone
        in_force = select(Calendar.time_zone).where(Calendar.retired_at.is_(None))
        first = session.scalar(in_force.order_by(Calendar.position, Calendar.id).limit(1))
    return ZoneInfo(first) if first else settings.time_zone
