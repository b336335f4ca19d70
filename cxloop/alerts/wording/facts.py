"""What an alert may know of a ticket, and the shape of what it says. Pure.

Levels of privacy: masked (initials, company, score, theme), standard (the name and the start of what they said),
full (all of it).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

Privacy = Literal["masked", "standard", "full"]
OWED = frozenset({
    "new", "assigned", "contacting", "in_progress", "waiting_customer", "waiting_internal", "reopened",
})  # fmt: skip


@dataclass(frozen=True)
class TicketFacts:
    """All an alert may know about a ticket, at the moment it is sent; what is not known is None or empty."""

    number: int
    metric: str
    score: int | None
    scale_max: int
    is_urgent: bool
    state: str
    why: str
    first_contact_due_at: datetime
    resolution_due_at: datetime
    zone: ZoneInfo
    first_reached_at: datetime | None = None
    resolved_at: datetime | None = None
    contact_name: str | None = None
    account_name: str | None = None
    tier: str | None = None
    theme: str | None = None
    comment: str | None = None
    earlier_scores: tuple[int, ...] = ()
    owner_name: str | None = None
    owner_confirmed: bool = False
    team_name: str = ""


@dataclass(frozen=True)
class Told:
    """What one alert says; `lines` are (label, what) pairs."""

    headline: str
    summary: str
    """One line for a phone's lock screen and for a mail's subject."""
    lines: tuple[tuple[str, str], ...] = ()
    quote: str | None = None
    is_cut: bool = False
    status: str = ""
    may_be_taken: bool = False
    may_be_answered: bool = False
    """Whoever reads it can say that they take care of it, so that nobody is called again."""
    ticket: int | None = None
