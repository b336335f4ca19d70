"""What became of each rule's answers, down to the alert: a row of this adds up, or shows where it does not."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased

from cxloop.alerts.models import Alert
from cxloop.alerts.outbox import OPENING
from cxloop.reports.intake import alert_subject, received_between
from cxloop.responses.models import Response, Source
from cxloop.tickets.models import Rule, Ticket, Triggering

WAITING = ("pending", "sending")


@dataclass
class OfRule:
    """Answers that one version of a rule named, the tickets they opened, and how the opening alerts fare."""

    rule_id: int
    name: str
    outcomes: dict[str, int] = field(default_factory=lambda: {"opened": 0, "joined": 0, "suppressed": 0})
    alerts: dict[str, int] = field(
        default_factory=lambda: {"sent": 0, "waiting": 0, "failed": 0, "dead": 0, "none": 0}
    )
    """By state; waiting ones that failed at least once are `failed`, `none` were meant to be quiet."""

    @property
    def answers(self) -> int:
        return sum(self.outcomes.values())


def by_rule(session: Session, since: datetime, until: datetime) -> list[OfRule]:
    """Each rule that named answers received in between, the busiest first."""
    found: dict[int, OfRule] = {}
    names = {rule.id: rule.name for rule in session.scalars(select(Rule))}
    digest = aliased(Alert)
    state = case(
        (Alert.id.is_(None), "none"),
        ((Alert.state == "sent") | (digest.state == "sent"), "sent"),
        ((Alert.state == "dead") | (digest.state == "dead"), "dead"),
        (Alert.last_error.is_not(None), "failed"),
        else_="waiting",
    )
    opening = and_(Alert.subject == alert_subject(), Alert.kind == OPENING, Alert.step == 0)
    for source in session.scalars(select(Source).order_by(Source.id)).all():
        chosen = (
            select(Triggering.rule_id, Triggering.outcome, state, func.count())
            .join(Response, Response.id == Triggering.response_id)
            .outerjoin(Ticket, and_(Ticket.id == Triggering.ticket_id, Triggering.outcome == "opened"))
            .outerjoin(Alert, opening)
            .outerjoin(digest, digest.id == Alert.folded_into_id)
            .where(received_between(source, since, until))
            .group_by(Triggering.rule_id, Triggering.outcome, state)
        )
        for rule_id, outcome, told, count in session.execute(chosen):
            row = found.setdefault(rule_id or 0, OfRule(rule_id or 0, names.get(rule_id, "?")))
            row.outcomes[outcome] = row.outcomes.get(outcome, 0) + count
            if outcome == "opened":
                row.alerts[told] += count
    return sorted(found.values(), key=lambda row: (-row.answers, row.rule_id))
