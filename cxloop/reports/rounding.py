"""Rounding as people and spreadsheets do it: half away from zero, once, when a figure is shown. Pure."""

from decimal import ROUND_HALF_UP, Decimal

SIGNIFICANT = 12
"""Digits of a float that are trusted: 100 · 0.14375 is 14.374999999999998 to the machine and 14.375 to everybody."""


def rounded(value: float, digits: int = 0) -> Decimal:
    """22.5 → 23, -2.5 → -3; never "-0"."""
    exact = Decimal(f"{value:.{SIGNIFICANT}g}")
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + Decimal(0)
