"""Keep a list: a file of customer companies and their people becomes accounts and contacts, every row accounted for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from cxloop.accounts.changes import By, Outcome
from cxloop.accounts.contacts import upsert_contact
from cxloop.accounts.matching import name_key
from cxloop.accounts.refusals import FieldsRefused, Refusal
from cxloop.loop.customers.customers import keep_account
from cxloop.responses.customer_lists.rows import Broken, Entry

CUSTOMERS_A_BATCH = 100


@dataclass
class Kept:
    """read = created + updated + unchanged + rejected, at any moment; `people` counts the contacts the rows name."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    people: dict[str, int] = field(default_factory=lambda: {"created": 0, "updated": 0, "unchanged": 0})
    rejections: list[tuple[int, list[tuple[str, str, dict[str, object]]], list[str]]] = field(
        default_factory=list
    )
    """(line, (field, code, facts) of each refusal, cells)."""
    seen: dict[str, tuple[int, dict[str, Any], Outcome]] = field(default_factory=dict)
    """Which company was on which line, by each of its names: a file may name it once for each of its people."""

    def copy(self) -> "Kept":
        """For one attempt at a batch, which may have to be made again."""
        return replace(self, people=dict(self.people), rejections=list(self.rejections), seen=dict(self.seen))

    @property
    def rejected(self) -> int:
        return len(self.rejections)

    def counts(self) -> dict[str, Any]:
        """For a record or a page."""
        names = ("read", "created", "updated", "unchanged", "rejected", "people")
        return {name: getattr(self, name) for name in names}


def keep_rows(session: Session, rows: Iterable[Entry | Broken], by: By, so_far: Kept) -> None:
    """Store these rows and count them in `so_far`; a row that is refused leaves nothing behind."""
    for row in rows:
        so_far.read += 1
        if isinstance(row, Broken):
            so_far.rejections.append((row.line, [("", row.code, row.facts)], row.cells))
            continue
        try:
            with session.begin_nested():
                outcome, person = _keep(session, row, by, so_far)
        except FieldsRefused as refused:
            reasons = [(one.field, one.code, dict(one.facts)) for one in refused.refusals]
            so_far.rejections.append((row.line, reasons, row.cells))
            continue
        setattr(so_far, outcome, getattr(so_far, outcome) + 1)
        if person:
            so_far.people[person] += 1


def _keep(session: Session, row: Entry, by: By, so_far: Kept) -> tuple[Outcome, Outcome | None]:
    names = _names(row.account)
    before = next((so_far.seen[name] for name in names if name in so_far.seen), None)
    if before and any(row.account.get(name, value) != value for name, value in before[1].items()):
        raise FieldsRefused(Refusal("name", "twice_in_file", {"line": before[0]}))
    kept = keep_account(session, row.account, by)
    person: Outcome | None = None
    if row.contact:
        person = upsert_contact(session, {**row.contact, "company": kept.record.name}, by).outcome
    outcome: Outcome = "unchanged" if before else kept.outcome
    so_far.seen |= dict.fromkeys(names, (row.line, row.account, outcome))
    return outcome, person


def _names(account: dict[str, Any]) -> list[str]:
    """By what a row of the same file is recognised as the same company."""
    found = [f"id {account['external_id']}"] if account.get("external_id") else []
    if account.get("name"):
        found.append(f"name {name_key(str(account['name']))}")
    return found or ([f"domain {account['domain']}"] if account.get("domain") else [])
