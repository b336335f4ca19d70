"""When the improvements of the demo company went live, and what that did to their causes. Pure.

Days count back from the day the demo is made for.
"""

from cxloop.demo.surveys import FELL, STAYED

FELL_BASELINE = (400, 309)
FELL_RAISED, FELL_LIVE, FELL_MEASURED = 281, 263, 128
STAYED_BASELINE = (259, 175)
STAYED_RAISED, STAYED_LIVE, STAYED_MEASURED = 147, 134, 6
YOUNG_RAISED, YOUNG_LIVE = 38, 9
SPIKE = 1.5
"""Problems are picked when they are bad: how much more often a cause comes between its baseline and go-live."""
REMAINS = 0.05
"""The share of "late and not told" that the improvement leaves."""
GREW = 1.35
"""What "wrong invoice" came to after the change that did not work."""
RAMP_DAYS = 10
SNOW = ("delivery.late", "delivery.damaged", "service.missed")
SNOW_DAYS, SNOWED, SLOWED = 11, 4.0, 2.8
"""Roads have been bad for some days: causes that come more often just now, and a backlog."""


def as_common(cause: str, back: int) -> float:
    """How often a cause comes, as a multiple of its usual rate, `back` days before the end."""
    if cause == FELL:
        if back > FELL_BASELINE[1]:
            return 1
        if back > FELL_LIVE:
            return SPIKE
        ramp = min(1.0, (FELL_LIVE - back) / RAMP_DAYS)
        return 1 - ramp * (1 - REMAINS)
    if cause == STAYED and back <= STAYED_BASELINE[1]:
        return SPIKE if back > STAYED_LIVE else GREW
    return SNOWED if cause in SNOW and back <= SNOW_DAYS else 1


def slowness(back: int) -> float:
    """How many times longer everything takes for tickets opened `back` days before the end."""
    return SLOWED if back <= SNOW_DAYS else 1
