"""What a version changed, in plain words."""

from collections.abc import Iterable

from cxloop.language import marked as _
from cxloop.settings.fields import Field
from cxloop.settings.part import Part, Values
from cxloop.settings.sentences import Sentence, sentence


def differences(part: Part, before: Values, now: Values) -> list[Sentence]:
    """Field by field: what it is now instead of before; of something new, what it has."""
    return [
        _difference(field, before.get(field.name), now[field.name], is_new=field.name not in before)
        for field in part.fields
        if field.name in now
        and (before[field.name] != now[field.name] if field.name in before else now[field.name])
    ]


def _difference(field: Field, before: object, now: object, *, is_new: bool) -> Sentence:
    label = sentence(field.label)
    if (
        isinstance(before, list)
        and isinstance(now, list)
        and all(isinstance(one, str) for one in [*before, *now])
    ):
        return _of_lists(label, before, now)
    if is_new:
        return sentence(_("%(label)s: %(now)s"), label=label, now=field.say(now))
    return sentence(
        _("%(label)s: %(now)s instead of %(before)s"),
        label=label,
        now=field.say(now),
        before=field.say(before),
    )


def _of_lists(label: Sentence, before: list[str], now: list[str]) -> Sentence:
    more, fewer = _listed(set(now) - set(before)), _listed(set(before) - set(now))
    if not fewer:
        return sentence(_("%(label)s: also %(more)s"), label=label, more=more)
    if not more:
        return sentence(_("%(label)s: without %(fewer)s"), label=label, fewer=fewer)
    return sentence(_("%(label)s: also %(more)s, without %(fewer)s"), label=label, more=more, fewer=fewer)


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(sorted(keys))
