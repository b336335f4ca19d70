"""C10, C12: delivered five times, shuffled, from four senders, by servers that are killed: kept once, read once."""

import pytest

from tests.breadth import in_turn
from tests.hooks import campaign
from tests.hooks.storm import Kept, open_door, score_of, shuffled, storm, wait_until_read

pytestmark = pytest.mark.faults
ENGINES = ("sqlite", "postgresql")


def expected(events, **more):
    facts = {"rows": events, "unread": 0, "responses": events, "different_answers": events} | more
    return facts | {"tickets": sum(score_of(number) <= 6 for number in range(events))}


def found(kept):
    return {name: getattr(kept, name) for name in expected(0)}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine", ENGINES)
def test_two_hundred_events_five_times_from_four_senders_are_two_hundred_answers(installed, engine):
    one = installed(engine)
    door = open_door(one)
    one.serve("web", "worker")
    told = storm(one.url, door, shuffled(200, 5), senders=4)
    wait_until_read(one, 60)
    kept = Kept.of(one)
    assert found(kept) == expected(200)
    assert {len(rows) for rows in told.rows.values()} == {1}
    assert (len(told.rows), told.repeats, kept.calls) == (200, 800, 1000)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("place", "engine"), in_turn(("hook_before_commit", "hook_after_commit")))
def test_a_server_killed_before_it_answers_loses_and_doubles_nothing(installed, engine, place):
    one = installed(engine)
    door = open_door(one)
    one.start("web", CRASHPOINT=f"{place}:10")
    one.serve("worker")
    told = storm(one.url, door, shuffled(40, 1), senders=2)
    wait_until_read(one, 60)
    kept = Kept.of(one)
    assert one.said("web").count("Unexpected exit") >= 2, one.said("web")
    assert found(kept) == expected(40)
    assert {len(rows) for rows in told.rows.values()} == {1}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("place", "engine"), in_turn(("inbox_after_commit", "inbox_before_commit")))
def test_a_worker_killed_while_it_reads_loses_and_doubles_nothing(installed, engine, place):
    one = installed(engine)
    door = open_door(one)
    one.serve("web")
    storm(one.url, door, shuffled(30, 2), senders=2)
    dying = one.start("worker", CRASHPOINT=f"{place}:1")
    assert dying.wait(60) == -9
    one.start("worker")
    wait_until_read(one, 60)
    assert found(Kept.of(one)) == expected(30)


@pytest.mark.campaign
@pytest.mark.timeout(7200)
def test_twenty_thousand_events_a_hundred_thousand_times_and_three_hundred_kills(tmp_path):
    found = campaign.everything(tmp_path, "make faults", events=20_000, times=5, kills=300)
    for one in found.values():
        assert not any(one.wrong().values()), one.wrong()
        assert one.kills.total() >= 290
