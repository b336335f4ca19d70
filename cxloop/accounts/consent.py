"""For what a customer may be contacted: every change is a row with its moment, so that the past can be asked.

Who never said anything may be contacted for everything. `Contact.may_contact` is the present answer for calls.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from cxloop.accounts.fields import PURPOSES
from cxloop.accounts.models import ConsentChange, Contact
from cxloop.database import in_pieces

__all__ = [
    "PURPOSES", "allowed", "change_consent", "consents", "is_allowed", "last_words", "refused_by",
]  # fmt: skip


def change_consent(
    session: Session, contact: Contact, *, given: bool, at: datetime, source: str, by_id: int | None = None,
    purposes: Sequence[str] = PURPOSES,
) -> list[str]:  # fmt: skip
    """The customer allows these purposes or takes them back; the only place that changes it.

    It holds for every contact that was merged into this one as well.

    Args:
        source: by which door: web, file, api, hook, cli, link, merge, told_apart.

    Returns:
        the purposes for which this contact's word is another one than before.
    """
    aliases = session.scalars(select(Contact).where(Contact.merged_into_id == contact.id)).all()
    people = [contact, *aliases]
    now = consents(session, [person.id for person in people], at)
    changed = {person.id: [one for one in purposes if now[person.id][one] != given] for person in people}
    for person in people:
        session.add_all(
            ConsentChange(contact_id=person.id, purpose=one, given=given, at=at, source=source, by_id=by_id)
            for one in changed[person.id]
        )
    session.flush()
    for person in people if "calls" in purposes else ():
        newest = last_words(session, person.id).get(
            "calls"
        )  # what is told late of long ago ends nothing newer
        person.may_contact = newest.given if newest else given
    session.flush()
    return changed[contact.id]


def consents(session: Session, contact_ids: Collection[int], at: datetime) -> dict[int, dict[str, bool]]:
    """{contact: {purpose: whether it was allowed}} at a moment; one statement for each piece of the contacts."""
    found = {contact_id: dict.fromkeys(PURPOSES, True) for contact_id in contact_ids}
    for change in _until(session, contact_ids, at):
        found[change.contact_id][change.purpose] = change.given
    return found


def last_words(session: Session, contact_id: int) -> dict[str, ConsentChange]:
    """The newest word of a contact about each purpose they ever said something of."""
    rows = select(ConsentChange).where(ConsentChange.contact_id == contact_id)
    found = session.scalars(rows.order_by(ConsentChange.at, ConsentChange.id))
    return {change.purpose: change for change in found}


def is_allowed(session: Session, contact: Contact, purpose: str, at: datetime) -> bool:
    """Whether this contact may be contacted for this purpose; asked right before anything leaves."""
    return consents(session, [contact.id], at)[contact.id][purpose]


def refused_by(session: Session, contact_id: int, purpose: str, at: datetime) -> ConsentChange | None:
    """The newest word of a contact about a purpose, where it is a no."""
    changes = [one for one in _until(session, [contact_id], at) if one.purpose == purpose]
    return changes[-1] if changes and not changes[-1].given else None


def allowed(contact_id: Any, purpose: str, moment: Any) -> ColumnElement[bool]:
    """SQL: whether this contact could be contacted for this purpose at that moment.

    Args:
        contact_id: a column; a NULL is nobody, of whom nothing was refused.
        moment: an aware moment, or a column of them.
    """
    newest = (
        select(ConsentChange.given)
        .where(
            ConsentChange.contact_id == contact_id,
            ConsentChange.purpose == purpose,
            ConsentChange.at <= moment,
        )
        .order_by(ConsentChange.at.desc(), ConsentChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(newest, true())


def _until(session: Session, contact_ids: Collection[int], at: datetime) -> list[ConsentChange]:
    """The oldest first."""
    found: list[ConsentChange] = []
    for piece in in_pieces(contact_ids):
        rows = select(ConsentChange).where(ConsentChange.contact_id.in_(piece), ConsentChange.at <= at)
        found += session.scalars(rows.order_by(ConsentChange.at, ConsentChange.id))
    return found
