"""Drafts: what somebody would like a setting to be. Leaving the page loses nothing; no customer notices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.settings.models import SettingDraft
from cxloop.settings.part import Part, Values


def save(
    session: Session,
    part: Part,
    key: str,
    values: Values,
    *,
    by_id: int,
    at: datetime,
    draft_id: int | None = None,
) -> SettingDraft:
    """Keep these values as this person's draft of this thing; `values` have been checked."""
    draft = of_id(session, part, key, draft_id) if draft_id else _own(session, part, key, by_id)
    if draft is None or draft.by_id != by_id:
        base = part.read(session, key) if key else None
        draft = SettingDraft(
            part=part.name, item=key, values=values, base=base or {}, by_id=by_id, saved_at=at
        )
        session.add(draft)
    draft.values, draft.saved_at = values, at
    session.flush()
    return draft


def of_id(session: Session, part: Part, key: str, draft_id: int) -> SettingDraft | None:
    draft = session.get(SettingDraft, draft_id)
    return draft if draft and (draft.part, draft.item) == (part.name, key) else None


def beside(session: Session, part: Part, key: str) -> Sequence[SettingDraft]:
    """Every draft of this thing, the one saved last first."""
    of_this = (SettingDraft.part == part.name, SettingDraft.item == key)
    return session.scalars(select(SettingDraft).where(*of_this).order_by(SettingDraft.saved_at.desc())).all()


def of_part(session: Session, part: Part) -> Sequence[SettingDraft]:
    return session.scalars(select(SettingDraft).where(SettingDraft.part == part.name)).all()


def throw_away(session: Session, draft: SettingDraft) -> None:
    """Put it away: it was switched on, or whoever kept it wants it no more."""
    session.delete(draft)


def discard(session: Session, draft: SettingDraft, *, by_id: int, at: datetime) -> None:
    """Throw it away unused; a colleague's is told in the audit log, for its words are gone."""
    if draft.by_id != by_id:
        audit_log.record(
            session, "setting_draft_discarded", at=at, actor_id=by_id, via="web", part=draft.part, item=draft.item,
            user=draft.by_id,
        )  # fmt: skip
    session.delete(draft)


def changed_fields(values: Values, base: Values) -> list[str]:
    """The names of the fields in which a draft differs from what it began with."""
    return [name for name, value in values.items() if name not in base or base[name] != value]


def merged(draft_values: Values, base: Values, now: Values) -> tuple[Values, list[str]]:
    """What the draft makes of what stands now: its own changes, and everything else as it is.

    The second part names fields that somebody else changed meanwhile to something that is neither.
    """
    mine = changed_fields(draft_values, base)
    crossed = [
        name for name in mine if name in base and now.get(name) not in (base.get(name), draft_values[name])
    ]
    return now | {name: draft_values[name] for name in mine}, crossed


def _own(session: Session, part: Part, key: str, by_id: int) -> SettingDraft | None:
    if not key:
        return None
    return next((draft for draft in beside(session, part, key) if draft.by_id == by_id), None)
