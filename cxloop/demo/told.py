"""The alerts a ticket of the older story has sent: written as sent long ago, so that a start tells nobody again."""

from datetime import datetime
from typing import Any

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert
from cxloop.alerts.wording import HANDED_OVER
from cxloop.database import Model
from cxloop.demo.ledger import Row
from cxloop.tickets.changes import subject


class Told:
    """The alerts about one ticket."""

    def __init__(self, ticket_id: int, team_id: int, contact_id: int | None) -> None:
        self.ticket_id = ticket_id
        self.subject, self.team, self.contact_id = subject(ticket_id), f"team:{team_id}", contact_id
        self.alerts: list[Row] = []
        self.update: Row | None = None

    def opened(self, at: datetime) -> None:
        self._add("ticket_opened", "slack", self.team, at)

    def changed(self, at: datetime) -> None:
        if self.update is None:
            self.update = self._add(outbox.UPDATE, "slack", self.team, at)
        else:
            self.update["generation"] += 1

    def asked(self, verification_id: int, at: datetime) -> None:
        facts = {"verification": verification_id}
        self._add("verification_asked", "mail", f"contact:{self.contact_id}", at, verification_id, facts)

    def reopened(self, reopening_id: int, at: datetime, because: str) -> None:
        facts = {"because": because, "partly": because == "partly"}
        self._add("reopened", "slack", self.team, at, reopening_id, facts)

    def handed_over(self, owner_id: int | None, by_id: int, assignment_id: int, at: datetime) -> None:
        """Whoever gave it to themselves, or to nobody, told nobody."""
        if owner_id is None or owner_id == by_id:
            return
        facts = {"tickets": [self.ticket_id], "by": by_id}
        self._add(HANDED_OVER, "slack", f"user:{owner_id}", at, assignment_id, facts)

    def escalated(self, promise: str, step: int, told_id: int | None, at: datetime) -> None:
        recipient = f"user:{told_id}" if told_id else self.team
        self._add("escalated", "slack", recipient, at, step, {"promise": promise})
        self.changed(at)

    def rows(self) -> dict[type[Model], list[Row]]:
        return {Alert: self.alerts}

    def _add(
        self,
        kind: str,
        via: str,
        recipient: str,
        at: datetime,
        step: int = 0,
        facts: dict[str, Any] | None = None,
    ) -> Row:
        row = outbox.new_row(
            kind=kind, subject=self.subject, via=via, recipient=recipient, at=at, step=step, facts=facts
        )
        row |= {"state": "sent", "attempts": 1, "first_tried_at": at, "sent_at": at}
        self.alerts.append(row)
        return row
