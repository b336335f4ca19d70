"""The figures a monitoring system reads, in the text format of Prometheus. No personal data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.alerts import heartbeat, outbox
from cxloop.alerts.models import Alert
from cxloop.reports.intake_doors import arrears
from cxloop.reports.intake_gaps import open_gaps, silent_drops
from cxloop.tickets.models import Ticket

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Figure:
    """A number that goes up and down."""

    name: str
    means: str
    value: float


def figures(session: Session, at: datetime) -> list[Figure]:
    """What is waiting and how long it has waited; -1 seconds: the worker was never there."""
    waiting, oldest, due_since = session.execute(
        select(func.count(), func.min(Alert.created_at), func.min(Alert.not_before)).where(outbox.waiting())
    ).one()
    given_up = session.scalar(select(func.count()).select_from(Alert).where(Alert.state == "dead"))
    is_open, is_owed, overdue = Ticket.is_open, Ticket.is_owed, Ticket.due_at <= at
    last = heartbeat.last_beat(session)
    behind = arrears(session)
    return [
        Figure("cxloop_alerts_waiting", "Alerts that are not sent yet.", waiting),
        Figure(
            "cxloop_alerts_oldest_unsent_seconds", "Age of the oldest alert not sent yet.", _age(oldest, at)
        ),
        Figure("cxloop_queue_lag_seconds", "How long the alert due first has been due.", _age(due_since, at)),
        Figure("cxloop_alerts_given_up", "Alerts that no path was left for.", given_up or 0),
        Figure(
            "cxloop_tickets_open", "Tickets that are owed or wait for the customer.", _count(session, is_open)
        ),
        Figure("cxloop_tickets_owed", "Tickets with a promise still to keep.", _count(session, is_owed)),
        Figure(
            "cxloop_tickets_overdue", "Owed tickets whose next promise is missed.", _count(session, overdue)
        ),
        Figure(
            "cxloop_worker_heartbeat_age_seconds",
            "Since the worker's last sign.",
            _age(last, at) if last else -1,
        ),
        Figure(
            "cxloop_silent_drops", "Answers that needed somebody and have no ticket.", silent_drops(session)
        ),
        Figure(
            "cxloop_gaps_open", "What the auditor found and could not mend.", sum(open_gaps(session).values())
        ),
        Figure("cxloop_waiting_events", "Calls of platforms that are not read yet.", behind.waiting),
        Figure("cxloop_quarantined", "Calls of platforms that were set aside.", behind.quarantined),
        Figure("cxloop_held_answers", "Answers that wait for a person to look.", behind.held),
    ]


def exposition(shown: list[Figure]) -> str:
    """The figures as text, version 0.0.4 of the format."""
    lines = []
    for figure in shown:
        lines += [
            f"# HELP {figure.name} {figure.means}",
            f"# TYPE {figure.name} gauge",
            f"{figure.name} {figure.value:g}",
        ]
    return "\n".join([*lines, ""])


def _age(since: datetime | None, at: datetime) -> float:
    return max(0.0, round((at - since).total_seconds(), 3)) if since else 0.0


def _count(session: Session, chosen: object) -> int:
    # Each caller gives a condition.
    return session.scalar(select(func.count()).select_from(Ticket).where(chosen)) or 0  # type: ignore[arg-type]
