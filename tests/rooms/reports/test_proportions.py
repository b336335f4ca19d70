"""k of n, with Wilson's interval, and how much of it may be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from cxloop.reports.metrics.figure import Definition, Showing
from cxloop.reports.metrics.proportions import proportion, wilson

counts = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(41, 50, 69.2, 90.2), (18, 20, 69.9, 97.2), (0, 5, 0, 43.4), (5, 5, 56.6, 100)],
)
def test_the_interval_is_that_of_the_definition(k, n, low, high):
    assert [round(100 * bound, 1) for bound in wilson(k, n)] == [low, high]


@given(counts)
def test_the_interval_is_that_of_statsmodels(count):
    k, n = count
    assert wilson(k, n) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-9)


@given(counts)
def test_the_interval_holds_the_share_and_lies_between_nothing_and_all(count):
    k, n = count
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1


def test_nothing_of_nothing_has_no_share_and_no_interval():
    empty = proportion(Definition("M4"), 0, 0)
    assert (empty.share, empty.low, empty.high, empty.showing) == (None, None, None, Showing.NOTHING)


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 5), (1, 0)])
def test_more_than_all_or_less_than_nothing_is_refused(k, n):
    with pytest.raises(ValueError, match="no proportion"):
        wilson(k, n)


@pytest.mark.parametrize(
    ("n", "shown"),
    [(1, Showing.COUNTS), (9, Showing.COUNTS), (10, Showing.FAINT), (29, Showing.FAINT), (30, Showing.FULL)],
)
def test_few_cases_show_counts_only_and_some_are_greyed(n, shown):
    assert proportion(Definition("M4"), 1, n).showing is shown
