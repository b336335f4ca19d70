"""An answer on its way in, before it is stored: what every door (file, API, hook, page, hand) hands to `loop.listen`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Answer:
    """One customer's answer. Texts are clean, `email` is case-folded, moments are aware.

    `external_id` is unique within its source; `score` is on the survey's scale, or None for a comment alone.
    """

    external_id: str
    score: int | None
    comment: str | None
    answered_at: datetime
    email: str | None = None
    name: str | None = None
    company: str | None = None
    contact_external_id: str | None = None
    account_external_id: str | None = None
    phone: str | None = None
    role: str | None = None
    language: str | None = None
    touchpoint: str | None = None
    stage: str | None = None
    yearly_value: int | None = None
    tier: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
