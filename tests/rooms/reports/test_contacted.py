"""M4: contacted in time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cxloop.reports.metrics.contacted import ContactPromise, contacted_in_time

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def hours(count: float) -> datetime:
    return NOON + timedelta(hours=count)


def test_only_a_contact_by_the_deadline_counts():
    figure = contacted_in_time(
        [
            ContactPromise(due_at=hours(-1), attempted_at=hours(-5), reached_at=hours(-1)),
            ContactPromise(due_at=hours(-1), attempted_at=hours(-5), reached_at=hours(-0.5)),
            ContactPromise(due_at=hours(-1)),
        ],
        as_of=NOON,
    )
    assert (figure.attempted.k, figure.reached.k, figure.reached.n) == (2, 1, 3)


def test_an_open_overdue_ticket_is_a_failure_and_a_running_one_is_not_judged():
    figure = contacted_in_time([ContactPromise(hours(-1)), ContactPromise(hours(1))], as_of=NOON)
    assert (figure.reached.k, figure.reached.n) == (0, 1)
    assert [(left.reason, left.count) for left in figure.reached.exclusions] == [("running", 1)]


def test_a_ticket_contacted_early_is_not_judged_before_its_deadline():
    early = ContactPromise(due_at=hours(1), attempted_at=hours(-1), reached_at=hours(-1))
    assert contacted_in_time([early], as_of=NOON).reached.n == 0


def test_a_customer_who_cannot_be_contacted_leaves_the_figure_and_is_counted_beside_it():
    figure = contacted_in_time([ContactPromise(hours(-1), contactable=False)], as_of=NOON)
    assert figure.reached.n == 0
    assert [(left.reason, left.count) for left in figure.reached.exclusions] == [("uncontactable", 1)]


moments = st.integers(-90, 90).map(hours)
promises = st.builds(ContactPromise, moments, st.none() | moments, st.none() | moments, st.booleans())


@given(st.lists(promises))
def test_every_ticket_is_judged_running_or_left_out_once(given_promises):
    figure = contacted_in_time(given_promises, as_of=NOON)
    assert figure.reached.n + sum(left.count for left in figure.reached.exclusions) == len(given_promises)
    assert 0 <= figure.reached.k <= figure.reached.n
