"""The demo company's programs: two at work, one that ended by itself, one revoked. Nobody holds their secrets."""

import hashlib
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from cxloop.demo.rhythm import midnight
from cxloop.demo.staff import Staff
from cxloop.people.programs import ApiToken
from cxloop.people.scopes import scopes_named


class Let(NamedTuple):
    """A program; everything but its name, prefix and scopes is in days before the company's day."""

    name: str
    prefix: str
    scopes: str
    made: int
    used: float
    ends: int | None = None
    revoked: int | None = None


PROGRAMS = (
    Let("CRM, before the move", "cxl_d0GzUf5M", "all", made=320, used=212, revoked=209),
    Let(
        "CRM",
        "cxl_7Kq2mXwd",
        "contacts:read,contacts:write,accounts:read,accounts:write",
        made=210,
        used=0.03,
    ),
    Let("Help desk", "cxl_Vn4sB0te", "tickets:read,tickets:write", made=95, used=0.2),
    Let("Trial of a dashboard", "cxl_pY81hcRa", "read", made=60, used=34, ends=30),
)


def let_programs_in(session: Session, staff: Staff, on: date) -> None:
    """Programs Giulia let in over the year; the page that lists them shows each state."""
    by, end = staff.users["Giulia Fabbri"], midnight(on)

    def before(days: float | None) -> datetime | None:
        return None if days is None else end - timedelta(days=days)

    for one in PROGRAMS:
        session.add(ApiToken(
            name=one.name, prefix=one.prefix, token_hash=_of_nobody(one.prefix),
            scopes=list(scopes_named(one.scopes)), created_at=before(one.made), created_by_id=by.id,
            last_used_at=before(one.used), expires_at=before(one.ends), revoked_at=before(one.revoked),
        ))  # fmt: skip
        session.flush()


def _of_nobody(prefix: str) -> str:
    """No program can send what this is the fingerprint of: every token begins with "cxl_"."""
    return hashlib.sha256(f"demo: {prefix}".encode()).hexdigest()
