"""The one way a setting changes: a row in the ledger, now or from a day; what stood before it can always come back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.language import LANGUAGES
from cxloop.language import marked as _
from cxloop.naming import is_key
from cxloop.settings import drafts
from cxloop.settings.models import SettingDraft, SettingVersion
from cxloop.settings.part import Part, Values
from cxloop.settings.sentences import Refused, sentence

LONGEST_WHY = 1_000


class NothingToChange(Exception):
    """It stands so already."""


@dataclass(frozen=True)
class Hand:
    """Who switches a setting on, by which door, and why; `by_id` None is an operator at the command line."""

    by_id: int | None
    via: str
    why: str = ""


def switch_on(
    session: Session, part: Part, key: str, given: Values, hand: Hand, *, at: datetime,
    begins_at: datetime | None = None, base: Values | None = None, returns_to: int | None = None,
) -> SettingVersion:  # fmt: skip
    """Make a thing so, now or from `begins_at`; without a key it is a new one. `base` is what a draft began with.

    Raises:
        Refused: it cannot be so, or somebody changed the same meanwhile.
        NothingToChange
    """
    before = part.read(session, key) if key else None
    if base and before is not None:
        given, crossed = drafts.merged(given, base, before)
        if crossed:
            why = sentence(_("Somebody changed this meanwhile. Look at it again, then save the draft anew."))
            raise Refused(dict.fromkeys(crossed, why))
    wanted = part.checked(session, key, given, before)
    changed = [name for name in wanted if before is None or wanted[name] != before.get(name)]
    if not changed:
        raise NothingToChange(key)
    if before is None and key and not is_key(key):
        raise Refused(
            {"": sentence(_("A key is made of small letters, figures, dashes and dots: %(key)s."), key=key)}
        )
    key = key or part.free_key(session, wanted)
    later = begins_at is not None and begins_at > at
    if later and before is None:
        raise Refused({"begins_at": sentence(_("What is new begins at once."))})
    if before is not None:
        _as_found(session, part, key, before, at)
    version = SettingVersion(
        part=part.name, item=key, number=_next_number(session, part, key), values=wanted, changed=changed,
        before={name: before[name] for name in changed} if before else {}, made_at=at,
        begins_at=begins_at if later else at, by_id=hand.by_id, via=hand.via, why=hand.why[:LONGEST_WHY],
        returns_to=returns_to,
    )  # fmt: skip
    session.add(version)
    if not later:
        part.write(session, key, wanted, at)
        version.began_at = at
    session.flush()
    audit_log.record(
        session, "setting_changed", at=at, actor_id=hand.by_id, via=hand.via, part=part.name, item=key,
        version=version.number,
    )  # fmt: skip
    return version


def switch_draft_on(
    session: Session,
    part: Part,
    draft: SettingDraft,
    hand: Hand,
    *,
    at: datetime,
    begins_at: datetime | None = None,
) -> SettingVersion:
    """Switch a draft on and put it away; others of the same thing stay, and are merged when their turn comes."""
    version = switch_on(
        session, part, draft.item, draft.values, hand, at=at, begins_at=begins_at, base=draft.base
    )
    drafts.throw_away(session, draft)
    return version


def go_back(
    session: Session, part: Part, key: str, number: int, hand: Hand, *, at: datetime
) -> SettingVersion:
    """Make a thing as this version had it, which is a new version.

    Raises:
        Refused: what it names is there no more.
        NothingToChange
        LookupError: there is no such version.
    """
    found = of_number(session, part, key, number)
    if found is None:
        raise LookupError(number)
    known = {field.name for field in part.fields}
    now = part.read(session, key) or {}
    values = now | {name: value for name, value in found.values.items() if name in known}
    return switch_on(session, part, key, values, hand, at=at, returns_to=number)


def begin_due(session: Session, parts: dict[str, Part], at: datetime) -> list[SettingVersion]:
    """Let the versions whose day has come begin, the oldest first; one that cannot says why, and waits no more."""
    waiting = (
        SettingVersion.began_at.is_(None),
        SettingVersion.refused.is_(None),
        SettingVersion.begins_at <= at,
    )
    due = session.scalars(
        select(SettingVersion).where(*waiting).order_by(SettingVersion.begins_at, SettingVersion.id)
    ).all()
    for version in due:
        part, now = parts[version.part], parts[version.part].read(session, version.item)
        values = (now or {}) | {name: version.values[name] for name in version.changed}
        try:
            kept = part.checked(session, version.item, values, now)
        except Refused as refused:
            version.refused = refused.say(LANGUAGES[0])
            continue
        version.before = {name: now[name] for name in version.changed} if now else {}
        part.write(session, version.item, kept, at)
        version.values, version.began_at = kept, at
        session.flush()
    return list(due)


def call_off(session: Session, version: SettingVersion, hand: Hand, at: datetime) -> None:
    """A version that waits for its day will not begin.

    Raises:
        LookupError: it has begun already.
    """
    if version.began_at is not None or version.refused is not None:
        raise LookupError(version.number)
    version.refused = {"": "called off"}
    audit_log.record(
        session, "setting_called_off", at=at, actor_id=hand.by_id, via=hand.via, part=version.part,
        item=version.item, version=version.number,
    )  # fmt: skip


def versions(session: Session, part: Part, key: str) -> Sequence[SettingVersion]:
    """Every version of a thing, the newest first."""
    of_this = (SettingVersion.part == part.name, SettingVersion.item == key)
    return session.scalars(
        select(SettingVersion).where(*of_this).order_by(SettingVersion.number.desc())
    ).all()


def of_number(session: Session, part: Part, key: str, number: int) -> SettingVersion | None:
    return next((one for one in versions(session, part, key) if one.number == number), None)


def changes_of(version: SettingVersion) -> Values:
    """The fields it changes, as it sets them."""
    return {name: version.values[name] for name in version.changed if name in version.values}


def in_force(found: Sequence[SettingVersion]) -> SettingVersion | None:
    """Which of a thing's versions stands now: the one that began last."""
    return max(
        (one for one in found if one.began_at), key=lambda one: (one.began_at, one.number), default=None
    )


def _as_found(session: Session, part: Part, key: str, before: Values, at: datetime) -> None:
    """What stood without the ledger's knowledge is written down first, so that one can return to it."""
    last = in_force(versions(session, part, key))
    if last is not None and last.values == before:
        return
    known = last.values if last else {}
    changed = [name for name in before if before[name] != known.get(name)]
    found = SettingVersion(
        part=part.name, item=key, number=_next_number(session, part, key), values=before, changed=changed,
        before={name: known[name] for name in changed if name in known}, made_at=at, begins_at=at, began_at=at,
        by_id=None, via="found", why="",
    )  # fmt: skip
    session.add(found)
    session.flush()


def _next_number(session: Session, part: Part, key: str) -> int:
    of_this = (SettingVersion.part == part.name, SettingVersion.item == key)
    return (session.scalar(select(func.max(SettingVersion.number)).where(*of_this)) or 0) + 1
