"""What a program sees: what its person sees; nobody's, made at the command line before anybody was there, sees all."""

from flask import g
from sqlalchemy import ColumnElement, or_, select

from cxloop.audit_log import By
from cxloop.people.policies import Scope, scope_of
from cxloop.people.tokens import Acting
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket, Triggering
from cxloop.tickets.queue import in_scope

EVERYTHING = Scope(everything=True, team_ids=frozenset(), user_id=-1)


def scope() -> Scope:
    person: Acting | None = g.person
    return EVERYTHING if person is None else scope_of(person)


def by(via: str) -> By:
    """Whose program it is, as the audit log wants them."""
    person: Acting | None = g.person
    return By(person.id if person else None, via)


def reads(area: str) -> bool:
    """Whether the token may read this too: what a call that writes answers shows nothing else."""
    return f"{area}:read" in g.program.scopes


def sees_response(seen: Scope) -> ColumnElement[bool] | None:
    """The condition on Response: answers to one's teams' surveys, to one's tickets, and what one wrote down oneself."""
    covered = in_scope(seen)
    if covered is None:
        return None
    surveyed = select(Survey.id).where(Survey.team_id.in_(seen.team_ids))
    ticketed = (
        select(Triggering.response_id)
        .join(Ticket, Ticket.id == Triggering.ticket_id)
        .where(Triggering.response_id == Response.id, covered)
    )
    return or_(Response.survey_id.in_(surveyed), ticketed.exists(), Response.written_by_id == seen.user_id)
