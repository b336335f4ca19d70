"""The journey as a circle: an arc for each stage, the thicker the more it hurts, its words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from cxloop.reports import marks
from cxloop.reports.marks import ACCENT, INK, INK_2, INK_3, SERIF, SMALL, Spec

RADIUS, GAP = 84, 0.06


@dataclass(frozen=True, slots=True)
class Arc:
    """A stage: how much (0 to 1 of the worst), its number in words, its name; `is_worst` is drawn in the accent."""

    weight: float
    words: str
    name: str
    is_worst: bool


def circle(arcs: Sequence[Arc], width: int = 560) -> Spec:
    """Clockwise from the top."""
    height, count = 290, max(1, len(arcs))
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, width], "nice": False}}
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, height], "nice": False, "reverse": True}}  # fmt: skip
    layers = []
    for place, arc in enumerate(arcs):
        start, end = (place / count * 2 * pi + GAP, (place + 1) / count * 2 * pi - GAP)
        thick = 5 + 26 * arc.weight
        layers.append(
            {"data": marks.rows([{}]),
             "mark": {"type": "arc", "theta": start, "theta2": end, "radius": RADIUS + thick / 2,
                      "radius2": RADIUS - thick / 2, "fill": ACCENT if arc.is_worst else INK_3}}
        )  # fmt: skip
    labels: dict[str, list[Spec]] = {"left": [], "center": [], "right": []}
    for place, arc in enumerate(arcs):
        middle = (place + 0.5) / count * 2 * pi
        side = "center" if abs(sin(middle)) < 0.2 else "left" if sin(middle) > 0 else "right"
        labels[side].append(
            {"x": width / 2 + (RADIUS + 26) * sin(middle), "y": height / 2 - (RADIUS + 30) * cos(middle),
             "words": arc.words, "name": arc.name}
        )  # fmt: skip
    for side, rows in labels.items():
        if rows:
            for field, dy, size, fill, weight, font in (
                ("words", -4, 18, INK, 560, SERIF),
                ("name", 12, SMALL, INK_2, 400, None),
            ):
                room = width / 2 - RADIUS - 30
                layers.append(
                    {"data": marks.rows(rows),
                     "mark": marks.words(size, fill, weight, align=side, dy=dy, limit=room, font=font),
                     "encoding": {"x": x, "y": y, "text": {"field": field}}}
                )  # fmt: skip
    return marks.chart(width, height, *layers)
