"""One figure and its 95 % interval on a line."""

from math import log

from cxloop.reports import marks
from cxloop.reports.marks import ACCENT, INK, INK_3, RULE, SMALL, Spec

REACH = log(20)


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


def effect(
    value: float | None, low: float | None, high: float | None, is_ours: bool, width: int = 264
) -> Spec:
    """A ratio with its interval around a dotted 1, on a log axis from a twentieth to twenty: the same for all rows.

    A bound of 0, or None for no limit, reaches the edge.
    """
    x = marks.across(domain=[-REACH, REACH])
    here = {"value": 11}
    start, end = _place(low or 0), REACH if high is None else _place(high)
    dot = [] if value is None else [{"x": _place(value)}]
    return marks.chart(
        width, 22,
        {"data": marks.rows([{"x": 0}]), "mark": {"type": "rule", "stroke": INK_3, "strokeDash": [2, 3]},
         "encoding": {"x": x}},
        marks.rule([{"x": start, "x2": end}], x, here, INK, 1.5),
        {"data": marks.rows([{"x": start}, {"x": end}]),
         "mark": {"type": "tick", "orient": "vertical", "size": 8, "fill": INK, "thickness": 1.5},
         "encoding": {"x": x, "y": here}},
        {"data": marks.rows(dot), "mark": {"type": "point", "shape": "circle", "size": 80, "filled": True,
                                           "fill": ACCENT if is_ours else INK, "opacity": 1},
         "encoding": {"x": x, "y": here}},
    )  # fmt: skip


def _place(ratio: float) -> float:
    return max(-REACH, min(REACH, log(ratio))) if ratio > 0 else -REACH
