"""What another place or another name of a cause would have meant for the tickets resolved with it."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.drivers import catalogue
from cxloop.drivers.family import family_of
from cxloop.drivers.models import Driver
from cxloop.language import marked as _
from cxloop.settings import past
from cxloop.settings.consequences import MOST_EXAMPLES, Consequence, Example, Line
from cxloop.settings.part import Values
from cxloop.settings.sentences import Sentence, counted, in_each_language, sentence


def resolved_with(
    session: Session, cause: Driver, before: Values, wanted: Values, days: int, at: datetime
) -> Consequence:
    """The tickets of the last `days` that named this cause, one below it, or one merged into these."""
    own = set(session.scalars(family_of(cause.id)))
    count = past.resolved_with(session, own, days, at)
    lines = _moved(session, cause, own, before, wanted, days, at)
    examples = [
        Example(told, _ticket(number, who), "ticket", number)
        for number, who, told in past.examples_resolved_with(session, own, days, at, MOST_EXAMPLES)
    ]  # fmt: skip
    return Consequence(
        _headline(count, days, wanted, before), days, lines, examples, _warnings(wanted, before, count),
        facts={"tickets": count},
    )  # fmt: skip


def _moved(
    session: Session, cause: Driver, own: set[int], before: Values, wanted: Values, days: int, at: datetime
) -> list[Line]:
    """How many count with each of those it leaves and joins."""
    moved = [before[name] != wanted[name] for name in ("above", "merged_into")]
    keys = [one[name] for name in ("above", "merged_into") for one in (before, wanted)] if any(moved) else []
    touched = [one for key in dict.fromkeys(keys) if key and (one := catalogue.of_key(session, key))]
    count = past.resolved_with(session, own, days, at)
    lines = []
    for one in touched:
        today = set(session.scalars(family_of(one.id)))
        alone = past.resolved_with(session, today - own, days, at)
        with_own = past.resolved_with(session, today | own, days, at)
        joins = one.key in (wanted["above"], wanted["merged_into"])
        label = sentence(_("Tickets counted with “%(cause)s”"), cause=_path(one))
        lines.append(Line(label, with_own if own <= today else alone, with_own if joins else alone))
    if moved[1] and count:
        label = sentence(_("Tickets counted with “%(cause)s”"), cause=_path(cause))
        lines.append(
            Line(label, 0 if before["merged_into"] else count, 0 if wanted["merged_into"] else count)
        )
    return [line for line in lines if line.differs]


def _headline(count: int, days: int, wanted: Values, before: Values) -> Sentence:
    if wanted["merged_into"] and wanted["merged_into"] != before["merged_into"]:
        return counted(
            "%(num)s ticket of the last %(days)d days was resolved with it and counts with the other one from now on.",
            "%(num)s tickets of the last %(days)d days were resolved with it and count with the other one from now on.",
            count, days=days,
        )  # fmt: skip
    return counted(
        "%(num)s ticket of the last %(days)d days was resolved with it.",
        "%(num)s tickets of the last %(days)d days were resolved with it.",
        count, days=days,
    )  # fmt: skip


def _warnings(wanted: Values, before: Values, count: int) -> list[Sentence]:
    if wanted["retired"] and not before["retired"] and count and not wanted["merged_into"]:
        return [
            sentence(
                _("It is in use: such tickets will need another cause. Merging keeps the history together.")
            )
        ]
    renamed = wanted["name_en"] != before["name_en"] or wanted["name_it"] != before["name_it"]
    return [sentence(_("Tickets and reports of the past show the new name too."))] if renamed else []


def _ticket(number: int, who: str | None) -> Sentence:
    if who is None:
        return sentence(_("Ticket %(number)d"), number=number)
    return sentence(_("Ticket %(number)d, %(who)s"), number=number, who=who)


def _path(cause: Driver) -> Sentence:
    return in_each_language(cause.path("en"), cause.path("it"))
