"""The two drawings of an improvement, as Vega-Lite specifications. Pure: figures and words come in."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cxloop.reports import marks
from cxloop.reports.marks import ACCENT, FAINT, INK, INK_2, INK_3, PALE, RULE, SMALL, Spec

TALL = 210
WASH = "var(--wash-2)"
STEPS = (0.5, 1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True)
class Drawn:
    """A month with its label, both rates per 100 answers and the interval of ours; None: too few answers."""

    label: str
    ours: float | None
    others: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Spell:
    """Days that are in neither window, and what to write over them."""

    start: date
    end: date
    words: str


@dataclass(frozen=True)
class Words:
    """What is written on the drawing."""

    ours: str
    others: str
    live: str


def place_of(day: date, first: date) -> float:
    """How many months after `first`, the first day of a month, a day is."""
    months = (day.year - first.year) * 12 + day.month - first.month
    return months + (day.day - 1) / monthrange(day.year, day.month)[1]


def by_month(
    months: Sequence[Drawn], first: date, words: Words, *, live_on: date | None = None,
    left_out: Sequence[Spell] = (), width: int = 866,
) -> Spec:  # fmt: skip
    """Our cause in the accent with its interval, all others grey; what is left out is shaded, going live is a line."""
    room = 176 if width > 500 else 0
    inner = width - room
    rows = [_row(place, month) for place, month in enumerate(months)]
    ticks = _ticks(max([row[name] or 0 for row in rows for name in ("ours", "others", "high")] + [0.5]))
    x = marks.across([0, len(months)], range_=[0, inner])
    y = marks.upwards([0, ticks[-1]])
    named = [row for place, row in enumerate(rows) if place % max(1, round(len(rows) * 46 / inner)) == 0]
    return marks.chart(
        width, TALL,
        *_grid(ticks, y, inner),
        *_spells(left_out, first, len(months), x),
        {"data": marks.rows([row for row in rows if row["low"] is not None]),
         "mark": {"type": "area", "fill": WASH, "line": False},
         "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        *_going_live(live_on, first, words.live, x, inner),
        *_line(rows, "others", x, y, INK_3, 1.25, 22),
        *_line(rows, "ours", x, y, ACCENT, 2, 34),
        *_names(rows, words, y, inner, ticks[-1], room),
        {"data": marks.rows(named), "mark": marks.words(SMALL, INK_3, 400, align="center"),
         "encoding": {"x": x, "y": {"value": TALL + 18}, "text": {"field": "label"}}},
    )  # fmt: skip


def _row(place: int, month: Drawn) -> dict[str, Any]:
    return {
        "x": place + 0.5, "label": month.label, "ours": month.ours, "others": month.others, "low": month.low,
        "high": month.high,
    }  # fmt: skip


def _ticks(top: float) -> list[float]:
    step = next((step for step in STEPS if top / step <= 5), STEPS[-1])
    count = int(top // step) + (top % step > 0)
    return [round(step * place, 2) for place in range(max(count, 1) + 1)]


def _grid(ticks: Sequence[float], y: Spec, inner: float) -> list[Spec]:
    rows = [{"y": tick, "words": f"{tick:g}"} for tick in ticks]
    return [
        {"data": marks.rows(rows), "mark": {"type": "rule", "stroke": RULE},
         "encoding": {"y": y, "x": {"value": 0}, "x2": {"value": inner}}},
        {"data": marks.rows(rows), "mark": marks.words(SMALL, INK_3, 400, align="right", dy=4),
         "encoding": {"y": y, "x": {"value": -8}, "text": {"field": "words"}}},
    ]  # fmt: skip


def _spells(spells: Sequence[Spell], first: date, count: int, x: Spec) -> list[Spec]:
    rows = []
    for place, spell in enumerate(spells):
        start, end = max(0.0, place_of(spell.start, first)), min(float(count), place_of(spell.end, first))
        if start < end:
            rows.append({"x": start, "x2": end, "words": spell.words, "tone": FAINT if place else PALE})
    sides: list[tuple[str, str, int]] = [("right", "x2", -4), ("left", "x", 6)]
    return [
        {"data": marks.rows(rows), "mark": {"type": "rect", "opacity": 0.8},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": {"value": 0}, "y2": {"value": TALL},
                      "fill": marks.as_given("tone")}},
        *({"data": marks.rows([row]), "mark": marks.words(SMALL, INK_2, 400, align=align) | {"dx": dx},
           "encoding": {"x": {**x, "field": field}, "y": {"value": -8}, "text": {"field": "words"}}}
          for row, (align, field, dx) in zip(rows, sides, strict=False)),
    ]  # fmt: skip


def _going_live(live_on: date | None, first: date, words: str, x: Spec, inner: float) -> list[Spec]:
    if live_on is None or live_on < first:
        return []
    row = [{"x": place_of(live_on, first), "words": words}]
    is_late = place_of(live_on, first) > 0.8 * (x["scale"]["domain"][1])
    side, dx = ("right", -6) if is_late else ("left", 6)
    return [
        {"data": marks.rows(row), "mark": {"type": "rule", "stroke": ACCENT, "strokeWidth": 2},
         "encoding": {"x": x, "y": {"value": -30}, "y2": {"value": TALL}}},
        {"data": marks.rows(row), "mark": marks.words(SMALL, ACCENT, 600, align=side) | {"dx": dx},
         "encoding": {"x": x, "y": {"value": -24}, "text": {"field": "words"}}},
    ]  # fmt: skip


def _line(
    rows: Sequence[Spec], field: str, x: Spec, y: Spec, tone: str, width: float, size: int
) -> list[Spec]:
    shown = [row for row in rows if row[field] is not None]
    where = {"x": x, "y": {**y, "field": field}}
    return [
        {
            "data": marks.rows(shown),
            "mark": {"type": "line", "stroke": tone, "strokeWidth": width},
            "encoding": where,
        },
        {"data": marks.rows(shown), "mark": marks.dot(size, tone), "encoding": where},
    ]


def _names(rows: Sequence[Spec], words: Words, y: Spec, inner: float, top: float, room: int) -> list[Spec]:
    """The name of each line at its end, kept apart; where there is no room, the page names them."""
    if not room:
        return []
    ends = []
    for field, name, tone, weight in (("ours", words.ours, ACCENT, 600), ("others", words.others, INK, 500)):
        values = [row[field] for row in rows if row[field] is not None]
        if values:
            ends.append({"y": values[-1], "words": name, "tone": tone, "weight": weight})
    gap = top * 15 / TALL
    if len(ends) == 2 and abs(ends[0]["y"] - ends[1]["y"]) < gap:
        above, below = (1, 0) if ends[1]["y"] >= ends[0]["y"] else (0, 1)
        ends[above]["y"] = ends[below]["y"] + gap
    return [
        {"data": marks.rows([end]), "mark": marks.words(SMALL, end["tone"], end["weight"], dy=4, limit=room - 12),
         "encoding": {"x": {"value": inner + 10}, "y": y, "text": {"field": "words"}}}
        for end in ends
    ]  # fmt: skip


def washout(live_on: date, days: int, words: str) -> Spell:
    """The days after going live that are left out."""
    return Spell(live_on, live_on + timedelta(days=days), words)
