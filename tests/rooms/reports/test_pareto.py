"""M11: causes, their order, and what is not coded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.reports.metrics.pareto import CodedTickets, pareto

TICKETS = [CodedTickets(("late",), 60), CodedTickets(("invoice",), 25), CodedTickets(("damage",), 15)]


def test_causes_are_ordered_by_weight_with_share_rate_and_running_total():
    figure = pareto(TICKETS, closed=125, answers=1000)
    assert [(cause.name, cause.weight, round(cause.cumulative, 2)) for cause in figure.causes] == [
        ("late", 60, 0.6), ("invoice", 25, 0.85), ("damage", 15, 1.0),
    ]  # fmt: skip
    late = figure.causes[0]
    assert (late.share.k, late.share.n, late.rate.k, late.rate.n) == (60, 100, 60, 1000)
    assert (figure.coverage.k, figure.coverage.n, figure.uncoded) == (100, 125, 25)


def test_a_ticket_with_two_causes_counts_half_for_each():
    figure = pareto([CodedTickets(("late", "invoice"), 3), CodedTickets(("late",), 1)], closed=4, answers=50)
    assert {cause.name: cause.weight for cause in figure.causes} == {"late": 2.5, "invoice": 1.5}


def test_with_three_causes_all_are_surely_among_the_first_three():
    assert [cause.top for cause in pareto(TICKETS, closed=100, answers=200).causes] == [1, 1, 1]


def test_a_clear_leader_is_sure_and_equals_are_not():
    equals = [CodedTickets((name,), 5) for name in "abcdefgh"]
    figure = pareto([CodedTickets(("late",), 90), *equals], closed=130, answers=500)
    assert figure.causes[0].top == 1
    # two places for eight equals: a quarter each
    assert all(0.1 < cause.top < 0.45 for cause in figure.causes[1:])
    assert sum(cause.top for cause in figure.causes) == pytest.approx(3)


def test_the_same_tickets_always_give_the_same_figure():
    assert pareto(TICKETS, 125, 1000) == pareto(list(reversed(TICKETS)), 125, 1000)


def test_nothing_coded_is_a_figure_too():
    figure = pareto([], closed=7, answers=90)
    assert (figure.causes, figure.coverage.k, figure.coverage.n, figure.uncoded) == ((), 0, 7, 7)


def test_a_coded_ticket_without_cause_is_refused():
    with pytest.raises(ValueError, match="has a cause"):
        pareto([CodedTickets(())], closed=1, answers=1)


def test_more_coded_than_closed_is_refused():
    with pytest.raises(ValueError, match="out of"):
        pareto(TICKETS, closed=99, answers=1000)


names = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True).map(tuple)


@given(st.lists(st.builds(CodedTickets, names, st.integers(0, 20)), max_size=8), st.integers(0, 30))
def test_the_weights_of_the_causes_are_the_coded_tickets(tickets, uncoded):
    coded = sum(ticket.count for ticket in tickets)
    figure = pareto(tickets, closed=coded + uncoded, answers=coded + 100)
    assert sum(cause.weight for cause in figure.causes) == pytest.approx(coded)
    assert figure.uncoded == uncoded
    if figure.causes:
        assert figure.causes[-1].cumulative == pytest.approx(1)
