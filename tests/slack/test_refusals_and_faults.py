"""Everything Slack can do to a call: each alert ends as sent, or given up and shown; nobody calls too early."""

import socket
import time
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from cxloop.alerts import outbox
from cxloop.alerts.errors import DeliveryFailed
from cxloop.alerts.models import Alert, Pace
from cxloop.database import db
from cxloop.slack.answers import PERMANENT, TRANSIENT
from cxloop.slack.client import SlackClient
from cxloop.slack.delivery import deliver_all
from tests.fakes.slack import TOKEN, body, drip, error, hang, reset, status

one_engine = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def opened(make, north):
    return make.ticket(3, survey=make.survey(team=north))


TRANSIENT_FAULTS = {
    "500": status(500), "502": status(502), "503": status(503), "504": status(504),
    "html": body(b"<html>hello</html>"), "empty": body(b""), "truncated": body(b'{"ok": tr'),
    "a list": body(b"[]"), "reset": reset(), "reset after Slack took it": reset(accepted=True),
    "truncated after Slack took it": body(b'{"ok": tr', accepted=True), "500 after Slack took it": None,
    "a word nobody knows": error("brand_new_error"), "internal": error("internal_error"),
    "fatal": error("fatal_error"), "rate limited with 200": error("ratelimited"),
}  # fmt: skip


@one_engine
@pytest.mark.parametrize("name", TRANSIENT_FAULTS)
def test_a_fault_that_passes_ends_with_one_message(name, opened, worker, slack):
    fault = TRANSIENT_FAULTS[name] or body(b"oops", accepted=True)
    slack.next(fault)
    counts = worker.deliver()
    assert counts["sent"] == 0
    assert counts["retried"] + counts["unknown_error"] == 1
    worker.later(minutes=2).deliver()
    assert len(slack.posted("#north")) == 1
    assert [alert.state for alert in worker.alerts()] == ["sent"]


@one_engine
def test_a_hanging_slack_costs_one_call_s_time_and_nothing_is_doubled(opened, worker, slack):
    slack.next(hang(accepted=True))
    worker.seconds, begun = 0.3, time.monotonic()
    assert worker.deliver()["retried"] == 1
    assert time.monotonic() - begun < 2
    worker.later(minutes=2).deliver()
    assert len(slack.posted()) == 1


@one_engine
def test_a_slack_that_sends_a_byte_now_and_then_is_hung_up_on(opened, worker, slack):
    slack.next(drip(0.05))
    worker.seconds, begun = 0.5, time.monotonic()
    assert worker.deliver()["retried"] == 1
    assert time.monotonic() - begun < 2


@one_engine
def test_nobody_there_at_all_is_tried_again(opened, worker, slack):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api/"
    counts = worker.deliver(door=SlackClient(TOKEN, url, worker.now, 1))
    assert counts["retried"] == 1
    (alert,) = worker.alerts()
    assert (alert.last_error, alert.in_doubt) == ("connection_refused", False)
    worker.later(minutes=2).deliver()
    assert len(slack.posted()) == 1


@one_engine
@pytest.mark.parametrize(
    ("header", "seconds"), [("1", 1), ("30", 30), ("3600", 3600), (None, 30), ("abc", 30), ("date", 90)]
)
def test_nothing_is_asked_of_a_channel_before_its_wait_is_over(header, seconds, opened, worker, slack):
    shown = format_datetime(worker.at + timedelta(seconds=90)) if header == "date" else header
    slack.next(status(429, **({"Retry_After": shown} if shown else {})))
    assert worker.deliver(patience=timedelta(0))["retried"] == 1
    calls = len(slack.calls)
    worker.later(seconds=seconds - 0.5).deliver(patience=timedelta(0))
    assert len(slack.calls) == calls
    worker.later(seconds=1).deliver()
    assert len(slack.posted("#north")) == 1


def test_one_throttled_channel_holds_up_no_other(make, north, worker, slack):
    make.ticket(3, survey=make.survey(team=north))
    slack.next(status(429, Retry_After="3600"))
    worker.deliver(patience=timedelta(0))
    others = [make.team(f"Other{number}") for number in range(10)]
    for number, team in enumerate(others):
        slack.channel(team.slack_channel)
        make.ticket(3, survey=make.survey(f"s{number}", team=team), at=worker.at)
    began = worker.at
    worker.deliver()
    assert worker.at - began < timedelta(seconds=5)
    assert all(len(slack.posted(team.slack_channel)) == 1 for team in others)
    assert slack.posted("#north") == []


def test_a_channel_gets_one_message_a_second(make, north, worker, slack):
    survey = make.survey(team=north)
    for _ in range(4):
        make.ticket(3, survey=survey)
    moments = []
    door = SlackClient(TOKEN, slack.url, worker.now, 2)
    post, door.post = door.post, lambda *said, **more: (moments.append(worker.at), post(*said, **more))[1]
    worker.deliver(door=door)
    assert len(moments) == 4
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(moments))


@one_engine
@pytest.mark.parametrize("word", ["channel_not_found", "is_archived", "not_in_channel"])
def test_a_channel_that_is_gone_is_shown_and_the_company_s_is_told(word, opened, worker, slack):
    slack.next(error(word))
    assert worker.deliver() == {"rerouted": 1, "sent": 1}
    assert len(slack.posted("#cxloop")) == 1
    found = outbox.undelivered(db.session, worker.at)
    assert found.troubles == (("slack:#north", word),)
    assert not found.dead


@one_engine
@pytest.mark.parametrize("word", ["token_revoked", "account_inactive", "invalid_auth"])
def test_without_access_and_without_mail_the_alert_is_given_up_and_shown(word, opened, worker, slack):
    slack.next(error(word))
    assert worker.deliver()["dead"] == 1
    assert outbox.undelivered(db.session, worker.at).dead == 1
    about = outbox.undelivered_about(db.session, f"ticket:{opened.id}", worker.at)
    assert [alert.last_error for alert in about] == [word]


@one_engine
def test_without_access_but_with_mail_the_lead_gets_a_letter(opened, lena, worker, slack):
    from dataclasses import replace

    letters = []

    class Box:
        def send(self, letter):
            letters.append(letter)

    slack.next(error("token_revoked"))
    settings = replace(worker.settings, smtp_url="smtp://127.0.0.1:1")
    door = SlackClient(TOKEN, slack.url, worker.now, 2)
    counts = deliver_all(settings, now=worker.now, sleep=worker.sleep, slack=door, mail=Box())
    assert counts == {"rerouted": 1, "sent": 1}
    assert letters[0]["To"] == "Lena <lena@example.com>"
    assert f"https://cxloop.example/tickets/{opened.id}" in letters[0].get_body(("plain",)).get_content()


@one_engine
def test_a_day_of_failures_is_enough(opened, worker, slack):
    began = worker.at
    slack.next(*[status(503)] * 200)
    while [alert.state for alert in worker.alerts()] != ["dead"]:
        worker.later(minutes=30).deliver(patience=timedelta(0))
    assert timedelta(hours=24) <= worker.at - began <= timedelta(hours=25)
    assert outbox.undelivered(db.session, worker.at).dead == 1


@one_engine
def test_every_word_slack_documents_has_its_place_and_others_are_counted(opened, worker, slack):
    words = sorted(PERMANENT | TRANSIENT)
    assert len(words) >= 25
    door = SlackClient(TOKEN, slack.url, worker.now, 2)
    for word in [*words, "never_heard_of_it"]:
        slack.next(error(word))
        with pytest.raises(DeliveryFailed) as failed:
            door.post("C1", "text", [], "id")
        assert failed.value.permanent == (word in PERMANENT)
        assert failed.value.unknown == (word == "never_heard_of_it")
    door.close()


@one_engine
def test_one_connection_serves_many_calls(make, north, south, worker, slack):
    for name, team in (("a", north), ("b", south)):
        make.ticket(3, survey=make.survey(name, team=team))
    worker.deliver()
    assert slack.called("chat.postMessage")[0].headers["Authorization"] == f"Bearer {TOKEN}"


@one_engine
def test_a_channel_s_trouble_is_over_when_something_arrives(opened, worker, slack):
    slack.next(error("not_in_channel"))
    worker.deliver()
    make_again = outbox.new_row(
        kind="unowned", subject=f"ticket:{opened.id}", via="slack", recipient="x", at=worker.at
    )
    make_again |= {"channel": "slack:#north", "recipient": f"team:{opened.team_id}"}
    outbox.enqueue_many(db.session, [make_again])
    db.session.commit()
    worker.later(seconds=5).deliver()
    assert db.session.get(Pace, "slack:#north").trouble is None


@one_engine
def test_what_waits_for_over_five_minutes_is_said(opened, worker):
    assert not outbox.undelivered(db.session, worker.at)
    assert outbox.undelivered(db.session, worker.at + timedelta(minutes=6)).late == 1
    assert db.session.scalars(db.select(Alert)).one().state == "pending"
