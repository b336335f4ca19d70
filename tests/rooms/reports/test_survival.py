"""M5: how long it takes, open tickets counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from cxloop.reports.metrics.survival import Outcome, Wait, waiting_times

HAPPENED, OPEN, OTHERWISE = Outcome.HAPPENED, Outcome.OPEN, Outcome.ENDED_OTHERWISE


def test_the_curve_and_the_median_are_those_of_the_definition():
    closed, still_open = [2, 3, 6, 8, 12, 24], [5, 10, 20, 30]
    times = waiting_times([Wait(hours) for hours in closed] + [Wait(hours, OPEN) for hours in still_open])
    assert [round(step.waiting, 4) for step in times.steps] == [0.9, 0.8, 0.6857, 0.5714, 0.4286, 0.2143]
    assert (times.median, times.p90) == (12, None)
    assert (times.k, times.n, times.still_open, times.longest) == (6, 10, 4, 30)


def test_a_median_of_closed_tickets_alone_would_flatter():
    assert sorted([2, 3, 6, 8, 12, 24])[2:4] == [6, 8]  # closed only: 7, against 12


def test_when_most_are_still_open_the_median_is_unknown():
    assert waiting_times([Wait(2), Wait(5, OPEN), Wait(9, OPEN)]).median is None


def test_nothing_has_no_times():
    times = waiting_times([])
    assert (times.n, times.median, times.p90, times.longest, times.steps) == (0, None, None, None, ())


def test_a_customer_who_declined_is_neither_resolved_nor_waiting():
    times = waiting_times([Wait(1), Wait(2, OTHERWISE), Wait(3, OTHERWISE), Wait(4)])
    last = times.steps[-1]
    assert (last.waiting, last.happened, last.ended_otherwise) == (0, 0.5, 0.5)
    assert times.median == 4


def test_a_negative_wait_is_refused():
    with pytest.raises(ValueError, match="negative"):
        waiting_times([Wait(-1)])


some_waits = st.lists(
    st.builds(Wait, st.integers(0, 30), st.sampled_from([HAPPENED, OPEN])), min_size=2, max_size=60
).filter(lambda waits: any(wait.outcome is HAPPENED for wait in waits))


@given(some_waits)
def test_the_curve_is_that_of_statsmodels(waits):
    lengths = np.array([wait.length for wait in waits], float)
    happened = np.array([wait.outcome is HAPPENED for wait in waits], float)
    oracle = SurvfuncRight(lengths, happened)
    times = waiting_times(waits)
    points = zip(oracle.surv_times, oracle.surv_prob, oracle.n_events, strict=True)
    expected = {length: left for length, left, events in points if events}
    assert {step.length: step.waiting for step in times.steps} == pytest.approx(expected)


@given(st.lists(st.builds(Wait, st.integers(0, 30), st.sampled_from([*Outcome])), min_size=2, max_size=60))
def test_the_cumulative_incidence_is_that_of_statsmodels(waits):
    codes = {HAPPENED: 1, OTHERWISE: 2, OPEN: 0}
    status = np.array([codes[wait.outcome] for wait in waits])
    if not {1, 2} <= set(status):
        return
    with np.errstate(divide="ignore", invalid="ignore"):  # its variance, which is not compared
        oracle = CumIncidenceRight(np.array([wait.length for wait in waits], float), status)
    last = waiting_times(waits).steps[-1]
    assert last.happened == pytest.approx(oracle.cinc[0][-1])
    assert last.ended_otherwise == pytest.approx(oracle.cinc[1][-1])


@given(
    st.lists(st.builds(Wait, st.integers(0, 30), st.sampled_from([*Outcome]), st.integers(0, 5)), max_size=40)
)
def test_shares_add_up_and_groups_count_as_their_tickets(waits):
    times = waiting_times(waits)
    one_by_one = waiting_times([Wait(wait.length, wait.outcome) for wait in waits for _ in range(wait.count)])
    assert (times.steps, times.median, times.n) == (one_by_one.steps, one_by_one.median, one_by_one.n)
    for step in times.steps:
        assert step.waiting + step.happened + step.ended_otherwise == pytest.approx(1)
