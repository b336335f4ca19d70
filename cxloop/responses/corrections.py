"""What a second look at a file has corrected: each answer's before and after. Read only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.database import in_pieces
from cxloop.responses.models import Response, ResponseChange


@dataclass(frozen=True)
class Correction:
    """`changes` is field → (before, after); what was changed again since shows what stood in between."""

    response_id: int
    external_id: str
    person: str | None
    changes: Mapping[str, tuple[Any, Any]]


def number_of(session: Session, job_id: int) -> int:
    """How many answers a second look corrected."""
    mine = ResponseChange.import_id == job_id
    return session.scalar(select(func.count()).select_from(ResponseChange).where(mine)) or 0


def of_job(session: Session, job_id: int, most: int | None = None) -> list[Correction]:
    """The corrections of a second look; the first ones with `most`."""
    chosen = (
        select(ResponseChange, Response, Contact)
        .join(Response, Response.id == ResponseChange.response_id)
        .outerjoin(Contact, Contact.id == Response.contact_id)
        .where(ResponseChange.import_id == job_id)
        .order_by(ResponseChange.id)
        .limit(most)
    )
    rows = session.execute(chosen).all()
    later = _next_changes(session, [change for change, _, _ in rows])
    before = _people(session, [change.contact_before_id for change, _, _ in rows if change.contact_before_id])
    found = []
    for change, response, contact in rows:
        after = later.get(change.id)
        pairs = {
            "score": (change.score_before, after.score_before if after else response.score),
            "comment": (change.comment_before, after.comment_before if after else response.comment),
            "answered_at": (
                change.answered_at_before,
                after.answered_at_before if after else response.answered_at,
            ),
        }
        pairs = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        for name, value in (change.facts_before or {}).items():
            if name == "person":
                pairs[name] = (before.get(change.contact_before_id or 0), _called(contact))
            else:
                pairs[name] = (value, getattr(response, name))
        found.append(Correction(response.id, response.external_id, _called(contact), pairs))
    return found


def _next_changes(session: Session, changes: Sequence[ResponseChange]) -> dict[int, ResponseChange]:
    """The change after each of these, of the same answer."""
    ids = {change.response_id for change in changes}
    if not ids:
        return {}
    chosen = (
        select(ResponseChange).where(ResponseChange.response_id.in_(ids)).order_by(ResponseChange.id.desc())
    )
    newest: dict[int, ResponseChange] = {}
    after: dict[int, ResponseChange] = {}
    for change in session.scalars(chosen):
        if change.response_id in newest:
            after[change.id] = newest[change.response_id]
        newest[change.response_id] = change
    return after


def _people(session: Session, ids: Sequence[int]) -> dict[int, str | None]:
    return {
        one.id: _called(one)
        for piece in in_pieces(ids)
        for one in session.scalars(select(Contact).where(Contact.id.in_(piece)))
    }


def _called(contact: Contact | None) -> str | None:
    return (contact.name or contact.email or contact.external_id) if contact else None
