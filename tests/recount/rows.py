"""Whole tables as plain rows, and the few questions every figure asks of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, MetaData, select

Row = SimpleNamespace
METRICS = ("nps", "enps", "csat", "ces", "osat")
TABLES = (
    "consent_change", "contact_attempt", "customers_word", "driver", "reopening", "resolution", "response", "rule",
    "survey", "ticket", "triggering", "verification",
)  # fmt: skip


class Rows:
    """Every table read once; `day` is the company's day of a moment."""

    def __init__(self, connection: Connection, tables: MetaData, zone: str, now: datetime) -> None:
        self.zone, self.now = ZoneInfo(zone), now
        self.all: dict[str, list[Row]] = {}
        for name in TABLES:
            table = tables.tables[name]
            found = connection.execute(select(table).order_by(*table.primary_key))
            self.all[name] = [Row(**row) for row in found.mappings()]
        self.response = {row.id: row for row in self.all["response"]}
        self.survey = {row.id: row for row in self.all["survey"]}
        self.rule = {row.id: row for row in self.all["rule"]}
        self._of: dict[str, dict[int, list[Row]]] = {}

    def of(self, table: str, ticket: Row) -> list[Row]:
        """The ticket's rows of a table, in the order they were written."""
        if table not in self._of:
            self._of[table] = defaultdict(list)
            for row in self.all[table]:
                self._of[table][row.ticket_id].append(row)
        return self._of[table][ticket.id]

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def tickets(self, first: date, after: date, clock: str) -> list[Row]:
        """Tickets whose triggering answer falls on these days; `clock` is received_at or answered_at."""
        return [
            ticket
            for ticket in self.all["ticket"]
            if first <= self.day(getattr(self.response[ticket.response_id], clock)) < after
        ]

    def answers(self, first: date, after: date) -> list[Row]:
        return [
            row
            for row in self.all["response"]
            if row.withdrawn_at is None and first <= self.day(row.answered_at) < after
        ]

    def has_a_score(self, survey_id: int) -> bool:
        """Whether the survey asks an explicit metric."""
        return self.survey[survey_id].metric in METRICS

    def is_eligible(self, ticket: Row) -> bool:
        """A rule named the scored answer that opened it; what a colleague opened by hand no rule has named."""
        return self.has_a_score(ticket.survey_id) and self.rule[ticket.rule_id].key != "by_hand"

    def may_be_called(self, ticket: Row, due: datetime | None = None) -> bool:
        """A known person who, by the last word before the promise was due, let us call."""
        due = due or ticket.first_contact_due_at
        if ticket.opened_for_id is None:
            return False
        words = [
            word
            for word in self.all["consent_change"]
            if word.contact_id == ticket.opened_for_id
            and word.purpose == "calls"
            and word.at <= min(due, self.now)
        ]
        return not words or max(words, key=lambda word: (word.at, word.id)).given

    def standing(self, ticket: Row) -> Row | None:
        """The last resolution, unless the ticket was reopened or the customer complained again after it."""
        last = max(self.of("resolution", ticket), key=lambda one: (one.at, one.id), default=None)
        if last is None:
            return None
        complaints = [one.at for one in self.of("triggering", ticket) if one.outcome == "joined"]
        reopened = [one.at for one in self.of("reopening", ticket)]
        is_over = any(at > last.at for at in complaints) or any(at >= last.at for at in reopened)
        return None if is_over else last

    def is_old_enough(self, ticket: Row, days: int = 30) -> bool:
        return self.response[ticket.response_id].received_at + timedelta(days=days) <= self.now


def first(moments: Iterable[datetime]) -> datetime | None:
    return min(moments, default=None)
