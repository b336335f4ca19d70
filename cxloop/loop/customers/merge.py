"""Merge: two contacts are one person. What the one had moves to the other, and can move back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from cxloop.accounts import contacts, keys, suggesting
from cxloop.accounts.changes import By, write_down
from cxloop.accounts.consent import PURPOSES, change_consent, consents, refused_by
from cxloop.accounts.models import Contact, ContactKey, Merge
from cxloop.database import bulk
from cxloop.people.models import User
from cxloop.tickets.belongings import MOVES, ids_of, move, move_ids
from cxloop.tickets.changes import changed
from cxloop.tickets.models import Ticket
from cxloop.wordbook import words_changed

LEARNS = ("name", "phone", "role", "buying_role", "language", "account_id")
"""What the contact kept takes over where it has nothing; ids and addresses stay with the other and lead here."""
LATE_WITHIN = timedelta(hours=2)
MOST_NAMED = 20
"""Other open tickets that each ticket's trail names, the oldest first."""


class MergeRefused(Exception):
    """These two cannot be merged, or not told apart again; `code` is one of same, gone, elsewhere."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class WouldMove:
    """What merging would move, counted, and the fields the contact kept would learn."""

    counts: dict[str, int]
    learns: tuple[str, ...]


def preview(session: Session, kept: Contact, merged: Contact) -> WouldMove:
    """What merging the second into the first would do; changes nothing."""
    counts = {name: len(ids_of(session, model, merged.id)) for name, model in MOVES.items()}
    return WouldMove(counts, tuple(_learnt(kept, merged)))


def merge(
    session: Session, kept_id: int, merged_id: int, *, by: User, at: datetime, via: str = "web"
) -> Merge:
    """Make two contacts one. Again is the same: the merge that stands is returned.

    A contact that was merged before stands for the one it was merged into, so there are no chains and no circles.

    Raises:
        LookupError: there is no such contact.
        MergeRefused: they are one contact.
    """
    kept, merged = _both(session, kept_id, merged_id)
    if kept.id == merged.id:
        standing = _standing(session, kept_id, merged_id)
        if standing is None:
            raise MergeRefused("same")
        return standing
    moved: dict[str, Any] = {name: move(session, model, merged.id, kept.id) for name, model in MOVES.items()}
    moved["aliases"] = _pass_on_aliases(session, merged.id, kept.id)
    moved["learnt"] = _learnt(kept, merged)
    for field in moved["learnt"]:
        setattr(kept, field, getattr(merged, field))
    moved["refused"] = _refuse_for_both(session, kept, merged, at, by)
    merged.merged_into_id = kept.id
    record = Merge(kept_id=kept.id, merged_id=merged.id, at=at, by_id=by.id, moved=moved)
    session.add(record)
    session.flush()
    suggesting.settle(session, kept.id, merged.id, at, by.id)
    _tell_tickets(session, record, "contact_merged", by, at, via)
    for contact in (kept, merged):
        write_down(session, contact, "merged", moved["learnt"] if contact is kept else [], By(at, via, by.id))
    _rekey(session, kept, merged)
    return record


def tell_apart(session: Session, merge_id: int, *, by: User, at: datetime, via: str = "web") -> Merge:
    """Undo a merge: what moved moves back, and the two are not suggested again. Again does nothing.

    What came in since stays with the contact that was kept.

    Raises:
        LookupError: there is no such merge.
        MergeRefused: the contact kept was itself merged since; that merge comes first.
    """
    record = session.get(Merge, merge_id, with_for_update=True)
    if record is None:
        raise LookupError(merge_id)
    if record.undone_at is not None:
        return record
    locked = contacts.locked(session, [record.kept_id, record.merged_id])
    kept, merged = locked[record.kept_id], locked[record.merged_id]
    if merged.merged_into_id != kept.id:
        raise MergeRefused("elsewhere")
    for name, model in MOVES.items():
        move_ids(session, model, record.moved[name], kept.id, merged.id)
    back = bulk.among(session, Contact.id, record.moved["aliases"])
    session.execute(
        update(Contact).where(back, Contact.merged_into_id == kept.id).values(merged_into_id=merged.id)
    )
    for field in record.moved["learnt"]:
        if getattr(kept, field) == getattr(merged, field):
            setattr(kept, field, None)
    merged.merged_into_id = None
    session.flush()
    _allow_again(session, (kept, merged), record, at, by)
    record.undone_at = at
    suggesting.two_people(session, kept.id, merged.id, at, by.id)
    _tell_tickets(session, record, "contact_told_apart", by, at, via)
    for contact in (kept, merged):
        write_down(session, contact, "told_apart", [], By(at, via, by.id))
    _rekey(session, kept, merged)
    return record


def gather_late(session: Session, at: datetime) -> int:
    """Move what was stored for a merged contact by a door that had read it just before; returns how many rows."""
    count = 0
    for record in session.scalars(
        select(Merge).where(Merge.at >= at - LATE_WITHIN, Merge.undone_at.is_(None)).order_by(Merge.id)
    ):
        merged = session.get_one(Contact, record.merged_id)
        if merged.merged_into_id is None:
            continue
        late = {name: move(session, model, merged.id, merged.merged_into_id) for name, model in MOVES.items()}
        if any(late.values()):
            record.moved = {
                **record.moved,
                **{name: [*record.moved[name], *ids] for name, ids in late.items()},
            }
            count += sum(map(len, late.values()))
    return count


def _both(session: Session, kept_id: int, merged_id: int) -> tuple[Contact, Contact]:
    """The two as they are now, locked; a merged one stands for the contact it belongs to."""
    meant = dict(
        session.execute(
            select(Contact.id, Contact.merged_into_id).where(Contact.id.in_((kept_id, merged_id)))
        ).all()
    )
    wanted = [meant.get(number) or number for number in (kept_id, merged_id)]
    locked = contacts.locked(session, wanted)
    if not {kept_id, merged_id} <= meant.keys() or not set(wanted) <= locked.keys():
        raise LookupError((kept_id, merged_id))
    kept, merged = (locked[number] for number in wanted)
    if kept.merged_into_id or merged.merged_into_id:  # while we waited for the lock
        return _both(session, kept_id, merged_id)
    return kept, merged


def _standing(session: Session, one_id: int, other_id: int) -> Merge | None:
    """The merge that made these two one."""
    either = or_(
        (Merge.kept_id == one_id) & (Merge.merged_id == other_id),
        (Merge.kept_id == other_id) & (Merge.merged_id == one_id),
    )
    return session.scalars(
        select(Merge).where(either, Merge.undone_at.is_(None)).order_by(Merge.id.desc()).limit(1)
    ).first()


def _pass_on_aliases(session: Session, from_id: int, to_id: int) -> list[int]:
    aliases = list(session.scalars(select(Contact.id).where(Contact.merged_into_id == from_id)))
    if aliases:
        session.execute(
            update(Contact).where(bulk.among(session, Contact.id, aliases)).values(merged_into_id=to_id)
        )
    return aliases


def _learnt(kept: Contact, merged: Contact) -> list[str]:
    return [field for field in LEARNS if getattr(kept, field) is None and getattr(merged, field) is not None]


def _refuse_for_both(
    session: Session, kept: Contact, merged: Contact, at: datetime, by: User
) -> dict[str, list[str]]:
    """What one of them refused is refused for both; returns what each refuses that it allowed before."""
    now = consents(session, [kept.id, merged.id], at)
    found: dict[str, list[str]] = {}
    for one, other in ((kept, merged), (merged, kept)):
        refused = [purpose for purpose in PURPOSES if not now[other.id][purpose]]
        found[str(one.id)] = change_consent(
            session, one, given=False, at=at, source="merge", by_id=by.id, purposes=refused
        )
    return found


def _allow_again(
    session: Session, contacts_: tuple[Contact, Contact], record: Merge, at: datetime, by: User
) -> None:
    """What only the merge refused is allowed again; what they refused since stays refused."""
    before = record.moved.get("refused", {})
    if record.moved.get("asked_for_silence"):  # of a merge from when consent was one word
        before = {str(record.kept_id): list(PURPOSES)}
    for contact in contacts_:
        again = [
            purpose
            for purpose in before.get(str(contact.id), [])
            if (word := refused_by(session, contact.id, purpose, at)) and word.at <= record.at
        ]
        change_consent(session, contact, given=True, at=at, source="told_apart", by_id=by.id, purposes=again)


def _tell_tickets(session: Session, record: Merge, kind: str, by: User, at: datetime, via: str) -> None:
    """One event on each ticket that moved; open ones also name other open tickets of the same person."""
    chosen = select(Ticket).where(
        or_(
            bulk.among(session, Ticket.id, record.moved["tickets"]),
            Ticket.contact_id.in_((record.kept_id, record.merged_id)) & Ticket.is_open,
        )
    )
    tickets = session.scalars(
        chosen.order_by(Ticket.id).with_for_update(of=Ticket).execution_options(populate_existing=True)
    ).all()
    named = [ticket.id for ticket in tickets if ticket.is_open][: MOST_NAMED + 1]
    moved = set(record.moved["tickets"])
    for ticket in tickets:
        others = [other for other in named if other != ticket.id] if kind == "contact_merged" else []
        if ticket.id in moved or others:
            changed(
                session, ticket, kind, at=at, actor_id=by.id, via=via, merge=record.id, kept=record.kept_id,
                merged=record.merged_id, also_open=others[:MOST_NAMED] if ticket.is_open else [],
            )  # fmt: skip


def _rekey(session: Session, kept: Contact, merged: Contact) -> None:
    session.flush()
    session.execute(delete(ContactKey).where(ContactKey.contact_id == merged.id))
    keys.rekey(session, [contact.id for contact in (kept, merged) if contact.merged_into_id is None])
    words_changed(session, "contact", [kept.id, merged.id])
