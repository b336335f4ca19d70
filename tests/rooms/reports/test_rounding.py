"""Half away from zero, once, as a spreadsheet and a person do it."""

from decimal import Decimal

import pytest

from cxloop.reports.rounding import rounded


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (22.5, 0, "23"), (-2.5, 0, "-3"), (0.5, 0, "1"), (100 / 8, 0, "13"), (100 * 5 / 16, 1, "31.3"),
        (100 * (23 / 160), 2, "14.38"), (100 * (33 / 2000), 2, "1.65"), (1.005 * 100, 1, "100.5"), (-0.04, 1, "0.0"),
        (0, 0, "0"), (1e-9, 1, "0.0"), (2.675, 2, "2.68"), (999999.5, 0, "1000000"),
    ],
)  # fmt: skip
def test_halves_go_away_from_zero(value, digits, shown):
    assert str(rounded(value, digits)) == shown
    assert rounded(-value, digits) == -Decimal(shown)
