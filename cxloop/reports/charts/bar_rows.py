"""Bars of counts: a line of words over each with its interval, or one beside the other for the scores given."""

from collections.abc import Sequence
from dataclasses import dataclass

from cxloop.reports import marks
from cxloop.reports.marks import GREY, INK, INK_2, INK_3, SMALL, Spec


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its interval (in the bar's unit) and the words at its end; `tone` is a colour."""

    name: str
    value: float
    low: float | None
    high: float | None
    words: str
    tone: str = GREY


def bars(rows: Sequence[Bar], width: int = 340) -> Spec:
    """One line of words over each bar, its interval across its end: fits a phone; used for causes and the ladder."""
    tall = 40
    top = max([max(row.value, row.high or 0) for row in rows] + [1])
    placed = [
        {"y": place * tall + 30, "text_y": place * tall + 16, "x": row.value, "low": row.low, "high": row.high,
         "name": row.name, "words": row.words, "tone": row.tone}
        for place, row in enumerate(rows)
    ]  # fmt: skip
    height = tall * len(rows)
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, height], "reverse": True},
        "axis": None,
    }
    x = marks.across(domain=[0, top])
    spans = [row for row in placed if row["low"] is not None]
    on_text = {**y, "field": "text_y"}
    return marks.chart(
        width, height,
        {"data": marks.rows(placed), "mark": {"type": "bar", "height": 10, "orient": "horizontal"},
         "encoding": {"x": x, "x2": {"datum": 0}, "y": y, "fill": marks.as_given("tone")}},
        {"data": marks.rows(spans), "mark": {"type": "rule", "stroke": INK, "strokeWidth": 1.5},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y}},
        *({"data": marks.rows(spans), "mark": {"type": "tick", "orient": "vertical", "size": 8, "stroke": INK,
                                          "fill": INK, "thickness": 1.5},
           "encoding": {"x": {**x, "field": end}, "y": y}} for end in ("low", "high")),
        {"data": marks.rows(placed), "mark": marks.words(SMALL, INK, 600, limit=width * 0.68),
         "encoding": {"x": {"value": 0}, "y": on_text, "text": {"field": "name"}}},
        {"data": marks.rows(placed), "mark": marks.words(SMALL, INK_2, 400, align="right"),
         "encoding": {"x": {"value": width}, "y": on_text, "text": {"field": "words"}}},
    )  # fmt: skip


def distribution(steps: Sequence[Bar], bands: Sequence[tuple[int, str, str]], width: int = 400) -> Spec:
    """How many gave each score; under the first bar of a band (its place) stand its name and count."""
    rows = [{"x": place, "x2": place + 0.9, "middle": place + 0.45, "y": step.value, "name": step.name,
             "tone": step.tone} for place, step in enumerate(steps)]  # fmt: skip
    top = max([step.value for step in steps] + [1])
    x, y = marks.across(domain=[0, len(steps) - 0.1]), marks.upwards(domain=[0, top])
    under = [{"x": place, "name": name, "count": count} for place, name, count in bands]
    return marks.chart(
        width, 72,
        {"data": marks.rows(rows), "mark": {"type": "rect"},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"datum": 0}, "fill": marks.as_given("tone")}},
        {"data": marks.rows(rows), "mark": marks.words(SMALL, INK_3, 400, align="center"),
         "encoding": {"x": {**x, "field": "middle"}, "y": {"value": 86}, "text": {"field": "name"}}},
        *({"data": marks.rows(under), "mark": marks.words(SMALL, fill, weight),
           "encoding": {"x": x, "y": {"value": at}, "text": {"field": field}}}
          for field, at, fill, weight in (("name", 106, INK_2, 400), ("count", 122, INK, 600))),
    )  # fmt: skip
