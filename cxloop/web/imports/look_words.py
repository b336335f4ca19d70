"""What the page of a second look says, in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from cxloop.database import db
from cxloop.responses import corrections
from cxloop.responses.models import ImportJob
from cxloop.web import current
from cxloop.web.cells import BYTE_ORDER_MARK, line
from cxloop.web.formats import reader

CHANGES_SHOWN = 20
ROWS = ("same", "corrected", "new", "others", "later", "rejected")


def look_words(job: ImportJob) -> Mapping[str, Any]:
    """What the page of a second look says: of what it found, or of what was corrected."""
    forecast = job.forecast or {}
    changed = (
        corrections.of_job(db.session(), job.id, CHANGES_SHOWN) if job.state in ("done", "stopped") else []
    )
    zone = current.company_zone()
    look = {
        "fields": _fields(forecast.get("changes") or {}),
        "examples": [
            {**one, "changes": _pairs(one["changes"], zone)} for one in forecast.get("examples") or []
        ],
        "left": [(one, _left(one["why"])) for one in forecast.get("left") or []],
        "corrections": [(one, _pairs(one.changes, zone)) for one in changed],
        "all": corrections.number_of(db.session(), job.id) if changed else 0,
    }
    return {"look": look, "balance": _balance(forecast) if job.state == "checked" else ""}


def corrections_as_csv(job_id: int) -> list[str]:
    """Every correction of a second look, a line for each field it changed."""
    zone = current.company_zone()
    lines = [BYTE_ORDER_MARK + line([_("Answer"), _("Person"), _("What"), _("before"), _("after")])]
    for one in corrections.of_job(db.session(), job_id):
        for name, before, after in _pairs(one.changes, zone):
            lines.append(line([one.external_id, one.person or "", name, before, after]))
    return lines


def _fields(changes: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    words = _names()
    return [(words[name], rows) for name, rows in changes.items()]


def _pairs(changes: Mapping[str, Sequence[Any]], zone: Any) -> Sequence[tuple[str, str, str]]:
    """Field, before and after, as they are read; of the facts each that differs."""
    words = _names()
    pairs: list[tuple[str, Any, Any]] = []
    for name, (before, after) in changes.items():
        if name == "attributes":
            old, new = before or {}, after or {}
            pairs += [(key, old.get(key), new[key]) for key in new if old.get(key) != new[key]]
        else:
            pairs.append((name, before, after))
    return [
        (words.get(name, name), _shown(name, old, zone), _shown(name, new, zone)) for name, old, new in pairs
    ]


def _shown(name: str, value: Any, zone: Any) -> str:
    """As it is read; "" for nothing."""
    if value is None or value == "":
        return ""
    if name == "answered_at":
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return reader().moment(moment.astimezone(zone))
    return str(value)


def _names() -> dict[str, str]:
    """What a correction changes."""
    return {
        "score": _("score"), "comment": _("words"), "answered_at": _("moment"), "person": _("person"),
        "attributes": _("facts"), "language": _("language"), "touchpoint": _("touchpoint"),
        "stage": _("journey stage"), "external_id": _("id"),
    }  # fmt: skip


def _left(why: str) -> str:
    return str(
        _("somebody else's answer has this id") if why == "other" else _("what we have was said later")
    )


def _balance(forecast: Mapping[str, Any]) -> str:
    """The sum of what becomes of the rows, written out."""
    number = reader().number
    parts = [forecast[name] for name in ROWS if forecast[name]]
    if sum(parts) != forecast["read"]:
        return ""
    return str(
        _("%(parts)s = %(all)s, balanced", parts=" + ".join(map(number, parts)), all=number(forecast["read"]))
    )
