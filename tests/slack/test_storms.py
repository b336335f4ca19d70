"""Thousands of unhappy answers at once: twenty messages, then one digest that names every ticket."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest

from cxloop.alerts import outbox
from cxloop.database import db
from tests.fakes.slack import texts

MANY = 5000


def enqueue(numbers, team, at):
    rows = (
        outbox.new_row(
            kind="ticket_opened", subject=f"ticket:{n}", via="slack", recipient=f"team:{team.id}", at=at
        )
        for n in numbers
    )
    outbox.enqueue_many(db.session, rows)
    db.session.commit()


def numbers_in(message):
    found = set()
    for text in texts(message["blocks"]):
        for first, last in re.findall(r"#(\d+)(?:–#(\d+))?", text["text"]):
            found |= set(range(int(first), int(last or first) + 1))
    return found


@pytest.fixture
def told_one_by_one(monkeypatch):
    """Tickets that exist, without making five thousand of them."""
    from cxloop.alerts import wording
    from cxloop.tickets import telling

    tell = telling.tell

    def quick(session, *, kind, subject, **more):
        if kind != "ticket_opened":
            return tell(session, kind=kind, subject=subject, **more)
        number = int(subject.partition(":")[2])
        return telling.Telling(wording.Told(f"#{number}", f"#{number}"), "en", f"/tickets/{number}")

    monkeypatch.setattr(telling, "tell", quick)


def test_an_import_of_five_thousand_is_twenty_messages_and_a_digest(north, worker, slack, told_one_by_one):
    enqueue(range(1, MANY + 1), north, worker.at)
    worker.deliver()
    messages = slack.posted("#north")
    assert len(messages) == 21
    named = [number for message in messages for number in numbers_in(message)]
    assert sorted(named) == list(range(1, MANY + 1))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_numbers_that_do_not_fit_wait_for_the_next_digest(north, worker, slack, told_one_by_one):
    enqueue(range(1, 2 * MANY, 2), north, worker.at)
    for _ in range(12):
        worker.deliver()
        worker.later(minutes=10)
    messages = slack.posted("#north")
    named = [number for message in messages for number in numbers_in(message)]
    assert sorted(named) == list(range(1, 2 * MANY, 2))
    assert 20 < len(messages) <= 20 + 12


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_while_it_storms_there_is_at_most_one_digest_in_ten_minutes(north, worker, slack, told_one_by_one):
    began, moments = worker.at, []
    for minute in range(60):
        enqueue(range(minute * 100, minute * 100 + 100), north, worker.at)
        before = len(slack.posted("#north"))
        worker.deliver(patience=timedelta(seconds=1.5) if minute == 0 else timedelta(0))
        moments += [worker.at] * (len(slack.posted("#north")) - before)
        worker.at = began + timedelta(minutes=minute + 1)
    for _ in range(3):
        worker.later(minutes=11).deliver()
    named = [number for message in slack.posted("#north") for number in numbers_in(message)]
    assert sorted(named) == list(range(6000))
    digests = moments[20:]
    assert all(later - earlier >= timedelta(minutes=9) for earlier, later in pairwise(digests))


def test_updates_pass_while_it_storms(make, north, olga, worker, slack):
    from cxloop.loop import act

    survey = make.survey(team=north)
    ticket = make.ticket(3, survey=survey)
    worker.deliver()
    for _ in range(25):
        make.ticket(2, survey=survey)
    worker.deliver()
    act.take(db.session(), ticket.id, by=olga, at=worker.at, via="web")
    db.session.commit()
    worker.later(seconds=2).deliver()
    assert slack.posted("#north")[0]["edited"] == 1
