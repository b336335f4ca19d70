"""An answer that was told again, and what its ticket hears of it: nothing is closed silently."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.loop.open import Terms, Unhappy, rule_for, take_in
from cxloop.tickets import queries
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.going_on import end_wait
from cxloop.tickets.models import Ticket, Triggering
from cxloop.tickets.steps import is_waiting
from cxloop.tickets.triggers import suppressed_by_age

Kind = Literal["answer_changed", "answer_withdrawn", "answer_returned", "still_withdrawn"]
KINDS: dict[tuple[bool, bool], Kind] = {
    (False, False): "answer_changed",
    (False, True): "answer_withdrawn",
    (True, False): "answer_returned",
    (True, True): "still_withdrawn",
}
"""By whether the answer was withdrawn before, and is now."""


@dataclass(frozen=True)
class Retold:
    """An answer as it stands now (a score of -1 stands for none), and what it said before."""

    answer: Unhappy
    score_before: int | None
    comment_is_new: bool = False
    kind: Kind = "answer_changed"
    is_correction: bool = False
    """The customer said so all along; we had read it wrongly."""
    is_of_another: bool = False
    """It stood under another person."""

    @property
    def is_better(self) -> bool:
        return self.score_before is not None and self.answer.score > self.score_before

    @property
    def is_worse(self) -> bool:
        return self.score_before is None or self.answer.score < self.score_before

    @property
    def may_open(self) -> bool:
        """Whether it may still open a ticket of its own."""
        return self.kind in ("answer_changed", "answer_returned") and self.answer.score >= 0


def tell_tickets(session: Session, retold: list[Retold], under: Terms) -> list[Unhappy]:
    """Tell each ticket that its answer changed; returns the answers to be heard as if for the first time."""
    if not retold:
        return []
    settled = queries.triggered_by(session, [one.answer.response_id for one in retold])
    for one in retold:
        ticket = settled.get(one.answer.response_id)
        if ticket is not None and one.kind != "still_withdrawn":
            _tell(session, queries.locked(session, ticket.id), one, under.at, under.via)
            _complain(session, ticket, one, under)
    again = [one for one in retold if _was_left_alone(one, settled) and _says_worse(one, under)]
    session.execute(
        delete(Triggering).where(Triggering.response_id.in_([one.answer.response_id for one in again]))
    )
    fresh = [one for one in retold if one.may_open and one.answer.response_id not in settled]
    return [one.answer for one in (*fresh, *again)]


def _was_left_alone(retold: Retold, settled: Mapping[int, Ticket | None]) -> bool:
    """Refused for its age by the switch of an import, and so on no ticket."""
    return settled.get(retold.answer.response_id, retold) is None


def _says_worse(retold: Retold, under: Terms) -> bool:
    """Whether it is a complaint by now: what was the reason to leave the first one alone is none any more."""
    is_old = suppressed_by_age(retold.answer.answered_at, under.at, under.backfill_days)
    worse = retold.may_open and retold.is_worse and not is_old
    return worse and rule_for(retold.answer, under) is not None


def _complain(session: Session, ticket: Ticket, retold: Retold, under: Terms) -> None:
    """What fell further, or came with new words while we wait for the customer's, is a new complaint on this ticket."""
    answer = retold.answer
    rule = rule_for(answer, under) if retold.may_open else None
    is_old = suppressed_by_age(answer.answered_at, under.at, under.backfill_days)
    done_at = ticket.resolved_at or ticket.closed_at
    is_before = done_at is not None and answer.said_at < done_at
    says_more = retold.is_worse or (retold.comment_is_new and is_waiting(ticket.state))
    if rule and not rule.sets_aside and says_more and not is_old and not is_before:
        take_in(session, ticket, answer.response_id, rule, under)


def _tell(session: Session, ticket: Ticket, retold: Retold, at: datetime, via: str) -> None:
    """One event, the person where we only now know who it is, and for a better score a note to whoever has it."""
    answer = retold.answer
    if ticket.contact_id is None and ticket.response_id == answer.response_id:
        ticket.contact_id, ticket.account_id = answer.contact_id, ticket.account_id or answer.account_id
    facts: dict[str, Any] = {"response": answer.response_id}
    if retold.kind == "answer_changed":
        facts |= {"comment": retold.comment_is_new}
        if retold.score_before != answer.score and answer.score >= 0:
            facts |= {"score_before": retold.score_before, "score": answer.score}
    if retold.is_correction:
        facts |= {"corrected": True, "person": retold.is_of_another}
    if retold.kind == "answer_changed" and not retold.is_correction:
        end_wait(session, ticket, "customer", at=at, actor_id=None, via=via)
    changed(session, ticket, retold.kind, at=at, actor_id=None, via=via, **facts)
    is_told = retold.is_better or retold.is_of_another
    if retold.kind == "answer_withdrawn" or (retold.kind == "answer_changed" and is_told):
        outbox.enqueue(
            session,
            kind=retold.kind,
            subject=subject(ticket.id),
            via="slack",
            recipient=f"user:{ticket.owner_id}" if ticket.owner_id else f"team:{ticket.team_id}",
            at=at,
            step=ticket.version,
            facts={"score_before": retold.score_before, "score": answer.score}
            | ({"corrected": True} if retold.is_correction else {}),
        )
