"""An effect as it was frozen, read back for pages, files and machines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cxloop.reports.metrics.effect import Interval

NOTHING = Interval(None, None, None)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Frozen:
    """What a measurement found; pairs are before and after. Version 1 compared absolute rates and froze no ratio."""

    version: int
    verdict: str
    ratio: Interval
    avoided: Interval
    target: Pair | None
    comparison: Pair | None
    coded: Pair | None
    uncoded: Pair | None
    answers: Pair | None
    before: tuple[date, date] | None
    after: tuple[date, date] | None
    needed: int | None
    waves: float
    weeks: int
    before_after_only: bool
    judged_on: date | None

    @property
    def n(self) -> int:
        """Tickets of the target, before and after: what the interval rests on."""
        return sum(self.target or (0, 0))

    @property
    def without_cause(self) -> int:
        return sum(self.uncoded or (0, 0))


def frozen(verdict: str, figures: Mapping[str, Any]) -> Frozen:
    """The figures of a measurement; what an older one did not freeze is None."""
    counts, windows = figures.get("counts") or {}, figures.get("windows") or {}
    version = int(figures.get("version") or 1)
    return Frozen(
        version=version,
        verdict=verdict,
        ratio=_interval(figures.get("ratio")),
        avoided=_interval(figures.get("avoided")),
        target=_pair(counts.get("target") or counts.get("affected")),
        comparison=_pair(counts.get("comparison")),
        coded=_pair(counts.get("coded")),
        uncoded=_pair(counts.get("uncoded")),
        answers=_pair(counts.get("answers")),
        before=_days(windows.get("before")),
        after=_days(windows.get("after")),
        needed=figures.get("needed") if version > 1 else None,
        waves=float(figures.get("waves") or 1),
        weeks=int(figures.get("weeks") or 0),
        before_after_only=bool(figures.get("before_after_only")),
        judged_on=date.fromisoformat(figures["judged_on"]) if figures.get("judged_on") else None,
    )


def _interval(found: Mapping[str, float | None] | None) -> Interval:
    return Interval(found["value"], found["low"], found["high"]) if found else NOTHING


def _pair(found: list[int] | None) -> Pair | None:
    return (int(found[0]), int(found[1])) if found else None


def _days(found: list[str] | None) -> tuple[date, date] | None:
    return (date.fromisoformat(found[0]), date.fromisoformat(found[1])) if found else None
