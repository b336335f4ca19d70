"""What other promises would have made of a while: how many kept, how many late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import WorkingTime
from cxloop.language import marked as _
from cxloop.people.models import Team
from cxloop.settings.consequences import Consequence
from cxloop.settings.parts.promised_past import Terms, promised_in, replay
from cxloop.settings.sentences import Sentence
from cxloop.tickets.models import Policy
from cxloop.tickets.policies import calendar_for, pauses, promise_of
from cxloop.tickets.waits import Wait

NOTHING = _("No ticket was opened in the last %(days)d days: nothing can be said of the past.")


def promised_by(
    session: Session, today: Policy, draft: Policy, days: int, at: datetime, warnings: Sequence[Sentence]
) -> Consequence:
    """The tickets opened in the last `days`, promised again by both policies."""
    calendars = _Calendars(session)
    same_calendar = today.calendar_key == draft.calendar_key

    def under(row: Row[Any]) -> tuple[Terms, Terms]:
        stands = calendars.of_id(row.calendar_id)
        other = stands if same_calendar else calendars.by(draft, row.opened_team_id)
        each = (promise_of(policy, row.priority, row.opened_tier) for policy in (today, draft))
        promised_today, promised = each
        return (promised_today, stands), (promised, other)

    def pausing(wait: Wait) -> tuple[Sequence[str], Sequence[str]]:
        return pauses(today, wait.kind), pauses(draft, wait.kind)

    past = replay(session, under, days, at, pausing=pausing)
    return replace(promised_in(past, days, NOTHING), warnings=warnings)


class _Calendars:
    """Working times, each asked for once."""

    def __init__(self, session: Session) -> None:
        self.session, self.known, self.teams = session, dict[int, WorkingTime](), dict[int | None, int]()

    def of_id(self, calendar_id: int) -> WorkingTime:
        if calendar_id not in self.known:
            self.known[calendar_id] = working_time_of(self.session, calendar_id)
        return self.known[calendar_id]

    def by(self, policy: Policy, team_id: int | None) -> WorkingTime:
        """That of the policy, else the team's, else the company's, as a ticket opened now gets it."""
        if team_id not in self.teams:
            team = self.session.get(Team, team_id) if team_id else None
            self.teams[team_id] = calendar_for(self.session, policy, team)
        return self.of_id(self.teams[team_id])
