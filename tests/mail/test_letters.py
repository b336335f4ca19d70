"""Letters: the question to the customer, alerts for colleagues without Slack, and no header of anybody else's."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from cxloop import config
from cxloop.alerts.errors import DeliveryFailed
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.mail.client import MailServer, SmtpPostbox
from cxloop.mail.console import ConsolePostbox
from cxloop.mail.envelope import letter, one_line
from cxloop.slack.console import SlackConsole
from cxloop.slack.delivery import deliver_all
from tests.databases import KEY
from tests.makers import AT


@pytest.fixture
def settings(app):
    return replace(
        app.config["SETTINGS"], public_url="https://cxloop.example", mail_from="North <care@cxloop.example>"
    )


@pytest.fixture
def send(settings):
    def deliver(postbox, at=AT, **more):
        found = replace(settings, **more)
        return deliver_all(found, now=lambda: at, patience=timedelta(0), slack=SlackConsole(), mail=postbox)

    return deliver


def read(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def asked(make, north, olga, language="en", **more):
    contact = make.contact("Carl Rossi", language=language, **more)
    ticket = make.ticket(3, survey=make.survey(team=north), contact=contact)
    make.resolved(ticket, olga)
    return ticket


def test_the_customer_is_asked_in_their_language_with_a_link_that_works(
    app, make, north, olga, send, inbox, client
):
    asked(make, north, olga, language="it")
    assert send(SmtpPostbox(inbox.url))["sent"] >= 1
    (envelope,) = inbox.letters
    got = read(envelope)
    assert envelope.rcpt_tos == ["carl.rossi@customer.example"]
    text = got.get_body(("plain",)).get_content()
    html = got.get_body(("html",)).get_content()
    (link,) = set(re.findall(r"https://cxloop\.example(/v/\S+)", text))
    assert link in html
    assert '<html lang="it">' in html
    assert client.get(link).status_code == 200


def test_the_message_id_carries_the_delivery_id(make, north, olga, send, inbox):
    asked(make, north, olga)
    send(SmtpPostbox(inbox.url))
    alert = db.session.scalars(db.select(Alert).filter_by(kind="verification_asked")).one()
    assert read(inbox.letters[0])["Message-ID"] == f"<{alert.delivery_id}@cxloop.example>"
    assert alert.state == "sent"


def test_whoever_answered_meanwhile_is_not_asked(make, north, olga, send, inbox):
    ticket = asked(make, north, olga)
    from cxloop.loop import verify
    from cxloop.tickets.models import Verification

    question = db.session.scalars(db.select(Verification).filter_by(ticket_id=ticket.id)).one()
    verify.answer(db.session(), question.id, word="yes", at=AT)
    db.session.commit()
    assert send(SmtpPostbox(inbox.url))["nothing_to_tell"] == 2  # nor are colleagues told of what is over
    assert inbox.letters == []


@pytest.mark.parametrize(
    ("answer", "state"), [("450 busy", "pending"), ("421 later", "pending"), ("550 no such user", "dead")]
)
def test_a_server_that_refuses_for_now_is_asked_again_and_one_that_refuses_for_good_is_not(
    answer, state, make, north, olga, send, inbox
):
    asked(make, north, olga)
    inbox.refuse = answer
    send(SmtpPostbox(inbox.url))
    found = db.session.scalars(db.select(Alert).filter_by(kind="verification_asked")).one()
    assert found.state == state
    inbox.refuse = None
    send(SmtpPostbox(inbox.url), at=AT + timedelta(minutes=10))
    assert len(inbox.letters) == (state == "pending")


def test_no_server_at_all_keeps_the_letter(make, north, olga, send):
    asked(make, north, olga)
    send(SmtpPostbox("smtp://127.0.0.1:1"))
    found = db.session.scalars(db.select(Alert).filter_by(kind="verification_asked")).one()
    assert (found.state, found.last_error, found.in_doubt) == ("pending", "connection_refused", False)


def test_without_a_server_letters_are_printed(make, north, olga, send, capsys):
    asked(make, north, olga)
    send(ConsolePostbox())
    printed = capsys.readouterr().out
    assert "mail → Carl Rossi <carl.rossi@customer.example>" in printed
    assert "https://cxloop.example/v/" in printed


def test_without_slack_but_with_mail_a_team_s_alerts_reach_its_lead(make, north, lena, send, inbox):
    ticket = make.ticket(3, survey=make.survey(team=north))
    send(SmtpPostbox(inbox.url), smtp_url=inbox.url)
    got = read(inbox.letters[0])
    assert got["To"] == "Lena <lena@example.com>"
    assert f"https://cxloop.example/tickets/{ticket.id}" in got.get_body(("plain",)).get_content()
    assert "Carl" not in got.as_string()


HEADERS = [
    "x\r\nBcc: evil@example.com",
    "x\nBcc: e@e", "x\rBcc: e@e", "x\x00y", "x\u2028Bcc: e", "\ud800", "=?utf-8?q?x?=", "",
    "=?utf-8?q?=0D=0ABcc=3A_evil=40example.com?=", "=?utf-8?b?DQpCY2M6IGV2aWxAeC5jb20=?=", "==??utf-8?q?=0AX=3A_y?=",
    "=?utf-8?q?a=2C_evil=40example=2Ecom?=",
]  # fmt: skip
OURS = config.settings({"CXLOOP_SECRET_KEY": KEY, "CXLOOP_MAIL_FROM": "North <care@cxloop.example>"})


@pytest.mark.parametrize("text", HEADERS)
def test_nobody_s_text_becomes_a_header(text, inbox):
    made = letter(
        OURS,
        to="carl@customer.example",
        name=text,
        subject=text,
        text=text,
        html=text,
        delivery_id="d" * 32,
        at=AT,
    )
    SmtpPostbox(inbox.url).send(made)
    got = read(inbox.letters[0])
    assert sorted(got.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )
    assert [address.addr_spec for address in got["To"].addresses] == ["carl@customer.example"]
    assert inbox.letters[0].rcpt_tos == ["carl@customer.example"]
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b\r\nBcc: c@d",
        "a b@c",
        "@x",
        "a@",
        "<a@b>, c@d",
        "a@b, c@d",
        "\ud800@x.y",
        "a@b c",
        "a@[1.2.3",
    ],
)
def test_an_address_nobody_can_write_to_is_refused_for_good(address, inbox):
    with pytest.raises(DeliveryFailed) as refused:
        SmtpPostbox(inbox.url).send(
            letter(OURS, to=address, name="Carl", subject="s", text="t", html="h", delivery_id="d", at=AT)
        )
    assert refused.value.permanent
    assert inbox.letters == []


def test_a_password_is_never_said_in_the_clear_to_another_machine(monkeypatch):
    said = []

    class Plain:
        def ehlo_or_helo_if_needed(self):
            said.append("ehlo")

        def has_extn(self, _name):
            return False

        def login(self, *_secret):
            said.append("password")

    postbox = SmtpPostbox("smtp://me:secret@mail.example")
    with pytest.raises(DeliveryFailed, match="server_without_encryption"):
        postbox._secure(Plain())
    assert said == ["ehlo"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost:2525", MailServer("localhost", 2525, False, "", "")),
        ("smtp://me%40x.it:p%2Fw@mail.example", MailServer("mail.example", 587, False, "me@x.it", "p/w")),
        ("smtps://mail.example", MailServer("mail.example", 465, True, "", "")),
    ],
)
def test_the_setting_says_where_letters_go(url, expected):
    assert MailServer.at(url) == expected
