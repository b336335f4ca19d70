"""What is recorded of one ticket of the older story: its row as it stands, the rows beside it, and its trail."""

from datetime import datetime
from typing import Any

from cxloop.database import Model
from cxloop.demo.ledger import Ledger, Row
from cxloop.demo.told import Told
from cxloop.tickets.models import Assignment, Ticket, TicketEvent, Triggering
from cxloop.tickets.standing import owed, standing


class Dossier:
    """The rows of a ticket, numbered and written as the verbs would; what happens, `Life` decides."""

    def __init__(self, ledger: Ledger, ticket: Row) -> None:
        self.ledger, self.ticket = ledger, ticket
        self.rows: dict[type[Model], list[Row]] = {}
        self.told = Told(ticket["id"], ticket["team_id"], ticket["contact_id"])
        self.escalated: set[str] = set()
        self.last_at: datetime = ticket["opened_at"]
        self._settle()

    def finished(self) -> dict[type[Model], list[Row]]:
        """All rows, the ticket's first."""
        return {Ticket: [self.ticket], **self.rows, **self.told.rows()}

    def _changed(self, kind: str, at: datetime, actor_id: int | None, via: str, **facts: Any) -> None:
        self.ticket["version"] += 1
        self._settle()
        self._event(kind, at, actor_id, via, **facts)
        self.told.changed(at)

    def _settle(self) -> None:
        ticket = self.ticket
        place = standing(
            self._owed(), priority=ticket["priority"], segment=ticket["segment"], escalated=self.escalated,
            promised=ticket["promised"],
        )  # fmt: skip
        ticket["due_at"], ticket["queue_at"] = place.due_at, place.queue_at
        ticket["escalate_after"] = place.escalate_after
        if place.due_at is None:
            ticket["look_after"] = None

    def _owed(self) -> dict[str, datetime]:
        ticket = self.ticket
        promises = ticket["contact_due_at"], ticket["resolution_due_at"]
        return owed(ticket["state"], *promises, ticket["reached_at"])

    def _event(self, kind: str, at: datetime, actor_id: int | None, via: str, **facts: Any) -> None:
        self.last_at = at
        said = {"ticket_id": self.ticket["id"], "at": at, "actor_id": actor_id, "via": via, "kind": kind}
        self._add(TicketEvent, **said, facts=facts)

    def _assigned(self, owner_id: int | None, by_id: int | None, at: datetime, note: str | None) -> int:
        self.ticket["owner_id"] = owner_id
        return self._record(Assignment, owner_id=owner_id, by_id=by_id, at=at, note=note)

    def _triggered(self, response_id: int, outcome: str, reason: str, at: datetime) -> None:
        facts = {"outcome": outcome, "reason": reason, "at": at}
        rule_id, ticket_id = self.ticket["rule_id"], self.ticket["id"]
        self._add(Triggering, response_id=response_id, rule_id=rule_id, ticket_id=ticket_id, **facts)

    def _record(self, model: type[Model], **facts: Any) -> int:
        number = self.ledger.number(model)
        self._add(model, id=number, ticket_id=self.ticket["id"], **facts)
        return number

    def _add(self, model: type[Model], **facts: Any) -> None:
        self.rows.setdefault(model, []).append(facts)
