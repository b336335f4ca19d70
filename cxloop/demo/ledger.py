"""Rows on their way into the database, in batches, with the numbers they refer to each other by."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert
from cxloop.database import Model
from cxloop.demo.answers import Answer
from cxloop.responses.models import Response, Source
from cxloop.rules.models import RuleSet
from cxloop.tickets import trail
from cxloop.tickets.models import (
    Assignment,
    ContactAttempt,
    CustomersWord,
    Escalation,
    Note,
    Reopening,
    Resolution,
    Ticket,
    TicketEvent,
    Triggering,
    Verification,
)
from cxloop.tickets.triggers import NO_SCORE

Row = dict[str, Any]
NUMBERED: tuple[type[Model], ...] = (
    Response, Ticket, Assignment, ContactAttempt, Note, Resolution, Verification, CustomersWord,
    Reopening,
)  # fmt: skip
ORDER: tuple[type[Model], ...] = (
    Response, Ticket, Triggering, Assignment, ContactAttempt, Note, Resolution, Verification, CustomersWord,
    Reopening, Escalation, TicketEvent, Alert,
)  # fmt: skip


class Ledger:
    """Numbers records and inserts them in an order in which each finds what it refers to."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.numbers: dict[type[Model], Callable[[], int]] = {
            model: count(_last(session, model) + 1).__next__ for model in NUMBERED
        }
        self.rows: dict[type[Model], list[Row]] = {model: [] for model in ORDER}
        self.rule_set_id = session.scalar(select(func.max(RuleSet.id)))

    def number(self, model: type[Model]) -> int:
        return self.numbers[model]()

    def add_response(
        self, answer: Answer, source: Source, contact_id: int | None, account_id: int | None
    ) -> int:
        """Write down one answer; returns its id."""
        number = self.number(Response)
        self.rows[Response].append(
            {
                "id": number, "source_id": source.id, "survey_id": source.survey_id, "external_id": answer.external_id,
                "contact_id": contact_id, "account_id": account_id,
                "score": answer.score, "comment": answer.comment, "language": "it" if answer.italian else "en",
                "touchpoint": answer.asked.touchpoint, "stage": answer.asked.stage, "attributes": None,
                "answered_at": answer.at, "received_at": answer.at, "import_id": None,
                "named_up_to": NO_SCORE if source.survey.ticket_low is None else source.survey.ticket_low,
                "rule_set_id": self.rule_set_id,
            }
        )  # fmt: skip
        return number

    def keep(self, finished: Mapping[type[Model], list[Row]]) -> None:
        """Take over the rows of a ticket that nothing more happens to."""
        for model, rows in finished.items():
            self.rows[model] += rows

    def flush(self) -> None:
        """Insert what is waiting."""
        if alerts := self.rows[Alert]:
            outbox.add_channels(self.session, {row["channel"] for row in alerts}, alerts[0]["created_at"])
        for model in ORDER:
            if model is TicketEvent:
                trail.write_all(self.session, self.rows[model])
            elif self.rows[model]:
                self.session.execute(insert(cast("Table", model.__table__)), self.rows[model])
            self.rows[model] = []


def _last(session: Session, model: type[Model]) -> int:
    return session.scalar(select(func.max(model.__table__.c.id))) or 0
