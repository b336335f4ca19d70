"""Stepped curves: for what share it has happened, by time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxloop.reports import marks
from cxloop.reports.marks import INK, INK_3, RULE, SMALL, Spec


@dataclass(frozen=True, slots=True)
class Curve:
    """A stepped curve of (length, share) points and the words at its end."""

    name: str
    points: tuple[tuple[float, float], ...]
    tone: str = INK_3


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


def _keep_apart(ends: list[dict[str, Any]], gap: float) -> None:
    """Move the words at the ends of curves up until none lies on another."""
    below = -1.0
    for end in sorted(ends, key=lambda end: float(end["y"])):
        end["y"] = below = max(float(end["y"]), below + gap)
