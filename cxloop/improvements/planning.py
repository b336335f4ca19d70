"""The plan an effect is judged by, fixed beforehand: which days are before, which after, and when it is measured. Pure.

Problems are picked when they are bad, so the weeks in which one was picked are in neither window: the baseline ends
before them. Afterwards there is a wash-out, then as long a time as the baseline, then thirty days in which the causes
of its last tickets become known.
"""

from dataclasses import dataclass
from datetime import date, timedelta

PICKED_WITHIN = timedelta(days=28)
"""Before it was raised: the weeks whose tickets made somebody raise it."""
USUAL_LENGTH = timedelta(days=91)
CODED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Plan:
    """Days; `baseline_to` is the day after the baseline's last."""

    baseline_from: date
    baseline_to: date
    measure_on: date | None


def picked_from(raised_on: date) -> date:
    """The first day of the weeks in which the problem was picked: a baseline has ended by then."""
    return raised_on - PICKED_WITHIN


def time_after(baseline_from: date, baseline_to: date, live_on: date, washout_days: int) -> tuple[date, date]:
    """From the end of the wash-out on, as long as the baseline: first day, and the day after the last."""
    start = live_on + timedelta(days=washout_days)
    return start, start + (baseline_to - baseline_from)


def measurable_from(baseline_from: date, baseline_to: date, live_on: date, washout_days: int) -> date:
    """The first day on which the effect may be judged."""
    return time_after(baseline_from, baseline_to, live_on, washout_days)[1] + CODED_WITHIN


def proposed(raised_on: date, live_on: date | None, washout_days: int) -> Plan:
    """A plan that keeps the rules: thirteen weeks that ended before the problem was picked, and when to measure."""
    end = picked_from(raised_on)
    start = end - USUAL_LENGTH
    return Plan(start, end, measurable_from(start, end, live_on, washout_days) if live_on else None)
