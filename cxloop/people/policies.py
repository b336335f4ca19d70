"""Who may do what. One set of policies guards web, API, Slack, exports and jobs alike. Pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from cxloop.people.models import Role


class Person(Protocol):
    """What a policy looks at in a user."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def team_ids(self) -> frozenset[int]: ...
    @property
    def led_team_ids(self) -> frozenset[int]: ...


@dataclass(frozen=True)
class Scope:
    """Whose tickets somebody sees: all, or those of some teams and their own."""

    everything: bool
    team_ids: frozenset[int]
    user_id: int

    def covers(self, team_id: int, owner_id: int | None) -> bool:
        return self.everything or team_id in self.team_ids or owner_id == self.user_id


Policy = Callable[[Person], bool]

STAFF = frozenset({Role.FRONTLINE, Role.LEAD, Role.MANAGER, Role.ADMINISTRATOR})
SEES_ALL_TICKETS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


def _any_of(roles: Collection[str]) -> Policy:
    allowed = frozenset(roles)
    return lambda person: person.is_active and person.role in allowed


def anyone_signed_in(person: Person) -> bool:
    return person.is_active


works_tickets = _any_of(STAFF)
"""Opens My loop and tickets, within their scope."""
leads_teams = _any_of({Role.LEAD, Role.MANAGER, Role.ADMINISTRATOR})
"""Sees what lies on whose desk in their teams, and hands it over."""
reads_reports = _any_of(
    {Role.LEAD, Role.MANAGER, Role.EXECUTIVE, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR}
)
"""Reads aggregates: the executive page and its figures."""
sees_names = _any_of(STAFF)
"""Sees whose answer it is; everybody else reads initials."""
reads_improvements = anyone_signed_in
steers_improvements = _any_of({Role.LEAD, Role.MANAGER, Role.ADMINISTRATOR})
"""Plans, sets dates, measures; anybody who works tickets may raise one."""
decides_improvements = _any_of({Role.LEAD, Role.MANAGER, Role.EXECUTIVE, Role.ADMINISTRATOR})
"""Says that an improvement is done, or put away; the executive page asks its readers to."""
raises_improvements = works_tickets
imports_answers = _any_of({Role.MANAGER, Role.ADMINISTRATOR})
"""Uploads exports and decides what their columns mean."""
steers_sources = imports_answers
"""Connects survey platforms, replays what waits in quarantine, decides about answers that a machine may have given."""
invites_customers = imports_answers
"""Sends our own survey, and says what its page and letter say."""
records_conversations = works_tickets
"""Writes down interviews, findings and what a customer just said."""
sees_customers = works_tickets
"""Opens the pages of contacts and accounts, within their scope."""
steers_customers = imports_answers
"""Merges contacts, uploads accounts."""
reads_intake = _any_of({Role.LEAD, Role.MANAGER, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR})
"""Sees whether everything that came in was heard: counts only."""
steers_settings = imports_answers
"""Says what the company promises, to whom, and how: drafts settings and switches them on."""
administers = _any_of({Role.ADMINISTRATOR})
reads_people = imports_answers
"""Sees who works here, as what and in which teams; what is changed there is an administrator's."""
reads_audit_log = _any_of({Role.AUDITOR, Role.ADMINISTRATOR})
"""Reads who came in, who changed who may do what, and who took files away."""


def may_act_for(person: Person, other: Person) -> bool:
    """Whether steps may be written down as `other`'s by `person`, or by a program of theirs.

    An administrator for everybody who works tickets, a manager for all of them but administrators, a lead for the
    frontline of the teams they lead, who may be a lead elsewhere, everybody for themselves.
    """
    if not (person.is_active and works_tickets(other)):
        return False
    if person.id == other.id or person.role == Role.ADMINISTRATOR:
        return True
    if person.role == Role.MANAGER:
        return other.role != Role.ADMINISTRATOR
    led = person.led_team_ids & (other.team_ids - other.led_team_ids)
    return person.role == Role.LEAD and other.role in (Role.FRONTLINE, Role.LEAD) and bool(led)


def scope_of(person: Person) -> Scope:
    """Which tickets this person may see and work on."""
    everything = person.is_active and person.role in SEES_ALL_TICKETS
    teams = person.team_ids if works_tickets(person) else frozenset()
    return Scope(everything, teams, person.id if works_tickets(person) else -1)


def reports_of(person: Person) -> frozenset[int] | None:
    """The teams whose figures this person reads: a team lead's own; None: everybody's."""
    return person.team_ids | person.led_team_ids if person.role == Role.LEAD else None


def may_work_on(person: Person, team_id: int, owner_id: int | None) -> bool:
    """Whether this person may take a step on a ticket of this team and owner."""
    return works_tickets(person) and scope_of(person).covers(team_id, owner_id)
