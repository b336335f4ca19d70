"""The agenda of a huddle, made by the loop itself: what is new and stuck, what was won, one cause, what was agreed."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from cxloop.improvements.huddles import Huddle, HuddleDecision
from cxloop.improvements.signals import FEWEST
from cxloop.loop.learn.noticing import noticed_in
from cxloop.reports.weekly import Weeks, tickets_of_week, weekly
from cxloop.tickets.models import Ticket, Verification

USUAL = timedelta(days=7)
"""How far back "new" reaches in a team's first huddle."""
MOST = 4
WEEKS_OF_A_CAUSE = 4


def agenda(session: Session, team_id: int | None, at: datetime) -> dict[str, Any]:
    """Ids and numbers as things are at `at`; names and words are read when somebody looks."""
    last = session.scalars(
        select(Huddle.begun_at)
        .where(_same(Huddle.team_id, team_id), Huddle.begun_at < at)
        .order_by(Huddle.id.desc())
        .limit(1)
    ).first()
    since = max(last or at - USUAL, at - timedelta(days=31))
    ours = Ticket.team_id == team_id if team_id is not None else true()
    new = session.execute(
        select(func.count(), func.count(Ticket.owner_id)).where(
            ours, Ticket.opened_at >= since, Ticket.is_open
        )
    ).one()
    stuck = session.scalars(
        select(Ticket.id).where(ours, Ticket.is_open, Ticket.due_at < at).order_by(Ticket.due_at, Ticket.id)
    ).all()
    won = session.scalars(
        select(Verification.id)
        .join(Ticket, Ticket.id == Verification.ticket_id)
        .where(
            ours,
            Verification.answer == "yes",
            Verification.answered_at >= since,
            Verification.answered_at <= at,
        )
        .order_by(Verification.comment.is_(None), Verification.answered_at.desc())
    ).all()
    return {
        "made_at": at.isoformat(), "since": since.isoformat(),
        "new": new[0], "new_owned": new[1], "stuck": list(stuck[:MOST]), "stuck_in_all": len(stuck),
        "won": list(won[:MOST]), "won_in_all": len(won), "cause": _cause(session, at),
        "agreed": list(_open_decisions(session, team_id)),
    }  # fmt: skip


def _open_decisions(session: Session, team_id: int | None) -> list[int]:
    chosen = select(HuddleDecision.id).join(Huddle, Huddle.id == HuddleDecision.huddle_id)
    still = chosen.where(_same(Huddle.team_id, team_id), HuddleDecision.done_at.is_(None))
    return list(session.scalars(still.order_by(HuddleDecision.due_on, HuddleDecision.id)))


def _cause(session: Session, at: datetime) -> dict[str, Any] | None:
    """The cause that left its limits, else the one that came most often in four weeks; None: too few of any."""
    weeks = weekly(session, at)
    seen = noticed_in(weeks)
    if seen:
        driver_id, reason = seen[0].driver_id, "out_of_limits"
    else:
        often = {cause: sum(counts[-WEEKS_OF_A_CAUSE:]) for cause, counts in weeks.by_cause.items()}
        driver_id = max(often, key=lambda cause: (often[cause], -cause), default=0)
        reason = "most_often"
        if often.get(driver_id, 0) < FEWEST:
            return None
    return {
        "driver": driver_id, "reason": reason, "weeks": [start.isoformat() for start in weeks.starts],
        "tickets": list(weeks.by_cause[driver_id]), "answers": list(weeks.answers),
        "customers": _customers(session, driver_id, weeks, at),
        "ticket": _telling_ticket(session, driver_id, weeks, at),
    }  # fmt: skip


def _recent(session: Session, driver_id: int, weeks: Weeks, at: datetime) -> list[Ticket]:
    recent = weeks.starts[-WEEKS_OF_A_CAUSE:]
    return [ticket for week in reversed(recent) for ticket in tickets_of_week(session, driver_id, week, at)]


def _customers(session: Session, driver_id: int, weeks: Weeks, at: datetime) -> int:
    tickets = _recent(session, driver_id, weeks, at)
    known = {ticket.contact_id for ticket in tickets if ticket.contact_id is not None}
    return len(known) + sum(ticket.contact_id is None for ticket in tickets)


def _telling_ticket(session: Session, driver_id: int, weeks: Weeks, at: datetime) -> int | None:
    """The newest ticket of the cause in which the customer said something."""
    tickets = _recent(session, driver_id, weeks, at)
    spoken = [ticket.id for ticket in tickets if (ticket.response.comment or "").strip()]
    return next(iter(spoken), tickets[0].id if tickets else None)


def _same(column: Any, value: int | None) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.is_(None) if value is None else column == value
    return found
