"""The outbox as people read it, the banner, and a loop that can be walked without Slack or a mail server."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.alerts import heartbeat, outbox
from cxloop.alerts.models import Alert, Pace
from cxloop.alerts.retrying import retry
from cxloop.database import db
from cxloop.tickets.models import Ticket
from cxloop.web.messages import banner, words
from cxloop.web.messages.banner import STARTED

TROUBLE = 'class="trouble"'


def text(answer) -> str:
    return answer.get_data(as_text=True)


def written(
    kind="ticket_opened", *, at, subject="ticket:1", via="slack", recipient="#north", **facts
) -> Alert:
    outbox.enqueue(db.session, kind=kind, subject=subject, via=via, recipient=recipient, at=at)
    alert = db.session.scalars(select(Alert).where(Alert.subject == subject, Alert.kind == kind)).one()
    for name, value in facts.items():
        setattr(alert, name, value)
    db.session.commit()
    return alert


@pytest.fixture(autouse=True)
def alive(app, at):
    heartbeat.beat(db.session, at)
    db.session.commit()


def test_an_empty_outbox_teaches(sign_in, max_):
    assert "No messages yet" in text(sign_in(max_).get("/messages"))


def test_who_may_not_mend_it_does_not_see_it(sign_in, olga, lena, eve):
    for person in (olga, lena, eve):
        sign_in(person).get("/messages", expect=404)
        sign_in(person).post("/messages/1/retry", expect=404)


def test_messages_are_told_by_kind_recipient_and_state(sign_in, max_, north, olga, carl, at):
    written(
        at=at,
        subject="ticket:7",
        recipient=f"team:{north.id}",
        channel="slack:#north",
        state="sent",
        sent_at=at,
    )
    written("escalated", at=at, subject="ticket:8", recipient=f"user:{olga.id}", via="mail")
    written(
        "verification_asked",
        at=at,
        subject="ticket:9",
        via="mail",
        recipient=f"contact:{carl.id}",
        state="folded",
    )
    page = text(sign_in(max_).get("/messages"))
    for words_ in (
        "New ticket",
        "A promise was missed",
        "North, #north",
        "Olga",
        "Carl Rossi",
        'href="/tickets/8"',
    ):
        assert words_ in page
    assert page.index("Ticket 9") < page.index("Ticket 8") < page.index("Ticket 7")


def test_the_list_is_filtered_by_state(sign_in, max_, at):
    written(at=at, subject="ticket:1", state="sent")
    written(at=at, subject="ticket:2", state="dead", last_error="channel_not_found", attempts=3)
    browser = sign_in(max_)
    page = text(browser.get("/messages?state=given_up"))
    assert "Ticket 2" in page
    assert "Ticket 1" not in page
    assert "Slack knows no such channel" in page
    assert "3 attempts" in page
    for nonsense in ("?state=nonsense", "?before=x", "?before=99999999999999999999", "?state=sent&before=1"):
        browser.get(f"/messages{nonsense}")


def test_older_messages_are_a_page_away(sign_in, max_, at):
    for number in range(55):
        written(at=at, subject=f"ticket:{number}", state="sent")
    browser = sign_in(max_)
    page = text(browser.get("/messages"))
    older = re.search(r'href="(/messages\?before=\d+)"', page)[1]
    assert page.count('scope="row"') == 50
    assert text(browser.get(older)).count('scope="row"') == 5


def test_what_was_given_up_is_sent_again(sign_in, max_, at):
    alert = written(
        at=at, state="dead", via="mail", channel="mail:user:3", facts={"tried": ["slack:#north"], "x": 1}, attempts=4,
        first_tried_at=at - timedelta(days=1), unsure=True,
    )  # fmt: skip
    browser = sign_in(max_)
    assert "Send again" in text(browser.get("/messages"))
    browser.post(f"/messages/{alert.id}/retry", {"state": "given_up"})
    db.session.refresh(alert)
    assert (alert.state, alert.via, alert.channel, alert.facts) == (
        "pending",
        "slack",
        "slack:#north",
        {"x": 1},
    )
    assert (alert.attempts, alert.first_tried_at, alert.in_doubt) == (0, None, True)
    again = browser.post(f"/messages/{alert.id}/retry", follow_redirects=True, expect=200)
    assert "not given up any more" in text(again)


@pytest.mark.parametrize("state", ["pending", "sending", "sent", "folded"])
def test_only_what_was_given_up_is_retried(app, at, state):
    alert = written(at=at, state=state)
    assert retry(db.session(), alert.id, at) is False
    assert alert.state == state


def test_no_message_of_that_number(sign_in, ada, at):
    browser = sign_in(ada)
    browser.get("/messages/404", expect=404)
    browser.get(f"/messages/{10**30}", expect=404)
    browser.post("/messages/404/retry")


def test_a_newcomer_without_slack_and_mail_walks_the_whole_loop(
    sign_in, client, ada, olga, make, north, carl
):
    ticket = make.ticket(3, team=north, owner=olga, contact=carl)
    make.resolved(ticket, olga)
    browser = sign_in(ada)
    page = text(browser.get("/messages"))
    assert "nothing leaves this machine" in page
    opened, asked = (
        db.session.scalars(select(Alert).filter_by(kind=kind)).one()
        for kind in ("ticket_opened", "verification_asked")
    )
    assert "NPS 3 of 10" in text(browser.get(f"/messages/{opened.id}"))
    letter = text(browser.get(f"/messages/{asked.id}"))
    assert "Carl Rossi" in letter
    link = re.search(r'href="(/v/[^"]+)"', letter)[1]
    client.get(link)
    client.post(link, {"answer": "yes"})
    assert db.session.get(Ticket, ticket.id).state == "verified"
    assert "nothing left to tell" in text(browser.get(f"/messages/{asked.id}"))


def test_a_manager_does_not_read_the_customers_link(sign_in, max_, olga, make, north, carl):
    make.resolved(make.ticket(3, team=north, owner=olga, contact=carl), olga)
    asked = db.session.scalars(select(Alert).filter_by(kind="verification_asked")).one()
    browser = sign_in(max_)
    assert f"/messages/{asked.id}" not in text(browser.get("/messages")).replace(
        f"/messages/{asked.id}/retry", ""
    )
    browser.get(f"/messages/{asked.id}", expect=404)


def test_with_a_mail_server_nobody_reads_the_customers_link(
    sign_in, app, ada, olga, make, north, carl, monkeypatch
):
    make.resolved(make.ticket(3, team=north, owner=olga, contact=carl), olga)
    asked = db.session.scalars(select(Alert).filter_by(kind="verification_asked")).one()
    connected = replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:9", slack_token="xoxb-1")
    monkeypatch.setitem(app.config, "SETTINGS", connected)
    browser = sign_in(ada)
    browser.get(f"/messages/{asked.id}", expect=404)
    assert "nothing leaves this machine" not in text(browser.get("/messages"))


def test_all_is_well_and_there_is_no_banner(sign_in, max_, at):
    written(at=at)
    assert TROUBLE not in text(sign_in(max_).get("/messages"))


def test_a_silent_worker_is_told_to_who_can_mend_it(sign_in, max_, ada, olga, at, clock):
    browsers = [sign_in(person) for person in (max_, ada)]
    frontline = sign_in(olga)
    clock.move_to(at + timedelta(minutes=3))
    for browser in browsers:
        page = text(browser.get("/improvements"))
        assert "The worker has given no sign for 3\xa0min" in page
    assert TROUBLE not in text(frontline.get("/improvements"))


def test_a_worker_that_was_never_there_is_told_two_minutes_after_the_start(
    sign_in, app, max_, at, monkeypatch
):
    db.session.execute(heartbeat.Heartbeat.__table__.delete())
    db.session.commit()
    browser = sign_in(max_)
    for started, shown in ((at - timedelta(minutes=1), False), (at - timedelta(minutes=3), True)):
        monkeypatch.setitem(app.extensions, STARTED, started)
        assert (TROUBLE in text(browser.get("/messages"))) is shown


def test_late_messages_given_up_ones_and_broken_channels_are_in_the_banner(sign_in, max_, at):
    written(at=at - timedelta(minutes=6), subject="ticket:1")
    written(at=at, subject="ticket:2", state="dead")
    written(at=at - banner.REMEMBERED - timedelta(days=1), subject="ticket:3", state="dead")
    db.session.get(Pace, "slack:#north").trouble = "channel_not_found"
    db.session.commit()
    page = text(sign_in(max_).get("/improvements"))
    for sentence in ("1 message has been waiting", "1 message was given up", "1 channel refuses messages"):
        assert sentence in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("channel_not_found", "Slack knows no such channel"), ("token_revoked", "does not accept our token"),
        ("ratelimited", "asked us to wait"), ("http_503", "(503)"), ("recipient_refused_550", "(550)"),
        ("bug:KeyError", "KeyError"), ("unknown:strange", "“unknown:strange”"),
        ("message_not_found", "somebody deleted"),
        ("msg_too_long", "msg_too_long"), ("timeout", "no answer in time"), ("", "“”"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_errors_are_said_in_words(app, code, said):
    with app.test_request_context():
        assert said in words.error(code)
