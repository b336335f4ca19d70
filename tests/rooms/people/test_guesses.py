"""Wrong tries are counted by name and by minute, in a memory that cannot be filled."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from cxloop.people import guesses
from cxloop.people.guesses import Guesses, network_of

AT = datetime(2026, 3, 10, 9, 0, 20, tzinfo=UTC)


def test_the_try_after_the_last_allowed_one_waits_for_the_next_minute():
    wrong = Guesses()
    assert [wrong.wrong(AT, {"a": 3}) for _ in range(5)] == [0, 0, 0, 40, 40]
    assert wrong.wrong(AT, {"b": 3}) == 0
    assert wrong.wrong(AT + timedelta(seconds=40), {"a": 3}) == 0


def test_one_name_of_several_is_enough():
    wrong = Guesses()
    told = [wrong.wrong(AT, {f"path {number}": 3, "address": 5}) for number in range(7)]
    assert told == [0, 0, 0, 0, 0, 40, 40]


def test_a_million_names_fill_no_memory_and_free_nobody(monkeypatch):
    monkeypatch.setattr(guesses, "MOST_NAMES", 10)
    wrong = Guesses()
    assert [wrong.wrong(AT, {f"n{number}": 3}) for number in range(12)] == [0] * 10 + [40, 40]
    assert wrong.wrong(AT, {"n1": 3}) == 0
    assert len(wrong._tries) == 10


def test_tries_at_the_same_time_are_all_counted():
    wrong = Guesses()
    told: list[int] = []
    threads = [
        Thread(target=lambda: told.extend(wrong.wrong(AT, {"a": 50}) for _ in range(50))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(seconds == 0 for seconds in told) == 50


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "20010db800010002::"), ("::1", "0::"),
     ("::ffff:203.0.113.7", "203.0.113.7"), ("2001:db8:1:2::9", "20010db800010002::"), (None, ""), ("unix:", "")],
)  # fmt: skip
def test_who_is_counted_together(address, network):
    assert network_of(address) == network
