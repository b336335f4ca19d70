"""What customers say, with their answer, of being called again: it holds from the moment of the answer."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import change_consent, consents
from cxloop.accounts.models import Contact
from cxloop.database import in_pieces
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response

PURPOSES = ("calls", "verification")
"""What somebody who wants no contact about an answer is spared."""


def heed_wishes(
    session: Session,
    answers: Iterable[Heard],
    source_id: int,
    at: datetime,
    via: str,
    left_out: Collection[str] = frozenset(),
) -> None:
    """Keep a yes or a no with the customer, of answers that are stored; nothing where nobody was asked or is known."""
    said = {
        answer.external_id: (answer.may_be_called, answer.answered_at or at)
        for answer in answers
        if answer.may_be_called is not None and answer.external_id not in left_out
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
    if not people:
        return
    known = consents(session, people, max(moment for _, moment in people.values()))
    source = "file" if via == "import" else str(via)
    for contact_id, (given, moment) in people.items():
        if any(known[contact_id][purpose] != given for purpose in PURPOSES):
            contact = session.get_one(Contact, contact_id)
            change_consent(session, contact, given=given, at=moment, source=source, purposes=PURPOSES)
