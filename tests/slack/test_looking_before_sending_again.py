"""Before an alert is sent a second time, Slack's history says whether it is there."""

from datetime import timedelta

import pytest

from cxloop.alerts import retrying
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.slack import client
from tests.fakes.slack import body, error

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def opened(make, north):
    return make.ticket(3, survey=make.survey(team=north))


def only():
    db.session.expire_all()
    return db.session.scalars(db.select(Alert)).one()


def test_what_arrived_unheard_is_found_and_not_sent_again(opened, worker, slack):
    slack.next(body(b"", accepted=True))
    worker.deliver()
    assert worker.later(minutes=1).deliver() == {"found": 1}
    assert len(slack.posted("#north")) == 1
    assert only().external_ts == slack.posted("#north")[0]["ts"]


def test_a_message_found_is_made_current_by_the_next_change(opened, worker, slack, olga):
    from cxloop.loop import act

    slack.next(body(b"", accepted=True))
    worker.deliver()
    act.take(db.session(), opened.id, by=olga, at=worker.at, via="web")
    db.session.commit()
    worker.later(minutes=1).deliver()
    assert len(slack.posted("#north")) == 1
    assert slack.posted("#north")[0]["edited"] == 1


def test_a_look_that_fails_for_now_sends_nothing(opened, worker, slack):
    slack.next(body(b"", accepted=True))
    worker.deliver()
    slack.next(error("internal_error"), method="conversations.history")
    assert worker.later(minutes=1).deliver()["retried"] == 1
    assert only().in_doubt
    assert worker.later(minutes=2).deliver()["found"] == 1


@pytest.mark.parametrize("closed", ["missing scope", "too long"])
def test_where_nobody_can_look_it_is_sent_again_and_flagged(closed, opened, worker, slack, monkeypatch):
    slack.next(body(b"", accepted=True))
    worker.deliver()
    if closed == "too long":
        monkeypatch.setattr(client, "PAGES", 1)
        channel, now = slack.channel("#north"), int(worker.at.timestamp())
        slack.messages[channel] += [
            {"type": "message", "ts": f"{now}.{n:06d}", "text": "hi"} for n in range(500, 800)
        ]
    else:
        slack.missing_scopes.add("channels:history")
    assert worker.later(minutes=1).deliver()["sent"] == 1
    assert only().unsure


def test_an_alert_somebody_asks_for_again_days_later_is_still_found(opened, worker, slack):
    slack.next(body(b"", accepted=True))
    worker.deliver()
    only().state = "dead"
    db.session.commit()
    worker.later(days=3)
    assert retrying.retry(db.session(), only().id, worker.at)
    db.session.commit()
    assert worker.deliver() == {"found": 1}
    assert len(slack.posted("#north")) == 1


def test_a_reopening_is_said_in_the_ticket_s_thread_and_looked_for_there(make, opened, worker, slack, olga):
    from cxloop.loop import verify

    worker.deliver()
    make.resolved(opened, olga, worker.at)
    verify.reopen(db.session(), opened, at=worker.at, via="web", actor_id=olga.id)
    db.session.commit()
    slack.next(body(b"", accepted=True))
    worker.later(seconds=5).deliver()
    worker.later(minutes=1).deliver()
    first, reply = slack.posted("#north")
    assert reply["thread_ts"] == first["ts"]


def test_a_process_paused_past_its_lease_does_not_send(opened, worker, slack):
    from cxloop.slack.client import SlackClient
    from tests.fakes.slack import TOKEN

    door = SlackClient(TOKEN, slack.url, worker.now, 2)
    look_up = door.channel_id

    def asleep(name):
        worker.later(seconds=55)
        return look_up(name)

    door.channel_id = asleep
    assert worker.deliver(door=door, most=1, patience=timedelta(0)) == {"put_back": 1}
    assert slack.posted("#north") == []
    worker.deliver()
    assert len(slack.posted("#north")) == 1
