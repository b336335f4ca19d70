"""Which words of an answer stand: the same in every order, and the newest of each field."""

from datetime import UTC, datetime, timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from cxloop.responses.versions import NOTHING, Version, Withdrawal, after

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def moment(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def said(hours, score=None, comment=None, answered_at=START):
    return Version(score, comment, answered_at, moment(hours), moment(100))


hours = st.integers(0, 4)
versions = st.builds(
    said, hours, st.none() | st.integers(0, 10), st.none() | st.sampled_from(["a", "b", "longer"]),
    st.none() | st.builds(moment, hours),
)  # fmt: skip
withdrawals = st.builds(Withdrawal, st.builds(moment, hours))


@given(st.data())
def test_every_order_of_the_same_versions_ends_the_same(data):
    told = data.draw(st.lists(versions | withdrawals, max_size=6))
    other = data.draw(st.permutations(told))
    assert reduce(after, told, NOTHING) == reduce(after, other, NOTHING)


@given(st.lists(versions | withdrawals, max_size=6))
def test_hearing_it_all_again_changes_nothing(told):
    once = reduce(after, told, NOTHING)
    assert reduce(after, told, once) == once


@given(st.lists(versions | withdrawals, max_size=6))
def test_a_field_holds_the_newest_that_was_said_of_it(told):
    now = reduce(after, told, NOTHING)
    scores = [(one.said_at, -one.score) for one in told if isinstance(one, Version) and one.score is not None]
    assert now.score == (-max(scores)[1] if scores else None)
    comments = [
        (one.said_at, len(one.comment), one.comment)
        for one in told
        if isinstance(one, Version) and one.comment
    ]
    assert now.comment == (max(comments)[2] if comments else None)


@given(st.lists(versions | withdrawals, max_size=6))
def test_it_is_withdrawn_exactly_when_nothing_was_said_after_the_deletion(told):
    now = reduce(after, told, NOTHING)
    spoken = [
        one.said_at for one in told if isinstance(one, Version) and (one.score, one.comment) != (None, None)
    ]
    deleted = [one.at for one in told if isinstance(one, Withdrawal)]
    gone = bool(deleted) and (not spoken or max(deleted) >= max(spoken))
    assert (now.withdrawn_at is not None) == gone


def test_without_versions_the_last_to_arrive_stands_unless_it_answers_an_earlier_day():
    def told(arrived, score, answered):
        return Version(score, None, moment(answered), None, moment(arrived))

    assert reduce(after, [told(10, 2, 0), told(11, 9, 0)], NOTHING).score == 9
    assert reduce(after, [told(10, 2, 1), told(11, 9, 0)], NOTHING).score == 2
