"""Charts as Vega-Lite specifications. Pure: figures and words come in, a dictionary goes out.

Ink, not decoration: direct labels, intervals always drawn, comparison grey, ours in the accent. Colours are the page's
CSS variables, so that one drawing follows light and dark. Words come already in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxloop.reports import marks
from cxloop.reports.marks import ACCENT, FAINT, GREY, INK, INK_2, INK_3, LARGE, PALE, RULE, SERIF, SMALL, Spec


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: its name, its count as a number and in words, and a line under it."""

    name: str
    count: int
    count_words: str
    note: str


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


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its interval (in the bar's unit) and the words at its end; `tone` is a colour."""

    name: str
    value: float
    low: float | None
    high: float | None
    words: str
    tone: str = GREY


@dataclass(frozen=True, slots=True)
class Curve:
    """A stepped curve of (length, share) points and the words at its end."""

    name: str
    points: tuple[tuple[float, float], ...]
    tone: str = INK_3


def ladder(rungs: Sequence[Rung], width: int = 820) -> Spec:
    """Bars that get shorter, with a pale slope between them; the last in the accent."""
    top = max([rung.count for rung in rungs] + [1])
    wide = 0.58
    bars = [
        {"x": place, "x2": place + wide, "y": rung.count, "name": rung.name, "words": rung.count_words,
         "note": rung.note, "tone": ACCENT if place == len(rungs) - 1 else GREY}
        for place, rung in enumerate(rungs)
    ]  # fmt: skip
    slopes = [
        {"slope": place, "x": x, "y": rungs[place + step].count}
        for place in range(len(rungs) - 1)
        for step, x in ((0, place + wide), (1, place + 1))
    ]
    x = marks.across(domain=[0, len(rungs) - 1 + wide])
    y = marks.upwards(domain=[0, top])
    texts = [("words", "y", -9, LARGE, INK, 560, SERIF), ("name", "zero", 19, SMALL, INK, 600, None),
             ("note", "zero", 37, SMALL, INK_3, 400, None)]  # fmt: skip
    return marks.chart(
        width, 128,
        {"data": marks.rows(slopes), "mark": {"type": "area", "fill": PALE, "line": False},
         "encoding": {"x": x, "y": y, "detail": marks.nominal("slope")}},
        {"data": marks.rows(bars), "mark": {"type": "rect"},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"datum": 0}, "fill": marks.as_given("tone")}},
        marks.baseline(INK),
        *(marks.texts(bars, field, x, {**y, "field": at}, dy=dy, size=size, fill=fill, weight=weight, font=font)
          for field, at, dy, size, fill, weight, font in texts),
    )  # fmt: skip


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


def interval(share: float, low: float, high: float, whole: str, half: str, width: int = 240) -> Spec:
    """A dot on a line from 0 to 1, its 95 % interval a bar; `half` and `whole` are the words under 0.5 and 1."""
    ends: list[Spec] = [{"x": 0, "words": "0", "align": "left"}, {"x": 0.5, "words": half, "align": "center"},
            {"x": 1, "words": whole, "align": "right"}]  # fmt: skip
    x = marks.across(domain=[0, 1])
    here = {"value": 6}
    return marks.chart(
        width, 12,
        marks.rule([{"x": 0, "x2": 1}], x, {"value": 6}, RULE, 1),
        {"data": marks.rows(ends),
         "mark": {"type": "tick", "orient": "vertical", "size": 6, "fill": RULE, "thickness": 1},
         "encoding": {"x": x, "y": here}},
        marks.rule([{"x": low, "x2": high}], x, here, INK, 3),
        {"data": marks.rows([{"x": share}]), "mark": {"type": "point", "shape": "circle", "size": 64, "filled": True,
                                                 "fill": ACCENT, "opacity": 1},
         "encoding": {"x": x, "y": here}},
        *({"data": marks.rows([end]), "mark": marks.words(SMALL, INK_3, 400, align=end["align"]),
           "encoding": {"x": x, "y": {"value": 23}, "text": {"field": "words"}}} for end in ends),
    )  # fmt: skip


def effect(value: float, low: float, high: float, reach: float, is_ours: bool, width: int = 264) -> Spec:
    """A difference with its interval around a dotted 0; `reach` is the same for all rows so that they compare."""
    x = marks.across(domain=[-reach, reach])
    here = {"value": 11}
    return marks.chart(
        width, 22,
        {"data": marks.rows([{"x": 0}]), "mark": {"type": "rule", "stroke": INK_3, "strokeDash": [2, 3]},
         "encoding": {"x": x}},
        marks.rule([{"x": low, "x2": high}], x, here, INK, 1.5),
        {"data": marks.rows([{"x": low}, {"x": high}]),
         "mark": {"type": "tick", "orient": "vertical", "size": 8, "fill": INK, "thickness": 1.5},
         "encoding": {"x": x, "y": here}},
        {"data": marks.rows([{"x": value}]), "mark": {"type": "point", "shape": "circle", "size": 80, "filled": True,
                                                 "fill": ACCENT if is_ours else INK, "opacity": 1},
         "encoding": {"x": x, "y": here}},
    )  # fmt: skip


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


def curves(lines: Sequence[Curve], ticks: Sequence[tuple[float, str]], whole: str, width: int = 820) -> Spec:
    """Share for whom it has happened, by time since opening; each curve named at its end."""
    longest = max([at for at, _ in ticks] + [1.0])
    x, y = marks.across(domain=[0, longest], range_=[0, width - 130]), marks.upwards(domain=[0, 1])
    rows, ends = [], []
    for line in lines:
        inside = [(at, share) for at, share in line.points if at <= longest]
        last = inside[-1][1] if inside else 0.0
        drawn = [(0.0, 0.0), *inside, (longest, last)]
        rows += [{"x": at, "y": share, "name": line.name, "tone": line.tone} for at, share in drawn]
        ends.append({"y": last, "name": line.name, "tone": line.tone})
    _keep_apart(ends, 0.13)
    grid = [{"y": share, "words": words} for share, words in ((0.5, ""), (1.0, whole))]
    return marks.chart(
        width, 120,
        {"data": marks.rows(grid), "mark": {"type": "rule", "stroke": RULE},
         "encoding": {"y": y, "x": {"value": 0}, "x2": {"value": width - 130}}},
        {"data": marks.rows(grid), "mark": marks.words(SMALL, INK_3, 400, dy=-7),
         "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "words"}}},
        {"data": marks.rows(rows), "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 1.75},
         "encoding": {"x": x, "y": y, "detail": marks.nominal("name"), "stroke": marks.as_given("tone")}},
        marks.baseline(INK, width - 130),
        {"data": marks.rows(ends), "mark": marks.words(SMALL, None, 600),
         "encoding": {"x": {"value": width - 122}, "y": y, "text": {"field": "name"}, "fill": marks.as_given("tone")}},
        {"data": marks.rows([{"x": at, "words": words} for at, words in ticks]),
         "mark": marks.words(SMALL, INK_3, 400, align="center"),
         "encoding": {"x": x, "y": {"value": 136}, "text": {"field": "words"}}},
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


def _keep_apart(ends: list[dict[str, Any]], gap: float) -> None:
    """Move the words at the ends of curves up until none lies on another."""
    below = -1.0
    for end in sorted(ends, key=lambda end: float(end["y"])):
        end["y"] = below = max(float(end["y"]), below + gap)
