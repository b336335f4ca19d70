"""Who will need a thing: versions that wait for their day and name it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.settings.fields import Reference
from cxloop.settings.ledger import changes_of
from cxloop.settings.models import SettingVersion
from cxloop.settings.part import Part
from cxloop.settings.sentences import Sentence, listed, sentence


def refusal(session: Session, part_name: str, key: str) -> Sentence | None:
    """Why this thing cannot be put away, where something will name it on a day to come."""
    waits = SettingVersion.began_at.is_(None), SettingVersion.refused.is_(None)
    found = session.scalars(select(SettingVersion).where(*waits).order_by(SettingVersion.id))
    names = dict.fromkeys(_called(one) for one in found if key in _named(one, part_name))
    said = _("“%(name)s” is to have it from a day to come: call that off first.")
    return sentence(said, name=listed(names)) if names else None


def _named(version: SettingVersion, part_name: str) -> set[str]:
    changes, kind = changes_of(version), Part.every.get(version.part)
    to_it = (
        [one.name for one in kind.fields if isinstance(one, Reference) and one.to == part_name]
        if kind
        else []
    )
    named = [changes[name] for name in to_it if changes.get(name)]
    return {key for one in named for key in (one if isinstance(one, list) else [one])}


def _called(version: SettingVersion) -> str:
    return str(version.values.get("name") or version.values.get("name_en") or version.item)
