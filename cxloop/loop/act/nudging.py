"""Before a promise is missed its owner is warned, after it whom the policy names is called: each step once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import CALLED, WARNED
from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import WorkingTime
from cxloop.database import bulk
from cxloop.tickets import policies, promises, queries, trail, waits
from cxloop.tickets.changes import subject
from cxloop.tickets.course import Plan, Step, course, still_to_tell, worth_telling
from cxloop.tickets.models import Escalation, Policy, Ticket
from cxloop.tickets.pausing import NONE, Pauses

ALERTS = {"warned": WARNED, "called": CALLED}
Due = tuple[Ticket, Step, bool]
"""A step that is due, and whether somebody is told of it."""


def nudge_next(session: Session, *, at: datetime, most: int = 500) -> int:
    """Warn the owners and call whom the policies name, as far as it is due by now; returns how many tickets were
    looked at.

    Reads only rows whose moment has come; safe to run twice, at once, or after days of standing still: then every
    step is recorded, and of each promise only the last warning and one call a person are told.
    """
    tickets = queries.to_look_at(session, at, most)
    if not tickets:
        return 0
    done, terms = queries.escalated_of(session, [ticket.id for ticket in tickets]), _Terms(session)
    terms.pauses = waits.pauses_of_many(session, tickets)
    due: list[Due] = []
    for ticket in tickets:
        due += _due(ticket, terms, done.get(ticket.id, frozenset()), at)
    _record(session, due, at)
    session.flush()
    return len(tickets)


def steps_ahead(session: Session, ticket: Ticket) -> list[Step]:
    """Everything that will happen to this ticket if nobody moves, first to last."""
    done = queries.escalated(session, ticket.id)
    terms = _Terms(session)
    terms.pauses[ticket.id] = waits.pauses_of(session, ticket)
    return [step for step in terms.course_of(ticket) if step.name not in done]


def _due(ticket: Ticket, terms: "_Terms", done: Collection[str], at: datetime) -> list[Due]:
    steps = still_to_tell(terms.course_of(ticket), done)
    now = [step for step in steps if step.at < at]
    late = {name for name, moment in promises.still_owed(ticket).items() if moment < at}
    told = worth_telling(now, late)
    ticket.look_after = min((step.at for step in steps if step.at >= at), default=None)
    return [(ticket, step, step in told) for step in now]


def _record(session: Session, due: list[Due], at: datetime) -> None:
    """A record and an event of each step, and an alert of those that are told: a few statements for all."""
    if not due:
        return
    ids = bulk.numbers(session, Escalation, len(due))
    records: list[dict[str, Any]] = []
    alerts: list[dict[str, Any]] = []
    events: list[tuple[int, str, dict[str, Any]]] = []
    for number, (ticket, step, is_told) in zip(ids, due, strict=True):
        recipient = _recipient(ticket, step.to)
        told_id = int(recipient.partition(":")[2]) if is_told and recipient.startswith("user:") else None
        records.append({
            "id": number, "ticket_id": ticket.id, "policy_id": ticket.policy_id, "step": step.name,
            "due_at": step.at, "at": at, "told_id": told_id,
        })  # fmt: skip
        promise = step.name.partition("@")[0].partition("+")[0]
        facts = {"promise": promise, "share": step.share} if step.what == "warned" else {"promise": promise}
        events.append((ticket.id, step.what, facts | {"told": told_id, "folded": not is_told}))
        if is_told:
            alerts.append(outbox.new_row(
                kind=ALERTS[step.what], subject=subject(ticket.id), via="slack", recipient=recipient, at=at,
                step=number, facts=facts,
            ))  # fmt: skip
    bulk.insert_all(session, Escalation, records)
    trail.write_together(session, events, at=at, via="job")
    outbox.enqueue_many(session, alerts)


def _recipient(ticket: Ticket, to: str) -> str:
    """As things are now: the owner of today, the lead of today."""
    person = {"owner": ticket.owner_id, "lead": ticket.team.lead_id}.get(to)
    if to.startswith("user:"):
        return to
    return f"user:{person}" if person else f"team:{ticket.team_id}"


class _Terms:
    """Plans and working times, each asked for once."""

    def __init__(self, session: Session) -> None:
        self.session, self.plans, self.calendars = session, dict[int, Plan](), dict[int, WorkingTime]()
        self.pauses = dict[int, Pauses]()

    def course_of(self, ticket: Ticket) -> list[Step]:
        if ticket.policy_id not in self.plans:
            self.plans[ticket.policy_id] = policies.plan(self.session.get_one(Policy, ticket.policy_id))
        if ticket.calendar_id not in self.calendars:
            self.calendars[ticket.calendar_id] = working_time_of(self.session, ticket.calendar_id)
        return course(
            ticket.segment_began_at, promises.still_owed(ticket), self.plans[ticket.policy_id],
            self.calendars[ticket.calendar_id], segment=ticket.segment, promised=ticket.promised,
            pauses=self.pauses.get(ticket.id, NONE), answered_for_at=ticket.answered_for_at,
        )  # fmt: skip
