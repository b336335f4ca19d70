"""What hearing a file would do, found by reading alone: the same counts, and the work it would make for whom."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.people.models import Team
from cxloop.responses.importing.answers import Rejected
from cxloop.responses.importing.losses import SetAside
from cxloop.responses.models import Source, Survey

COUNTS = (
    "read",
    "created",
    "updated",
    "duplicate",
    "rejected",
    "tickets",
    "joined",
    "others",
    "twice",
    "too_old",
    "ahead",
    "old",
    "no_address",
    "no_address_tickets",
)


@dataclass
class Forecast:
    """Counts of a dry run; `teams` is team id (0 for the first team) → tickets; reasons are codes of rejected rows."""

    read: int = 0
    created: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: int = 0
    tickets: int = 0
    joined: int = 0
    too_old: int = 0
    others: int = 0
    """Rows whose id belongs to somebody else's answer, there or in this file."""
    others_shown: list[dict[str, Any]] = field(default_factory=list)
    twice: int = 0
    """Rows that say something else than an earlier row of this file with the same id and the same person."""
    twice_shown: list[dict[str, Any]] = field(default_factory=list)
    ahead: int = 0
    """Answers dated later than tomorrow: most often a day and a month that changed places."""
    teams: Counter[int] = field(default_factory=Counter)
    set_aside: SetAside = field(default_factory=SetAside)
    no_address: int = 0
    """New answers of people whom nobody can call back, for the file says no address, number or phone of theirs."""
    no_address_tickets: int = 0
    old: int = 0
    """Tickets that would open for answers older than a month."""
    examples: list[Rejected] = field(default_factory=list)
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def days(self) -> int:
        """Days from the first answer to the last, both counted."""
        if self.first_at is None or self.last_at is None:
            return 1
        return (self.last_at.date() - self.first_at.date()).days + 1


@dataclass(frozen=True)
class ForecastTerms:
    """As an import's: which survey, the door if there is one already, and the backfill switch."""

    survey: Survey
    source_id: int | None
    at: datetime
    backfill_days: int | None = None
    source: Source | None = None
    same_ids: bool = False
    mapping: Mapping[str, Any] | None = None
    """How the file is read, as far as its door will remember."""


def forecast_as_json(session: Session, found: Forecast) -> dict[str, Any]:
    """For the job's ledger: counts, reasons, and per team its name, tickets and tickets a day."""
    from cxloop.people.teams import default_team

    names = {team.id: team.name for team in session.scalars(select(Team))}
    first = default_team(session)
    teams: Counter[str] = Counter()
    for team_id, tickets in found.teams.items():
        teams[names.get(team_id, first.name)] += tickets
    return {
        **{name: getattr(found, name) for name in COUNTS},
        "others_shown": found.others_shown, "twice_shown": found.twice_shown,
        "first_at": found.first_at and found.first_at.isoformat(),
        "last_at": found.last_at and found.last_at.isoformat(),
        "examples": [{"line": row.line, "code": row.reason, "facts": row.facts} for row in found.examples],
        "reasons": dict(found.set_aside.reasons.most_common()), "days": found.days,
        "scores_set_aside": found.set_aside.scores_as_json(), "left_out": dict(found.set_aside.kept),
        "teams": [
            {"name": name, "tickets": tickets, "a_day": round(tickets / found.days, 1)}
            for name, tickets in teams.most_common()
        ],
    }  # fmt: skip
