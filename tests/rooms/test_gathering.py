"""Who comes at the same time is served together, and nobody waits for a leader that is gone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cxloop.database.gathering import Gathering, LeaderLost, NobodyCame
from tests.processes import wait_until

PATIENCE = 20


class Counter:
    """Serves groups, each when it is let in; what it served, and how many leaders there were at once at most."""

    def __init__(self, answer=lambda items: [item * 10 for item in items], most=50):
        self.gathering = Gathering(self.serve, most)
        self.answer, self.groups, self.serving, self.most_serving = answer, [], 0, 0
        self.began, self.door = threading.Event(), threading.Event()

    def serve(self, take):
        self.serving += 1
        self.most_serving = max(self.most_serving, self.serving)
        try:
            group = take()
            self.groups.append(group)
            self.began.set()
            assert self.door.wait(PATIENCE)
            return self.answer(group)
        finally:
            self.serving -= 1

    def busy_with(self, first, *others, pool):
        """What becomes of `first` and of those who come while it is served."""
        coming = [pool.submit(self.gathering.bring, first, PATIENCE)]
        assert self.began.wait(PATIENCE)
        for number, item in enumerate(others, 1):
            coming.append(pool.submit(self.gathering.bring, item, PATIENCE))
            wait_until(lambda number=number: self.gathering.waiting == number, "somebody to queue up")
        self.door.set()
        return coming


@pytest.fixture
def pool():
    with ThreadPoolExecutor(16) as made:
        yield made


def test_who_comes_alone_is_served_at_once(pool):
    counter = Counter()
    counter.door.set()
    assert [counter.gathering.bring(number, PATIENCE) for number in (1, 2)] == [10, 20]
    assert counter.groups == [[1], [2]]


def test_who_comes_meanwhile_is_served_together_in_order(pool):
    counter = Counter()
    coming = counter.busy_with(1, 2, 3, 4, 5, pool=pool)
    assert [one.result(PATIENCE) for one in coming] == [10, 20, 30, 40, 50]
    assert counter.groups == [[1], [2, 3, 4, 5]]


def test_a_group_has_its_largest_size_and_the_rest_has_the_next_leader(pool):
    counter = Counter(most=2)
    coming = counter.busy_with(1, 2, 3, 4, 5, 6, pool=pool)
    assert [one.result(PATIENCE) for one in coming] == [10, 20, 30, 40, 50, 60]
    assert counter.groups == [[1], [2, 3], [4, 5], [6]]


def test_taking_again_adds_who_came_since(pool):
    taken, door, began = [], threading.Event(), threading.Event()

    def serve(take):
        taken.append(take())
        began.set()
        assert door.wait(PATIENCE)
        taken.append(take())
        return taken[-1]

    gathering = Gathering(serve)
    first = pool.submit(gathering.bring, "a", PATIENCE)
    assert began.wait(PATIENCE)
    second = pool.submit(gathering.bring, "b", PATIENCE)
    wait_until(lambda: gathering.waiting == 1, "the second")
    door.set()
    assert (first.result(PATIENCE), second.result(PATIENCE)) == ("a", "b")
    assert taken == [["a"], ["a", "b"]]


def test_a_leader_that_fails_tells_its_group_and_the_next_are_served(pool):
    def answer(items):
        if 2 in items:
            raise ValueError("no twos")
        return items

    counter = Counter(answer, most=2)
    coming = counter.busy_with(1, 2, 3, 4, pool=pool)
    assert coming[0].result(PATIENCE) == 1
    for one in coming[1:3]:
        with pytest.raises(ValueError, match="no twos"):
            one.result(PATIENCE)
    assert coming[3].result(PATIENCE) == 4


@pytest.mark.parametrize("ends", [SystemExit, KeyboardInterrupt])
def test_a_leader_that_is_ended_leaves_nobody_waiting(ends, pool):
    def answer(items):
        if 2 in items:
            raise ends
        return items

    counter = Counter(answer, most=2)
    coming = counter.busy_with(1, 2, 3, 4, pool=pool)
    assert coming[0].result(PATIENCE) == 1
    with pytest.raises(ends):
        coming[1].result(PATIENCE)
    with pytest.raises(LeaderLost):
        coming[2].result(PATIENCE)
    assert coming[3].result(PATIENCE) == 4


def test_who_fails_before_taking_anybody_has_taken_all_who_wait(pool):
    door, began = threading.Event(), threading.Event()

    def serve(_take):
        began.set()
        assert door.wait(PATIENCE)
        raise OSError("locked")

    gathering = Gathering(serve)
    coming = [pool.submit(gathering.bring, 1, PATIENCE)]
    assert began.wait(PATIENCE)
    coming.append(pool.submit(gathering.bring, 2, PATIENCE))
    wait_until(lambda: gathering.waiting == 2, "both")
    door.set()
    for one in coming:
        with pytest.raises(OSError, match="locked"):
            one.result(PATIENCE)
    assert gathering.waiting == 0


def test_fewer_outcomes_than_callers_are_nobodys_outcome():
    with pytest.raises(ValueError, match="shorter"):
        Gathering(lambda take: take()[1:]).bring(1, PATIENCE)


def test_who_loses_patience_is_not_served_and_the_others_are(pool):
    counter = Counter()
    first = pool.submit(counter.gathering.bring, 1, PATIENCE)
    assert counter.began.wait(PATIENCE)
    with pytest.raises(NobodyCame):
        counter.gathering.bring(2, 0.01)
    third = pool.submit(counter.gathering.bring, 3, PATIENCE)
    wait_until(lambda: counter.gathering.waiting == 1, "the third")
    counter.door.set()
    assert (first.result(PATIENCE), third.result(PATIENCE)) == (10, 30)
    assert counter.groups == [[1], [3]]


def test_who_was_taken_along_waits_for_its_outcome_however_long(pool):
    door, both = threading.Event(), threading.Event()

    def serve(take):
        wait_until(lambda: len(take()) == 2, "both")
        both.set()
        assert door.wait(PATIENCE)
        return take()

    gathering = Gathering(serve)
    coming = [pool.submit(gathering.bring, number, 0.05) for number in (1, 2)]
    assert both.wait(PATIENCE)
    door.wait(0.1)  # longer than their patience
    door.set()
    assert [one.result(PATIENCE) for one in coming] == [1, 2]


def test_a_crowd_is_served_by_one_leader_at_a_time_each_with_its_own_outcome(pool):
    counter = Counter(most=5)
    counter.door.set()
    numbers = range(2000)
    assert list(pool.map(lambda number: counter.gathering.bring(number, PATIENCE), numbers)) == [
        number * 10 for number in numbers
    ]
    assert counter.most_serving == 1
    assert sorted(item for group in counter.groups for item in group) == list(numbers)
