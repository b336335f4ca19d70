"""The journey as a circle of arrows: a thicker one has more tickets per 100 answers. Geometry only."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin
from textwrap import wrap

HEAD, APART = 13.0, 7.0
"""Length of an arrow's head, and the gap behind it, in points."""
THIN, THICK = 3.0, 14.0
MOST_NAMED = 14
"""With more stages the names would run into each other: they are in the list below."""
LINE, LONGEST_LINE = 17, 22


@dataclass(frozen=True)
class Label:
    """A name beside its arrow, line by line, and the place of what stands under it."""

    x: float
    anchor: str
    lines: Sequence[tuple[float, str]]
    note_y: float


@dataclass(frozen=True)
class Arrow:
    number: int
    path: str
    width: float
    head: str
    turn: str
    is_silent: bool
    """Nobody answered there."""
    number_x: float
    number_y: float
    label: Label | None


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    x: float
    y: float
    arrows: Sequence[Arrow]


def draw(
    names: Sequence[str], rates: Sequence[float | None], width: int, height: int, radius: float
) -> Drawing:
    """Arrows from the top clockwise; a rate of None: nobody answered at that stage."""
    centre = width / 2, height / 2
    most = max((rate for rate in rates if rate is not None), default=0.0)
    step = 360 / max(1, len(names))
    arrows = [
        _arrow(number, step, rate, most, centre, radius, name if len(names) <= MOST_NAMED else "")
        for number, (name, rate) in enumerate(zip(names, rates, strict=True))
    ]
    return Drawing(width, height, *centre, arrows)


def _arrow(
    number: int, step: float, rate: float | None, most: float, centre: tuple[float, float], radius: float, name: str
) -> Arrow:  # fmt: skip
    degrees = 360 / (2 * pi * radius)
    begins = number * step - 90 + APART / 2 * degrees
    ends = (number + 1) * step - 90 - (APART / 2 + HEAD) * degrees
    width = THIN + THICK * (rate / most if rate and most else 0.0)
    (x1, y1), (x2, y2) = (_on(centre, radius, angle) for angle in (begins, ends))
    half, middle = width / 2 + 4.5, (number + 0.5) * step - 90
    far = int(ends - begins > 180)
    number_x, number_y = _on(centre, radius - 28, middle)
    return Arrow(
        number + 1, f"M{x1} {y1}A{radius} {radius} 0 {far} 1 {x2} {y2}", round(width, 1),
        f"M0 {-half:.1f}L{HEAD} 0L0 {half:.1f}z", f"translate({x2} {y2}) rotate({ends + 90:.1f})", rate is None,
        number_x, number_y + 6, _label(name, centre, radius, middle) if name else None,
    )  # fmt: skip


def _label(name: str, centre: tuple[float, float], radius: float, middle: float) -> Label:
    """Outside the arrow: to its right or left, or above and below it in the middle."""
    lines = wrap(name, LONGEST_LINE, break_long_words=True)[:3]
    across, up = cos(radians(middle)), sin(radians(middle))
    x, y = _on(centre, radius + 26, middle)
    anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
    tall = (len(lines) + 1) * LINE
    top = y + LINE - 4 - tall * (0.5 - 0.5 * up / max(hypot(across, up), 1e-9))
    placed = [(round(top + place * LINE, 1), line) for place, line in enumerate(lines)]
    return Label(x, anchor, placed, round(top + len(lines) * LINE, 1))


def _on(centre: tuple[float, float], radius: float, angle: float) -> tuple[float, float]:
    x, y = centre
    return round(x + radius * cos(radians(angle)), 1), round(y + radius * sin(radians(angle)), 1)
