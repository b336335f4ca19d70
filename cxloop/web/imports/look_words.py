"""What the page of a second look says, in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from cxloop.database import db
from cxloop.responses import corrections
from cxloop.responses.models import ImportJob
from cxloop.web import current
from cxloop.web.formats import reader

CHANGES_SHOWN = 50


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
    }
    return {"look": look, "balance": _balance(forecast) if job.state == "checked" else ""}


def _fields(changes: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    words = _names()
    return [(words[name], rows) for name, rows in changes.items()]


def _pairs(changes: Mapping[str, Sequence[Any]], zone: Any) -> Sequence[tuple[str, str, str]]:
    """Field, before and after, as they are read."""
    words = _names()
    return [
        (words[name], _shown(name, before, zone), _shown(name, after, zone))
        for name, (before, after) in changes.items()
    ]


def _shown(name: str, value: Any, zone: Any) -> str:
    if value is None or value == "":
        return str(_("nothing"))
    if name == "answered_at":
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return reader().moment(moment.astimezone(zone))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {text}" for key, text in value.items())
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
    parts = [forecast[name] for name in ("same", "corrected", "new", "others", "later", "rejected")]
    if sum(parts) != forecast["read"]:
        return ""
    return str(
        _("%(parts)s = %(all)s, balanced", parts=" + ".join(map(number, parts)), all=number(forecast["read"]))
    )
