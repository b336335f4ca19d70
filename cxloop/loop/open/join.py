"""Join: a further answer of a customer with an open ticket belongs to that story, and may open it again."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import COMPLAINED_AGAIN
from cxloop.calendars.queries import working_time_of
from cxloop.loop import verify
from cxloop.loop.open.terms import Terms, Unhappy, outcome
from cxloop.tickets import policies, promises
from cxloop.tickets.changes import changed, changed_together, subject
from cxloop.tickets.deadlines import deadlines_for
from cxloop.tickets.joining import JOINS, REOPENS, TOO_OLD, place_of
from cxloop.tickets.models import Ticket
from cxloop.tickets.triggers import Fired

Change = tuple[Ticket, Mapping[str, Any]]


def join(
    session: Session,
    joining: Sequence[tuple[Unhappy, Fired]],
    theirs: Mapping[int, Sequence[Ticket]],
    under: Terms,
) -> list[dict[str, Any]]:
    """Let each answer join an open ticket of its contact, in the order in which they were said.

    What is owed is joined, and promised anew where the priority rises. What waits for the customer's word is reopened.
    An answer from before the resolution changes nothing, and that is its reason.

    Args:
        theirs: the open tickets of each contact, locked; one at least for the contact of each answer.
    """
    found, joined, calls = [], list[Change](), list[dict[str, Any]]()
    for answer, rule in sorted(joining, key=_when_said):
        place = place_of(theirs[answer.contact_id or 0], answer.said_at)
        assert place is not None  # noqa: S101 - the caller has found an open ticket
        became = "suppressed" if place.why == TOO_OLD else "joined"
        found.append(outcome(answer, rule, place.ticket.id, became, place.why, under.at))
        if place.why == JOINS:
            place.ticket.again_at = None  # who writes while we have put them off is heard at once
        if place.why == JOINS and not _rises(place.ticket, rule):
            calls += _call_to_owner(place.ticket, answer.response_id, rule, under)
        facts = {"response": answer.response_id}
        joined.append((place.ticket, facts if became == "joined" else facts | {"left_alone": place.why}))
        if place.why == REOPENS or (place.why == JOINS and _rises(place.ticket, rule)):
            _write(session, joined, "joined", under)
            joined = []
            take_in(session, place.ticket, answer.response_id, rule, under)
    _write(session, joined, "joined", under)
    outbox.enqueue_many(session, calls)
    return found


def take_in(session: Session, ticket: Ticket, response_id: int, rule: Fired, under: Terms) -> None:
    """A complaint on a known ticket: its priority rises where the rule asks, and what is not owed is reopened."""
    before, rises = ticket.priority, _rises(ticket, rule)
    if rises:
        ticket.priority = rule.priority
    if not ticket.is_owed:
        verify.complain_again(
            session,
            ticket,
            response_id,
            at=under.at,
            via=under.via,
            actor_id=under.by_id,
            alerts=under.alerts,
        )
    else:
        outbox.enqueue_many(session, _call_to_owner(ticket, response_id, rule, under))
        if rises:
            calendar = working_time_of(session, ticket.calendar_id)
            promises.hurry(ticket, deadlines_for(under.at, policies.pinned(session, ticket), calendar))
    if rises:
        due = {"contact_due_at": ticket.contact_due_at, "resolution_due_at": ticket.resolution_due_at}
        facts: dict[str, Any] = {"response": response_id, "before": before, "priority": ticket.priority}
        facts |= {name: moment.isoformat() for name, moment in due.items()}
        _write(session, [(ticket, facts)], "priority_raised", under)


def _call_to_owner(ticket: Ticket, response_id: int, rule: Fired, under: Terms) -> list[dict[str, Any]]:
    """Of an urgent complaint its owner hears anew: an edit of the old message reaches nobody who has read it."""
    if rule.priority != "urgent" or not under.alerts:
        return []
    recipient = f"user:{ticket.owner_id}" if ticket.owner_id else f"team:{ticket.team_id}"
    call = outbox.new_row(
        kind=COMPLAINED_AGAIN, subject=subject(ticket.id), via="slack", recipient=recipient, at=under.at,
        step=response_id,
    )  # fmt: skip
    return [call]


def _rises(ticket: Ticket, rule: Fired) -> bool:
    return rule.priority == "urgent" and ticket.priority != "urgent"


def _write(session: Session, changes: Sequence[Change], kind: str, under: Terms) -> None:
    if under.by_id is None and changes:
        changed_together(session, changes, kind, at=under.at, via=under.via)
        return
    for ticket, facts in changes:
        changed(session, ticket, kind, at=under.at, actor_id=under.by_id, via=under.via, **facts)


def _when_said(joining: tuple[Unhappy, Fired]) -> tuple[float, int]:
    answer, _ = joining
    return answer.said_at.timestamp(), answer.response_id
