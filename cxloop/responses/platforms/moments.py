"""Moments as platforms write them, into aware UTC: ISO 8601, seconds or milliseconds since 1970, else like files."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cxloop.responses.importing.dates import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    Undated,
    is_two_way,
    order_told_by,
    parsed,
)
from cxloop.responses.platforms.bodies import word
from cxloop.responses.platforms.reasons import NotUnderstood

ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
SECONDS = re.compile(r"\d{9,10}(?:\.\d{1,9})?", re.ASCII)
MILLISECONDS = re.compile(r"\d{12,13}", re.ASCII)
LONGEST_MOMENT = 60
SINCE = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(value: object, zone: str | None = None) -> datetime | None:
    """None for nothing. Without a zone it is UTC: the platforms write UTC. Raises NotUnderstood for nonsense."""
    text = word(value)
    if text is None:
        return None
    try:
        moment = _read(text, ZoneInfo(zone or "UTC"))
    except (ValueError, OverflowError):
        raise NotUnderstood("date_unreadable", {"value": text[:40]}) from None
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise NotUnderstood("date_outside", {"value": text[:40]})
    return moment


def _read(text: str, zone: ZoneInfo) -> datetime:
    if SECONDS.fullmatch(text):
        return SINCE + timedelta(seconds=float(text))
    if MILLISECONDS.fullmatch(text):
        return SINCE + timedelta(milliseconds=int(text))
    if ISO.fullmatch(text):
        written = datetime.fromisoformat(text)
    elif is_two_way(text):
        raise NotUnderstood("date_two_ways", {"value": text[:40]})
    elif len(text) > LONGEST_MOMENT:
        raise Undated(text[:LONGEST_MOMENT])
    else:
        written = parsed(text, order_told_by(text))
    return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
