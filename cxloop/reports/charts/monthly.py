"""The control chart: a score month by month, its natural limits, and what went live meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxloop.reports import marks
from cxloop.reports.marks import ACCENT, FAINT, INK, INK_3, RULE, SMALL, Spec


@dataclass(frozen=True, slots=True)
class Point:
    """A month (its label), its score and interval; all None when there were too few answers to show one."""

    label: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Marker:
    """A letter above the place (in months from the first, fractions allowed) where an improvement went live."""

    place: float
    letter: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean and natural limits with their words."""

    mean: float
    low: float
    high: float
    mean_words: str
    low_words: str
    high_words: str


def months(
    points: Sequence[Point], limits: Limits | None, markers: Sequence[Marker], width: int = 400
) -> Spec:
    """A control chart: every month with its interval, the natural limits as a pale band, improvements as letters."""
    shown = [
        {"x": place, "y": point.value, "low": point.low, "high": point.high, "label": point.label,
         "last": place == len(points) - 1}
        for place, point in enumerate(points)
        if point.value is not None
    ]  # fmt: skip
    bounds: list[Any] = [
        bound for row in shown for bound in (row["low"], row["high"], row["y"]) if bound is not None
    ]
    bounds += [limits.low, limits.high] if limits else []
    y_domain = [min([*bounds, 0]), max([*bounds, 1])]
    last = max(len(points) - 1, 1)
    x, y = marks.across(domain=[-0.5, last + 0.5], range_=[0, width - 62]), marks.upwards(domain=y_domain)
    labels = [{"x": place, "label": point.label} for place, point in enumerate(points)]
    return marks.chart(
        width, 150,
        *(_band(limits, x, y, last, width - 56) if limits else ()),
        *(_marks(markers, x)),
        {"data": marks.rows(shown), "mark": {"type": "rule", "stroke": RULE, "strokeWidth": 3},
         "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"data": marks.rows(shown), "mark": {"type": "line", "stroke": INK_3, "strokeWidth": 1.25},
         "encoding": {"x": x, "y": y}},
        {"data": marks.rows([row for row in shown if not row["last"]]), "mark": marks.dot(34, INK),
         "encoding": {"x": x, "y": y}},
        {"data": marks.rows([row for row in shown if row["last"]]), "mark": marks.dot(60, ACCENT),
         "encoding": {"x": x, "y": y}},
        {"data": marks.rows(labels), "mark": marks.words(11, INK_3, 400, align="center"),
         "encoding": {"x": x, "y": {"value": 168}, "text": {"field": "label"}}},
    )  # fmt: skip


def _band(limits: Limits, x: Spec, y: Spec, last: int, words_at: float) -> list[Spec]:
    span = [{"x": -0.5, "x2": last + 0.5, "low": limits.low, "high": limits.high, "y": limits.mean}]
    ends = [{"y": limits.high, "words": limits.high_words}, {"y": limits.mean, "words": limits.mean_words},
            {"y": limits.low, "words": limits.low_words}]  # fmt: skip
    return [
        {"data": marks.rows(span), "mark": {"type": "rect", "fill": FAINT},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"data": marks.rows(span), "mark": {"type": "rule", "stroke": INK_3, "strokeDash": [2, 3]},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": y}},
        {"data": marks.rows(ends), "mark": marks.words(SMALL, INK_3, 400, dy=4),
         "encoding": {"x": {"value": words_at}, "y": y, "text": {"field": "words"}}},
    ]  # fmt: skip


def _marks(markers: Sequence[Marker], x: Spec) -> list[Spec]:
    rows = [{"x": marker.place, "letter": marker.letter} for marker in markers]
    return [
        {"data": marks.rows(rows), "mark": {"type": "rule", "stroke": ACCENT, "strokeDash": [1, 3]},
         "encoding": {"x": x, "y": {"value": -8}, "y2": {"value": 150}}},
        {"data": marks.rows(rows), "mark": marks.words(SMALL, ACCENT, 600, align="center"),
         "encoding": {"x": x, "y": {"value": -12}, "text": {"field": "letter"}}},
    ]  # fmt: skip
