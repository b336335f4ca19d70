"""What customers of a file say of being called again: it holds from the moment of their answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import change_consent, consents
from cxloop.accounts.models import Contact
from cxloop.database import in_pieces
from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.consent_words import CONSENT, may_be_called
from cxloop.responses.models import Response

PURPOSES = ("calls", "verification")
"""What somebody who wants no contact about an answer is spared."""


def heed_wishes(
    session: Session, answers: Sequence[Heard], source_id: int, reading: Mapping[str, Any], at: datetime
) -> None:
    """Keep a yes or a no with the customer; nothing where the file has no such column or nobody is known."""
    column = asked_in(reading)
    if column is None:
        return
    said = {
        answer.external_id: (given, answer.answered_at or at)
        for answer in answers
        if (given := may_be_called(column, (answer.attributes or {}).get(column, ""))) is not None
    }
    people: dict[int, tuple[bool, datetime]] = {}
    for piece in in_pieces(said):
        rows = session.execute(
            select(Response.external_id, Response.contact_id).where(
                Response.source_id == source_id, Response.external_id.in_(piece)
            )
        )
        for external_id, contact_id in rows:
            if contact_id is None:
                continue
            if contact_id not in people or people[contact_id][1] <= said[external_id][1]:
                people[contact_id] = said[external_id]
    last = max((moment for _, moment in people.values()), default=at)
    known = consents(session, people, last)
    for contact_id, (given, moment) in people.items():
        if any(known[contact_id][purpose] != given for purpose in PURPOSES):
            contact = session.get_one(Contact, contact_id)
            change_consent(session, contact, given=given, at=moment, source="file", purposes=PURPOSES)


def asked_in(reading: Mapping[str, Any]) -> str | None:
    """The name of the column in which customers say whether they may be called."""
    columns, fields = reading.get("columns") or [], reading.get("fields") or []
    return next((name for name, field in zip(columns, fields, strict=False) if field == CONSENT), None)
