"""Join: a further answer of a customer with an open ticket belongs to that story, and may open it again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import COMPLAINED_AGAIN
from cxloop.calendars.queries import working_time_of
from cxloop.loop import verify
from cxloop.loop.open.terms import Terms, Unhappy, outcome
from cxloop.tickets import policies, promises
from cxloop.tickets.changes import Change, changed, changed_together, subject
from cxloop.tickets.deadlines import Deadlines, deadlines_for
from cxloop.tickets.going_on import end_wait
from cxloop.tickets.joining import JOINS, REOPENS, TOO_OLD, place_of
from cxloop.tickets.models import Ticket
from cxloop.tickets.triggers import Fired


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
    found, changes, calls = [], list[Change](), list[dict[str, Any]]()
    due_if_opened_now = _promises_made_now(session, under)
    for answer, rule in sorted(joining, key=_when_said):
        place = place_of(theirs[answer.contact_id or 0], answer.said_at)
        assert place is not None  # noqa: S101 - the caller has found an open ticket
        became = "suppressed" if place.why == TOO_OLD else "joined"
        found.append(outcome(answer, rule, place.ticket.id, became, place.why, under.at))
        facts = {"response": answer.response_id}
        told = facts if became == "joined" else facts | {"left_alone": place.why}
        changes.append((place.ticket, "joined", told))
        if place.why == REOPENS:
            _write(session, changes, under)
            changes = []
            take_in(session, place.ticket, answer.response_id, rule, under)
        elif place.why == JOINS:
            _woken(session, place.ticket, under)
            calls += _call_to_owner(place.ticket, answer.response_id, rule, under)
            if _rises(place.ticket, rule):
                changes.append(_hurried(place.ticket, answer.response_id, rule, due_if_opened_now))
    _write(session, changes, under)
    outbox.enqueue_many(session, calls)
    return found


def take_in(session: Session, ticket: Ticket, response_id: int, rule: Fired, under: Terms) -> None:
    """A complaint on a known ticket: its priority rises where the rule asks, and what is not owed is reopened."""
    rises = _rises(ticket, rule)
    _woken(session, ticket, under)
    if ticket.is_owed:
        outbox.enqueue_many(session, _call_to_owner(ticket, response_id, rule, under))
        if rises:
            _write(session, [_hurried(ticket, response_id, rule, _promises_made_now(session, under))], under)
        return
    before = ticket.priority
    if rises:
        ticket.priority = rule.priority
    verify.complain_again(
        session,
        ticket,
        response_id,
        at=under.at,
        via=under.via,
        actor_id=under.by_id,
        alerts=under.alerts,
    )
    if rises:
        _write(session, [_risen(ticket, response_id, before)], under)


def _woken(session: Session, ticket: Ticket, under: Terms) -> None:
    """Who says something worse while we have put them off, or wait, is heard at once."""
    end_wait(session, ticket, "customer", at=under.at, actor_id=under.by_id, via=under.via)
    ticket.again_at = None


def _hurried(
    ticket: Ticket, response_id: int, rule: Fired, due_if_opened_now: Callable[[Ticket], Deadlines]
) -> Change:
    """What is owed becomes as urgent as the rule says, and is promised anew."""
    before, ticket.priority = ticket.priority, rule.priority
    promises.hurry(ticket, due_if_opened_now(ticket))
    return _risen(ticket, response_id, before)


def _risen(ticket: Ticket, response_id: int, before: str) -> Change:
    due = {"contact_due_at": ticket.contact_due_at, "resolution_due_at": ticket.resolution_due_at}
    facts: dict[str, Any] = {"response": response_id, "before": before, "priority": ticket.priority}
    facts |= {name: moment.isoformat() for name, moment in due.items()}
    return ticket, "priority_raised", facts


def _promises_made_now(session: Session, under: Terms) -> Callable[[Ticket], Deadlines]:
    """What a ticket would be promised at this moment, worked out once for all that are alike."""
    known: dict[tuple[int, str, str | None, int], Deadlines] = {}

    def due(ticket: Ticket) -> Deadlines:
        alike = ticket.policy_id, ticket.priority, ticket.opened_tier, ticket.calendar_id
        if alike not in known:
            calendar = working_time_of(session, ticket.calendar_id)
            known[alike] = deadlines_for(under.at, policies.pinned(session, ticket), calendar)
        return known[alike]

    return due


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


def _write(session: Session, changes: Sequence[Change], under: Terms) -> None:
    if under.by_id is None and changes:
        changed_together(session, changes, at=under.at, via=under.via)
        return
    for ticket, kind, facts in changes:
        changed(session, ticket, kind, at=under.at, actor_id=under.by_id, via=under.via, **facts)


def _when_said(joining: tuple[Unhappy, Fired]) -> tuple[float, int]:
    answer, _ = joining
    return answer.said_at.timestamp(), answer.response_id
