"""More than twenty alerts in ten minutes: one digest that names every ticket, at once, and nothing is told twice."""

import re
from datetime import timedelta

import pytest

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert, Posting
from cxloop.database import db
from cxloop.loop import act
from tests.fakes.slack import error, reset, texts

MANY = 5000
one_engine = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def enqueue(numbers, team, at, kind="ticket_opened"):
    rows = (
        outbox.new_row(kind=kind, subject=f"ticket:{n}", via="slack", recipient=f"team:{team.id}", at=at)
        for n in numbers
    )
    outbox.enqueue_many(db.session, rows)
    db.session.commit()


def numbers_in(message):
    found = []
    for text in texts(message["blocks"]):
        for first, last in re.findall(r"#(\d+)(?:–#(\d+))?", text["text"]):
            found += range(int(first), int(last or first) + 1)
    return found


def named(slack, channel="#north"):
    return sorted(number for message in slack.posted(channel) for number in numbers_in(message))


def digests(slack, channel="#north"):
    return [message for message in slack.posted(channel) if "folded" in str(message["blocks"])]


@pytest.fixture
def told_one_by_one(monkeypatch):
    """Tickets that exist, without making five thousand of them."""
    from cxloop.alerts import wording
    from cxloop.tickets import telling

    tell = telling.tell

    def quick(session, *, kind, subject, **more):
        if kind == "digest":
            return tell(session, kind=kind, subject=subject, **more)
        number = int(subject.partition(":")[2])
        return telling.Telling(wording.Told(f"#{number}", f"#{number}"), "en", f"/tickets/{number}")

    monkeypatch.setattr("cxloop.loop.learn.telling.tell_of_a_ticket", quick)


def test_an_import_of_five_thousand_is_one_digest(north, worker, slack, told_one_by_one):
    enqueue(range(1, MANY + 1), north, worker.at)
    worker.deliver()
    assert len(slack.posted("#north")) == 1
    assert named(slack) == list(range(1, MANY + 1))


def test_twenty_are_told_one_by_one(north, worker, slack, told_one_by_one):
    enqueue(range(1, 21), north, worker.at)
    worker.deliver()
    assert len(slack.posted("#north")) == 20


def test_what_comes_after_the_first_twenty_joins_one_digest_at_once(north, worker, slack, told_one_by_one):
    """Twelve tickets once waited nine and a half minutes for the next window."""
    enqueue(range(1, 21), north, worker.at)
    worker.deliver()
    for first in range(21, 45, 6):
        enqueue(range(first, first + 6), north, worker.later(seconds=30).at)
        before = worker.at
        worker.deliver()
        assert worker.at - before < timedelta(seconds=3)
        assert named(slack) == list(range(1, first + 6))
    assert len(digests(slack)) == 1


def test_ten_minutes_are_any_ten_minutes(north, worker, slack, told_one_by_one):
    enqueue([1], north, worker.at)
    worker.deliver()
    enqueue(range(2, 17), north, worker.later(minutes=9, seconds=50).at)
    worker.deliver()
    enqueue(range(17, 32), north, worker.later(seconds=20).at)
    worker.deliver()
    assert len(digests(slack)) == 1
    assert named(slack) == list(range(1, 32))


def test_when_the_storm_is_over_each_is_told_alone_again(north, worker, slack, told_one_by_one):
    enqueue(range(1, 31), north, worker.at)
    worker.deliver()
    enqueue([31, 32], north, worker.later(minutes=11).at)
    worker.deliver()
    assert len(slack.posted("#north")) == 3
    assert named(slack) == list(range(1, 33))


@one_engine
def test_numbers_that_do_not_fit_go_on_in_the_digest_s_thread_at_once(north, worker, slack, told_one_by_one):
    enqueue(range(1, 2 * MANY, 2), north, worker.at)
    before = worker.at
    worker.deliver()
    assert worker.at - before < timedelta(seconds=20)
    assert named(slack) == list(range(1, 2 * MANY, 2))
    first, *rest = slack.posted("#north")
    assert "thread_ts" not in first
    assert {message["thread_ts"] for message in rest} == {first["ts"]}
    assert not any(message.get("reply_broadcast") for message in rest)


@one_engine
def test_a_digest_the_size_of_an_hour_names_each_ticket_once(north, worker, slack, told_one_by_one):
    began = worker.at
    for minute in range(30):
        enqueue(range(minute * 100, minute * 100 + 100), north, worker.at)
        worker.deliver(patience=timedelta(seconds=1.5))
        worker.at = began + timedelta(minutes=minute + 1)
    assert named(slack) == list(range(3000))
    assert len(digests(slack)) <= 4


def test_a_digest_that_cannot_be_changed_is_followed_by_one_with_the_rest(
    north, worker, slack, told_one_by_one
):
    enqueue(range(1, 31), north, worker.at)
    worker.deliver()
    enqueue(range(31, 41), north, worker.later(seconds=30).at)
    slack.next(error("edit_window_closed"), method="chat.update")
    worker.deliver()
    assert len(digests(slack)) == 2
    assert named(slack) == list(range(1, 41))


def test_an_alert_of_a_storm_that_was_posted_and_not_marked_is_found(north, worker, slack, told_one_by_one):
    enqueue(range(1, 31), north, worker.at)
    slack.next(reset(accepted=True))
    worker.deliver()
    enqueue(range(31, 36), north, worker.later(seconds=2).at)
    worker.later(minutes=2).deliver()
    assert len(digests(slack)) == 1
    assert named(slack) == list(range(1, 36))
    assert not worker.alerts("pending")


def test_an_urgent_ticket_and_a_missed_promise_do_not_wait_behind_a_storm(make, north, lena, worker, slack):
    survey = make.survey(team=north)
    late = make.ticket(5, survey=survey)
    worker.deliver()
    worker.at = late.first_contact_due_at + timedelta(minutes=1)
    calm = [make.ticket(5, survey=survey, at=worker.at) for _ in range(25)]
    urgent = make.ticket(1, survey=survey, at=worker.at)
    act.escalate_next(db.session(), at=worker.at)
    db.session.commit()
    before = worker.at
    worker.deliver()
    assert worker.at - before < timedelta(seconds=5)
    (digest,) = digests(slack)
    assert sorted(numbers_in(digest)) == [ticket.id for ticket in calm]
    alone = [str(message["blocks"]) for message in slack.posted("#north") if message is not digest]
    assert any(f"/tickets/{urgent.id}'" in said for said in alone)
    assert any("First contact is late" in said for said in alone)
    assert "First contact is late" in str(slack.posted("#north")[1]["blocks"])  # before everything else


@one_engine
def test_more_missed_promises_than_a_minute_takes_are_told_together(make, north, lena, worker, slack):
    survey = make.survey(team=north)
    tickets = [make.ticket(5, survey=survey) for _ in range(61)]
    worker.deliver()
    worker.at = tickets[0].first_contact_due_at + timedelta(minutes=1)
    act.escalate_next(db.session(), at=worker.at)
    db.session.commit()
    before = len(slack.posted("#north"))
    worker.deliver()
    assert len(slack.posted("#north")) == before + 1
    assert sorted(numbers_in(slack.posted("#north")[-1])) == [ticket.id for ticket in tickets]


def test_what_a_digest_told_is_marked_and_the_digest_is_one_posting(north, worker, slack, told_one_by_one):
    enqueue(range(1, 31), north, worker.at)
    worker.deliver()
    folded = worker.alerts("folded")
    assert len(folded) == 30
    assert all(alert.sent_at for alert in folded)
    (digest,) = [alert for alert in worker.alerts("sent") if alert.kind == "digest"]
    assert db.session.scalars(db.select(Posting.subject)).all() == [f"digest:{digest.id}"]
    assert {alert.folded_into_id for alert in folded} == {digest.id}
    assert db.session.scalar(db.select(db.func.count()).select_from(Alert)) == 31


def test_updates_pass_while_it_storms(make, north, olga, worker, slack):
    survey = make.survey(team=north)
    ticket = make.ticket(3, survey=survey)
    worker.deliver()
    for _ in range(25):
        make.ticket(4, survey=survey)
    worker.deliver()
    act.take(db.session(), ticket.id, by=olga, at=worker.at, via="web")
    db.session.commit()
    worker.later(seconds=2).deliver()
    assert slack.posted("#north")[0]["edited"] == 1
