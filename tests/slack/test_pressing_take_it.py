"""*Take it* in Slack: one effect, the same rules as in the web, and never a silent failure."""

import json
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from cxloop.alerts.models import Alert, SlackAction
from cxloop.database import db
from cxloop.loop import act
from cxloop.people.models import User
from cxloop.tickets.models import TicketEvent
from tests.fakes.slack import TEAM, Pressed, hang

OLGA, TOM, ZOE = "U0OLGA001", "U0TOM0001", "U0ZOE0001"
one_engine = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def browser(app, worker, clock):
    return app.test_client()


@pytest.fixture
def linked(olga, tom, zoe):
    for user, name in ((olga, OLGA), (tom, TOM), (zoe, ZOE)):
        user.slack_team, user.slack_user = TEAM, name
    db.session.commit()


@pytest.fixture
def ticket(make, north, linked):
    return make.ticket(3, survey=make.survey(team=north))


def press(browser, slack, ticket, who=OLGA, *, at, **more):
    pressed = slack.press(ticket.id, who, at=at.timestamp(), **more)
    return browser.post("/slack/actions", data=pressed.body, headers=pressed.headers)


def times_taken(ticket):
    return len(db.session.scalars(db.select(TicketEvent).filter_by(ticket_id=ticket.id, kind="taken")).all())


def test_a_click_takes_the_ticket_and_the_message_follows(browser, slack, worker, ticket, olga):
    worker.deliver()
    assert press(browser, slack, ticket, at=worker.at).status_code == 200
    db.session.refresh(ticket)
    assert ticket.owner_id == olga.id
    worker.later(seconds=2).deliver()
    assert "Olga has it" in json.dumps(slack.posted("#north")[0]["blocks"], ensure_ascii=False)


def test_the_same_click_five_times_has_one_effect(browser, slack, worker, ticket):
    assert [press(browser, slack, ticket, at=worker.at).status_code for _ in range(5)] == [200] * 5
    assert times_taken(ticket) == 1
    assert len(db.session.scalars(db.select(SlackAction)).all()) == 1
    assert slack.whispers == []


def test_the_second_person_reads_who_has_it(browser, slack, worker, ticket, olga):
    press(browser, slack, ticket, at=worker.at)
    press(browser, slack, ticket, TOM, at=worker.at, action_ts="2.2")
    (whisper,) = slack.whispers
    assert (whisper["user"], whisper["text"]) == (TOM, "Taken by Olga.")
    db.session.refresh(ticket)
    assert ticket.owner_id == olga.id


def test_a_colleague_of_another_team_gets_a_private_refusal_that_tells_nothing(
    browser, slack, worker, ticket
):
    press(browser, slack, ticket, ZOE, at=worker.at)
    missing = type("Missing", (), {"id": 99999})()
    press(browser, slack, missing, ZOE, at=worker.at, action_ts="3.3")
    assert times_taken(ticket) == 0
    assert len({whisper["text"] for whisper in slack.whispers}) == 1


def test_whoever_is_not_linked_is_refused(browser, slack, worker, ticket):
    press(browser, slack, ticket, "U0UNKNOWN", at=worker.at)
    foreigner = {"id": OLGA, "team_id": "T0FOREIGN"}
    press(browser, slack, ticket, at=worker.at, person=foreigner)
    press(browser, slack, ticket, at=worker.at, person=foreigner, team={"id": "T0FOREIGN"})
    db.session.scalars(db.select(User).filter_by(slack_user=OLGA)).one().is_active = False
    db.session.commit()
    press(browser, slack, ticket, at=worker.at)
    assert times_taken(ticket) == 0
    assert len(slack.whispers) == 4
    assert all("not linked" in whisper["text"] for whisper in slack.whispers)


def test_a_closed_ticket_says_so(browser, slack, worker, ticket, make, olga):
    make.verified(ticket, olga)
    press(browser, slack, ticket, TOM, at=worker.at)
    said = slack.whispers[0]["text"]
    assert said == "Nothing happened. How it stands now: Verified: the customer says it is solved."


@one_engine
def test_a_click_from_six_minutes_ago_is_refused(browser, slack, worker, ticket, clock):
    pressed = slack.press(ticket.id, OLGA, at=worker.at.timestamp() - 360)
    assert browser.post("/slack/actions", data=pressed.body, headers=pressed.headers).status_code == 401
    assert times_taken(ticket) == 0


@one_engine
@pytest.mark.parametrize("timestamp", ["", "abc", "1e9", "-1", "٣٤٥", "9" * 400, "NaN", "1 2", " "])
@pytest.mark.parametrize("signature", ["", "v0=", "v0=" + "0" * 64, "ü" * 67, "v1=abc"])
def test_hostile_headers_are_refused_without_a_crash(timestamp, signature, browser, slack, worker, ticket):
    good = slack.press(ticket.id, at=worker.at.timestamp())
    for spoiled in (
        {"X-Slack-Request-Timestamp": timestamp}, {"X-Slack-Signature": signature},
        {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature},
    ):  # fmt: skip
        headers = {name: value.encode().decode("latin-1") for name, value in (good.headers | spoiled).items()}
        assert browser.post("/slack/actions", data=good.body, headers=headers).status_code == 401
    for missing in ("X-Slack-Request-Timestamp", "X-Slack-Signature"):
        headers = {name: value for name, value in good.headers.items() if name != missing}
        assert browser.post("/slack/actions", data=good.body, headers=headers).status_code == 401
    doubled = [*good.headers.items(), ("X-Slack-Signature", good.headers["X-Slack-Signature"])]
    assert browser.post("/slack/actions", data=good.body, headers=doubled).status_code == 401
    tampered = good.body.replace(b"take", b"TAKE")
    assert browser.post("/slack/actions", data=tampered, headers=good.headers).status_code == 401
    assert times_taken(ticket) == 0


CLICK = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}}
PRESSED = {"action_id": "take", "value": "1", "action_ts": "1"}
ODD = [
    "", "null", "[]", "7", '"x"', "{", "[" * 100_000, '{"type": "block_actions"}', '{"type": 7, "team": 1, "user": []}',
    json.dumps(CLICK | {"user": {"id": "\ud800"}, "actions": [PRESSED]}),
    json.dumps(CLICK | {"actions": [PRESSED | {"value": "9" * 30}]}),
    json.dumps(CLICK | {"actions": [PRESSED | {"value": 1, "action_ts": {}}]}),
    json.dumps(CLICK | {"actions": [[]], "channel": [], "user": {"id": "U1", "team_id": 5}}),
]  # fmt: skip


@one_engine
@pytest.mark.parametrize("payload", ODD)
def test_odd_payloads_never_crash_and_do_nothing(payload, browser, slack, worker, ticket):
    for path, content in (
        ("/slack/actions", urlencode({"payload": payload}).encode()), ("/slack/events", payload.encode()),
    ):  # fmt: skip
        pressed = Pressed.signed(content, worker.at.timestamp())
        assert browser.post(path, data=pressed.body, headers=pressed.headers).status_code in (200, 400)
    assert times_taken(ticket) == 0


@one_engine
def test_slack_s_question_whether_this_address_is_ours_is_answered(browser, worker):
    pressed = Pressed.signed(b'{"type": "url_verification", "challenge": "c0ffee"}', worker.at.timestamp())
    answer = browser.post("/slack/events", data=pressed.body, headers=pressed.headers)
    assert answer.json == {"challenge": "c0ffee"}
    assert browser.post("/slack/events", data=pressed.body).status_code == 401


@one_engine
def test_without_a_signing_secret_nothing_is_accepted(browser, slack, worker, ticket, app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], slack_signing_secret=""))
    pressed = Pressed.signed(
        slack.press(ticket.id, at=worker.at.timestamp()).body, worker.at.timestamp(), secret=""
    )
    assert browser.post("/slack/actions", data=pressed.body, headers=pressed.headers).status_code == 401


class Elsewhere:
    """An application whose commits are real, with a ticket and people linked to Slack."""

    def __init__(self, app, slack):
        from tests.fakes.slack import SECRET, TOKEN
        from tests.makers import Maker

        app.config["SETTINGS"] = replace(
            app.config["SETTINGS"], slack_token=TOKEN, slack_api_url=slack.url, slack_signing_secret=SECRET
        )
        self.app, self.slack = app, slack
        with app.app_context():
            make = Maker()
            team = make.team("North")
            for number in range(8):
                make.user(f"P{number}", team=team, slack_team=TEAM, slack_user=f"U000000{number}")
            self.ticket_id = make.ticket(3, survey=make.survey(team=team)).id

    def press(self, number, action_ts="1.1"):
        """One click through a client of its own; gives the status and how long it took."""
        pressed = self.slack.press(self.ticket_id, f"U000000{number}", at=time.time(), action_ts=action_ts)
        begun = time.monotonic()
        answer = self.app.test_client().post("/slack/actions", data=pressed.body, headers=pressed.headers)
        return answer.status_code, time.monotonic() - begun

    def times_taken(self):
        with self.app.app_context():
            found = db.session.scalars(
                db.select(TicketEvent).filter_by(ticket_id=self.ticket_id, kind="taken")
            ).all()
            db.session.rollback()
            return len(found)


@pytest.fixture
def elsewhere(own_app, slack):
    return Elsewhere(own_app, slack)


def test_eight_people_at_once_one_has_it_and_seven_read_who(elsewhere, slack):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(elsewhere.press, range(8)))
    assert [status for status, _ in answers] == [200] * 8
    assert elsewhere.times_taken() == 1
    assert len(slack.whispers) == 7
    assert len({whisper["text"] for whisper in slack.whispers}) == 1


def test_one_click_delivered_five_times_at_once_has_one_effect(elsewhere):
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(elsewhere.press, [0] * 5))
    assert all(status == 200 for status, _ in answers)
    assert elsewhere.times_taken() == 1


@one_engine
def test_while_the_database_is_held_the_click_is_answered_in_time_and_not_silently(elsewhere, slack):
    path = elsewhere.app.config["SETTINGS"].database_url.removeprefix("sqlite:///")
    held, let_go = threading.Event(), threading.Event()

    def hold():
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        held.set()
        let_go.wait(20)
        connection.rollback()
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    status, seconds = elsewhere.press(0)
    slack.next(hang(), method="chat.postEphemeral")
    silent_status, silent_seconds = elsewhere.press(0, action_ts="2.2")
    let_go.set()
    holder.join()
    assert status == 200
    assert "press again" in slack.whispers[0]["text"]
    assert silent_status == 503  # nobody could be told, so Slack shows its own warning
    assert max(seconds, silent_seconds) < 3
    assert elsewhere.times_taken() == 0
    assert elsewhere.press(0, action_ts="3.3")[0] == 200
    assert elsewhere.times_taken() == 1


@one_engine
def test_slack_and_the_web_at_once_agree_on_one_owner(elsewhere):
    def in_the_web(number):
        with elsewhere.app.app_context():
            from cxloop.clock import now
            from cxloop.database import unit_of_work

            user = db.session.scalars(db.select(User).filter_by(slack_user=f"U000000{number}")).one()
            try:
                unit_of_work(
                    lambda: act.take(db.session(), elsewhere.ticket_id, by=user, at=now(), via="web")
                )
            except act.TakenBySomeoneElse:
                return "refused"
            return "taken"

    with ThreadPoolExecutor(4) as pool:
        web = [pool.submit(in_the_web, number) for number in range(4)]
        clicks = [pool.submit(elsewhere.press, number) for number in range(4, 8)]
        words = [done.result() for done in web]
        assert all(done.result()[0] == 200 for done in clicks)
    assert elsewhere.times_taken() == 1
    assert words.count("taken") <= 1


def test_a_ticket_only_a_digest_named_has_a_message_of_its_own_once_it_is_taken_in_slack(
    browser, slack, worker, ticket
):
    opening = db.session.scalars(db.select(Alert).filter_by(subject=f"ticket:{ticket.id}")).one()
    opening.state = "folded"
    db.session.commit()
    worker.deliver()
    assert slack.posted("#north") == []
    press(browser, slack, ticket, at=worker.at)
    worker.later(seconds=2).deliver()
    (card,) = slack.posted("#north")
    assert "Olga has it" in json.dumps(card["blocks"], ensure_ascii=False)
