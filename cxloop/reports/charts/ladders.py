"""The ladder: bars that get shorter, each step with its count."""

from collections.abc import Sequence
from dataclasses import dataclass

from cxloop.reports import marks
from cxloop.reports.marks import ACCENT, GREY, INK, INK_3, LARGE, PALE, SERIF, SMALL, Spec


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: its name, its count as a number and in words, and a line under it."""

    name: str
    count: int
    count_words: str
    note: str


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
