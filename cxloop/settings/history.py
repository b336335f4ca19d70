"""What a version changed, in plain words and by the names of what it refers to."""

from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.settings import ledger
from cxloop.settings.fields import Field
from cxloop.settings.models import SettingVersion
from cxloop.settings.part import Part, Values
from cxloop.settings.sentences import Sentence, sentence


def of_version(part: Part, version: SettingVersion, session: Session) -> list[Sentence]:
    """What this version changed."""
    return differences(part, version.before, ledger.changes_of(version), session, version.values)


def differences(
    part: Part, before: Values, now: Values, session: Session, whole: Values | None = None
) -> list[Sentence]:
    """Field by field: what it is now instead of before; of something new, what it has. `whole` is what `now` is of."""
    around = (whole or now) | before, whole or now
    return [
        _difference(field, before, now, around, session)
        for field in part.fields
        if field.name in now
        and (before[field.name] != now[field.name] if field.name in before else now[field.name])
    ]


def _difference(
    field: Field, before: Values, now: Values, around: tuple[Values, Values], session: Session
) -> Sentence:
    label, stood, stands = sentence(field.label), before.get(field.name), now[field.name]
    if isinstance(stood, list) and isinstance(stands, list):
        return _of_lists(field, label, stood, stands, around, session)
    now_told = field.told(stands, around[1], session)
    if field.name not in before:
        return sentence(_("%(label)s: %(now)s"), label=label, now=now_told)
    before_told = field.told(stood, around[0], session)
    return sentence(
        _("%(label)s: %(now)s instead of %(before)s"), label=label, now=now_told, before=before_told
    )


def _of_lists(
    field: Field, label: Sentence, before: list[str], now: list[str], around: tuple[Values, Values], session: Session
) -> Sentence:  # fmt: skip
    added, gone = [one for one in now if one not in before], [one for one in before if one not in now]
    more, fewer = field.told(added, around[1], session), field.told(gone, around[0], session)
    if not gone:
        return sentence(_("%(label)s: also %(more)s"), label=label, more=more)
    if not added:
        return sentence(_("%(label)s: without %(fewer)s"), label=label, fewer=fewer)
    return sentence(_("%(label)s: also %(more)s, without %(fewer)s"), label=label, more=more, fewer=fewer)
