"""A frozen effect in the words of the page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext as _

from cxloop.improvements.models import Measurement
from cxloop.reports.rounding import rounded
from cxloop.web.formats import reader


@dataclass(frozen=True)
class Moved:
    """A difference in tickets per 100 answers; below 0 is fewer."""

    per_100: float
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """Tickets of answers, before and after."""

    before: int
    after: int
    answers_before: int
    answers_after: int


@dataclass(frozen=True)
class Figures:
    """What a measurement found, read back from what was frozen."""

    verdict: str
    n: int
    needed: int | None
    treated: Moved | None
    comparison: Moved | None
    net: Moved | None
    is_before_after_only: bool
    before: tuple[date, date] | None
    after: tuple[date, date] | None
    affected: Group | None
    others: Group | None

    @property
    def reach(self) -> float:
        """The widest bound of all intervals: one scale for all rows."""
        shown = [moved for moved in (self.treated, self.comparison, self.net) if moved]
        return 1.05 * max([0.5, *(abs(end) for moved in shown for end in (moved.low, moved.high))])


def figures_of(measurement: Measurement) -> Figures:
    """The figures of a measurement; what an older one did not freeze is None."""
    frozen = measurement.figures
    windows, counts = frozen.get("windows") or {}, frozen.get("counts") or {}
    return Figures(
        verdict=measurement.verdict,
        n=int(frozen.get("n") or 0),
        needed=frozen.get("needed"),
        treated=_moved(frozen.get("treated")),
        comparison=_moved(frozen.get("comparison")),
        net=_moved(frozen.get("net")),
        is_before_after_only=bool(frozen.get("before_after_only")),
        before=_window(windows.get("before")),
        after=_window(windows.get("after")),
        affected=_group(counts, "affected"),
        others=_group(counts, "comparison"),
    )


def tenths(value: float) -> str:
    """One decimal in the language of the reader: "3.0", "3,0"."""
    return format_decimal(rounded(abs(value), 1), "0.0", locale=reader().language)


def fewer(value: float) -> str:
    """A difference as people say it: "3.0 fewer", "1.1 more"."""
    if abs(value) < 0.05:
        return str(_("no difference"))
    return str(_("%(n)s fewer", n=tenths(value)) if value < 0 else _("%(n)s more", n=tenths(value)))


def span(moved: Moved) -> str:
    """An interval as people say it: "0.8 to 5.3 fewer", "1.4 fewer to 1.1 more"."""
    small, large = sorted((moved.low, moved.high), key=abs)
    if moved.high <= 0:
        return str(_("%(small)s to %(large)s fewer", small=tenths(small), large=tenths(large)))
    if moved.low >= 0:
        return str(_("%(small)s to %(large)s more", small=tenths(small), large=tenths(large)))
    return str(_("%(less)s fewer to %(more)s more", less=tenths(moved.low), more=tenths(moved.high)))


def _moved(frozen: dict[str, Any] | None) -> Moved | None:
    return Moved(frozen["per_100"], frozen["low"], frozen["high"]) if frozen else None


def _window(frozen: list[str] | None) -> tuple[date, date] | None:
    return (date.fromisoformat(frozen[0]), date.fromisoformat(frozen[1])) if frozen else None


def _group(counts: dict[str, list[int]], name: str) -> Group | None:
    if not counts.get(name) or not counts.get("answers"):
        return None
    return Group(*counts[name], *counts["answers"])
