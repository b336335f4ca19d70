"""Whether what is for one person alone waits until their quiet hours end. What is pressing never does."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts import folding
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.wording import CALLED
from cxloop.database.zone import company_zone
from cxloop.people.models import User
from cxloop.people.quiet import quiet_until
from cxloop.slack.destinations import OWN_LETTERS
from cxloop.tickets.audience import FOR_LEADS
from cxloop.tickets.urgent import urgent_among


def quiet_for(session: Session, claimed: Claimed, at: datetime) -> datetime | None:
    """Until when to keep it back; None: it leaves now."""
    reader = _alone(session, claimed)
    if reader is None or not reader.quiet_hours or claimed.kind.startswith(OWN_LETTERS):
        return None
    zone = ZoneInfo(reader.time_zone) if reader.time_zone else company_zone(session)
    until = quiet_until(at, reader.quiet_hours, zone)
    return None if until is None or _is_pressing(session, claimed) else until


def _alone(session: Session, claimed: Claimed) -> User | None:
    """Who reads this channel alone: it is their mailbox, or their Slack."""
    via, _, rest = claimed.channel.partition(":")
    if via == "mail":
        return session.get(User, folding.numbered(rest)) if rest.startswith("user:") else None
    return session.scalars(select(User).where(User.slack_user == rest, User.is_active).limit(1)).first()


def _is_pressing(session: Session, claimed: Claimed) -> bool:
    members = folding.members(session, claimed.id) if claimed.kind == folding.DIGEST else ()
    kinds = {claimed.kind, *(one.kind for one in members)}
    subjects = {claimed.subject, *(one.subject for one in members)}
    subjects |= {f"ticket:{number}" for number in claimed.facts.get("tickets", ())}
    return bool(kinds & (FOR_LEADS | {CALLED})) or bool(urgent_among(session, subjects))
