"""What the dry run says would be lost, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from cxloop.reports.rounding import rounded
from cxloop.responses.importing.losses import OTHER_VALUES
from cxloop.web.formats import reader

MOST_VALUES = 6


@dataclass(frozen=True)
class Lost:
    """Columns with their place in the file, and sentences; "" and none where nothing is lost."""

    columns: Sequence[Mapping[str, Any]]
    technical: Sequence[Mapping[str, Any]]
    scores: str
    left_out: Sequence[str]
    is_anything: bool


def lost(forecast: Mapping[str, Any], columns: Sequence[str]) -> Lost:
    """`columns` are the file's, by which each unused one is found again."""
    places = {name: position for position, name in enumerate(columns)}
    unused = [{**one, "position": places[one["column"]]} for one in forecast.get("unused", [])]
    own = [one for one in unused if not one["technical"]]
    scores = forecast.get("scores_set_aside") or []
    remarks = [_left_out(code, rows) for code, rows in forecast.get("left_out", {}).items()]
    is_anything = bool(own or scores or remarks or forecast["rejected"] or forecast.get("no_address"))
    return Lost(
        own,
        [one for one in unused if one["technical"]],
        _scores(scores, forecast["read"]) if scores else "",
        remarks,
        is_anything,
    )


def _scores(scores: Sequence[Mapping[str, Any]], read: int) -> str:
    """Which values would be set aside, and how much of the file that is."""
    rows = sum(one["rows"] for one in scores)
    named = [_("“%(value)s”", value=one["value"]) for one in scores if one["value"] != OTHER_VALUES]
    shown = named[:MOST_VALUES]
    if more := len(scores) - len(shown):
        shown.append(ngettext("%(num)s other value", "%(num)s other values", more))
    number = reader().number
    return str(
        _(
            "Scores that cannot be read would be set aside: %(values)s (%(rows)s of %(all)s rows, %(share)s %%).",
            values=format_list(shown, locale=get_locale()),
            rows=number(rows),
            all=number(read),
            share=number(float(rounded(100 * rows / max(read, 1)))),
        )
    )


def _left_out(code: str, rows: int) -> str:
    known = {
        "email_dropped": ngettext(
            "%(num)s e-mail address is none; its answer is kept without it.",
            "%(num)s e-mail addresses are none; their answers are kept without them.",
            rows,
        ),
        "comment_cut": ngettext(
            "%(num)s comment is too long and would be cut.",
            "%(num)s comments are too long and would be cut.",
            rows,
        ),
        "looks_like_a_test": ngettext(
            "%(num)s answer looks like somebody’s test. It is kept; take it out of the file if it is one.",
            "%(num)s answers look like somebody’s tests. They are kept; take them out of the file if they are.",
            rows,
        ),
        "value_dropped": ngettext(
            "%(num)s yearly value is no amount; its answer is kept without it.",
            "%(num)s yearly values are no amounts; their answers are kept without them.",
            rows,
        ),
    }
    return str(known.get(code, code))
