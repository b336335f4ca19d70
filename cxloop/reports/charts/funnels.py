"""A funnel: each team's share by its number of cases, between the limits of chance, which narrow as cases grow."""

from collections.abc import Sequence
from dataclasses import dataclass

from cxloop.reports import marks
from cxloop.reports.marks import ACCENT, INK, INK_2, INK_3, RULE, SMALL, Spec


@dataclass(frozen=True, slots=True)
class Dot:
    """A team: its cases, its share, its name, and whether it lies outside the limits."""

    n: int
    share: float
    name: str
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """The limits at n cases."""

    n: int
    low: float
    high: float
    far_low: float
    far_high: float


def funnel(
    dots: Sequence[Dot], reach: Sequence[Reach], overall: float, words: tuple[str, str], width: int = 820
) -> Spec:
    """`words` stand under the axis (cases) and at the line of all together."""
    most = max([one.n for one in reach] + [1])
    x, y = marks.across(domain=[0, most], range_=[0, width - 120]), marks.upwards(domain=[0, 1])
    lines = []
    for name, dash in (("low", 0), ("high", 0), ("far_low", 1), ("far_high", 1)):
        points = [{"x": one.n, "y": getattr(one, name)} for one in reach]
        stroke = {"strokeDash": [2, 3]} if dash else {}
        lines.append(
            {"data": marks.rows(points), "mark": {"type": "line", "stroke": INK_3, "strokeWidth": 1, **stroke},
             "encoding": {"x": x, "y": y}}
        )  # fmt: skip
    placed = [
        {"x": one.n, "y": one.share, "name": one.name, "tone": ACCENT if one.is_outside else INK}
        for one in dots
    ]
    middle = [{"y": overall, "words": words[1]}]
    return marks.chart(
        width, 220,
        {"data": marks.rows([{"y": 0.0, "words": "0"}, {"y": 1.0, "words": "100"}]),
         "mark": {"type": "rule", "stroke": RULE},
         "encoding": {"y": y, "x": {"value": 0}, "x2": {"value": width - 120}}},
        *lines,
        {"data": marks.rows(middle), "mark": {"type": "rule", "stroke": INK_2},
         "encoding": {"y": y, "x": {"value": 0}, "x2": {"value": width - 120}}},
        {"data": marks.rows(middle), "mark": marks.words(SMALL, INK_2, 400, dy=4),
         "encoding": {"x": {"value": width - 112}, "y": y, "text": {"field": "words"}}},
        {"data": marks.rows(placed), "mark": {"type": "point", "shape": "circle", "size": 64, "filled": True,
                                              "opacity": 1},
         "encoding": {"x": x, "y": y, "fill": marks.as_given("tone")}},
        {"data": marks.rows(_named(dots, most)), "mark": marks.words(SMALL, INK, 600, dy=-9, align="center", limit=220),
         "encoding": {"x": x, "y": y, "text": {"field": "name"}}},
        {"data": marks.rows([{"x": 0, "words": "0"}, {"x": most, "words": str(most)}]),
         "mark": marks.words(SMALL, INK_3, 400, align="center"),
         "encoding": {"x": x, "y": {"value": 236}, "text": {"field": "words"}}},
        {"data": marks.rows([{"words": words[0]}]), "mark": marks.words(SMALL, INK_3, 400),
         "encoding": {"x": {"value": 16}, "y": {"value": 236}, "text": {"field": "words"}}},
    )  # fmt: skip


def _named(dots: Sequence[Dot], most: int) -> list[Spec]:
    """The words of each place; of teams that lie so close that their words would cover each other, all in one."""
    found: list[Spec] = []
    for one in sorted(dots, key=lambda dot: (dot.n, dot.share)):
        near = next(
            (
                row
                for row in found
                if abs(row["x"] - one.n) < 0.16 * most and abs(row["y"] - one.share) < 0.07
            ),
            None,
        )
        if near is None:
            found.append({"x": one.n, "y": one.share, "name": one.name})
        else:
            near["name"] += f", {one.name}"
    return found
