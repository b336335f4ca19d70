"""What a row of an export becomes: an answer that was heard, or a row that was rejected with its reason."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from cxloop.language import Translate
from cxloop.language import marked as _
from cxloop.responses.importing.refusals import sentence


class Heard(NamedTuple):
    """One answer. `answered_at` is aware UTC, None when the file has no dates; `remarks` are (code, facts)."""

    line: int
    external_id: str
    score: int | None
    comment: str | None
    answered_at: datetime | None
    email: str | None = None
    name: str | None = None
    contact_external_id: str | None = None
    company: str | None = None
    language: str | None = None
    phone: str | None = None
    touchpoint: str | None = None
    stage: str | None = None
    tier: str | None = None
    yearly_value: Decimal | None = None
    attributes: dict[str, str] | None = None
    remarks: tuple[tuple[str, dict[str, object]], ...] = ()
    account_external_id: str | None = None
    may_be_called: bool | None = None
    """The customer's leave to be called about this answer; None where they were not asked."""


class Rejected(NamedTuple):
    """One row that was not kept: `reason` is a code of `refusals.SENTENCES`."""

    line: int
    reason: str
    facts: dict[str, object]
    cells: list[str]

    def sentence(self, translate: Translate = _) -> str:
        return sentence(self.reason, self.facts, translate)


Row = Heard | Rejected
