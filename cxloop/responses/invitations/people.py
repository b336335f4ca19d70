"""Somebody to invite, as a list, a program or a colleague describes them. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from cxloop.language import LANGUAGES
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned, email_of

FIELDS = ("email", "name", "contact_external_id", "language", "company", "phone", "touchpoint", "external_id")
LONGEST = {
    "name": 200,
    "company": 200,
    "contact_external_id": 200,
    "external_id": 200,
    "touchpoint": 100,
    "phone": 40,
}
CALLED = {"italiano": "it", "italian": "it", "inglese": "en", "english": "en"}


class Asked(NamedTuple):
    """One person; `external_id` names what is asked about, as an order: the same one again is the same invitation."""

    line: int
    email: str | None = None
    name: str | None = None
    contact_external_id: str | None = None
    language: str | None = None
    company: str | None = None
    phone: str | None = None
    touchpoint: str | None = None
    external_id: str | None = None
    yearly_value: Decimal | None = None
    tier: str | None = None
    account_external_id: str | None = None


class Refused(NamedTuple):
    """One row that names nobody we could write to: nobody, email_unreadable or cells_too_many."""

    line: int
    reason: str
    facts: dict[str, object]


def described(line: int, given: Mapping[str, object]) -> Asked | Refused:
    """Read what somebody gave; `given` may hold any of FIELDS as text, the rest is left out."""
    text = {
        field: cleaned(str(given.get(field) or ""))[: LONGEST.get(field, 320)].strip() for field in FIELDS
    }
    email = email_of(text["email"]) if text["email"] else None
    if text["email"] and email is None:
        return Refused(line, "email_unreadable", {"value": text["email"][:80]})
    if email is None and not text["contact_external_id"]:
        return Refused(line, "nobody", {})
    return Asked(
        line, email, text["name"] or None, text["contact_external_id"] or None, language_of(text["language"]),
        text["company"] or None, text["phone"] or None, text["touchpoint"] or None, text["external_id"] or None,
    )  # fmt: skip


def language_of(text: str) -> str | None:
    """ "it-IT", "Italiano", "EN" as one of our languages; None for another."""
    name = plain(text[:20])
    code = CALLED.get(name, name.replace("_", "-").split("-")[0])
    return code if code in LANGUAGES else None
