"""The letter of our own survey: the scale in its body, one way out, and nothing to who need not be asked any more."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from cxloop.accounts.consent import consents
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import listen
from cxloop.mail.client import SmtpPostbox
from cxloop.responses.invitations.models import Invitation, SurveyPage
from cxloop.slack.console import SlackConsole
from cxloop.slack.delivery import deliver_all
from tests.makers import AT, describe

DAY = timedelta(days=1)


@pytest.fixture
def survey(make, north):
    describe("Acqua & Figli", colour="#ffd400", quarantine_days=30)
    return make.survey(team=north)


@pytest.fixture
def send(app, inbox):
    settings = replace(
        app.config["SETTINGS"], public_url="https://cxloop.example", mail_from="North <care@cxloop.example>"
    )

    def deliver(at=AT):
        sent = deliver_all(
            settings, now=lambda: at, patience=timedelta(0), slack=SlackConsole(), mail=SmtpPostbox(inbox.url)
        )
        db.session.expire_all()
        return sent

    return deliver


def read(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def bodies(letter):
    return letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()


def test_the_letter_carries_the_scale_in_the_customer_s_language(make, survey, send, inbox, client):
    invitation = make.invitation(make.contact("Anna Bianchi", language="it"), survey=survey, sent_at=None)
    send(AT + timedelta(seconds=30))
    letter = read(inbox.letters[0])
    text, html = bodies(letter)
    assert letter["From"].addresses[0].display_name == "Acqua & Figli"
    assert letter["From"].addresses[0].addr_spec == "care@cxloop.example"
    assert '<html lang="it">' in html
    assert "Gentile Anna Bianchi" in html
    assert "Acqua &amp; Figli" in html
    scored = re.findall(r"https://cxloop\.example(/s/[\w.-]+)\?score=(\d+)", html)
    assert [int(score) for _, score in scored] == list(range(11))
    assert len({link for link, _ in scored}) == 1
    assert len(re.findall(r"\?score=\d+", text)) == 11
    assert client.get(f"{scored[0][0]}?score=3").status_code == 200
    assert invitation.sent_at == AT + timedelta(seconds=30)


def test_the_link_no_person_sees_is_in_the_letter_alone(make, survey, send, inbox, client):
    make.invitation(survey=survey, sent_at=None)
    send()
    text, html = bodies(read(inbox.letters[0]))
    (trap,) = re.findall(r'href="https://cxloop\.example(/s/[\w.-]+/more)" aria-hidden="true"', html)
    assert "/more" not in text
    assert "display: none" in html
    client.get(trap)


def test_one_click_leaves_by_the_header_and_by_the_page(make, survey, send, inbox, client, carl):
    make.invitation(carl, survey=survey, sent_at=None)
    send()
    letter = read(inbox.letters[0])
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = inbox.letters[0].content.decode()
    (address,) = re.findall(r"^List-Unsubscribe: <https://cxloop\.example(/u/[\w.-]+)>\r$", raw, re.MULTILINE)
    assert f"https://cxloop.example{address}" in bodies(letter)[1]
    client.post(address, {"List-Unsubscribe": "One-Click"}, token=False, expect=200)
    said = consents(db.session(), [carl.id], AT + timedelta(days=1))[carl.id]
    assert [purpose for purpose, given in said.items() if not given] == ["surveys"]


def test_a_verification_link_opens_no_survey_and_a_survey_link_no_verification(
    make, survey, north, olga, send, inbox, client, carl
):
    make.resolved(make.ticket(3, survey=survey), olga)
    make.invitation(carl, survey=survey, sent_at=None)
    send()
    text = "".join(bodies(read(envelope))[0] for envelope in inbox.letters)
    (verification,) = re.findall(r"https://cxloop\.example/v/([\w.-]+)", text)
    (answer,) = set(re.findall(r"https://cxloop\.example/s/([\w.-]+)\?", text))
    (leave,) = re.findall(r"https://cxloop\.example/u/([\w.-]+)", text)
    client.get(f"/v/{verification}")
    client.get(f"/s/{answer}")
    client.get(f"/u/{leave}")
    for place, tokens in (
        ("v", (answer, leave)),
        ("s", (verification, leave)),
        ("u", (verification, answer)),
    ):
        for token in tokens:
            client.get(f"/{place}/{token}", expect=404)


@pytest.mark.parametrize("why", ["answered", "withdrawn", "expired", "left"])
def test_who_need_not_be_asked_any_more_gets_no_letter(why, make, survey, send, inbox):
    invitation = make.invitation(survey=survey, sent_at=None)
    if why == "answered":
        invitation.answered_at = AT
    elif why == "withdrawn":
        listen.withdraw_mailing(db.session(), invitation.mailing_id, at=AT)
    elif why == "expired":
        invitation.expires_at = AT
    else:
        listen.unsubscribe(db.session(), invitation.id, at=AT)
    db.session.commit()
    assert send()["nothing_to_tell"] == 1
    assert inbox.letters == []
    assert db.session.get_one(Invitation, invitation.id).sent_at is None


def test_the_reminder_says_that_it_is_one_and_that_it_is_the_last(make, survey, send, inbox):
    db.session.add(SurveyPage(survey_id=survey.id, question={}, remind_after_days=5, created_at=AT))
    invitation = make.invitation(survey=survey, sent_at=None)
    send()
    listen.remind_next(db.session(), at=AT + 6 * DAY)
    db.session.commit()
    send(AT + 6 * DAY)
    listen.remind_next(db.session(), at=AT + 20 * DAY)
    db.session.commit()
    send(AT + 20 * DAY)
    assert len(inbox.letters) == 2
    reminder = read(inbox.letters[1])
    assert reminder["Subject"].startswith("Reminder: How likely")
    assert "We will not remind you again" in bodies(reminder)[0]
    assert db.session.get_one(Invitation, invitation.id).reminded_at == AT + 6 * DAY


def test_an_address_that_is_refused_for_good_is_a_failed_letter(make, survey, send, inbox):
    make.invitation(survey=survey, sent_at=None)
    inbox.refuse = "550 no such user"
    send()
    assert db.session.scalars(db.select(Alert)).one().state == "dead"
    assert db.session.scalars(db.select(Invitation)).one().sent_at is None


def test_of_an_anonymous_survey_no_link_tells_a_score(make, north, send, inbox):
    make.invitation(survey=make.survey("staff", metric="enps", is_anonymous=True), sent_at=None)
    send()
    text, html = bodies(read(inbox.letters[0]))
    assert "score=" not in text + html
    assert "/s/" in html


def test_a_trial_goes_to_the_colleague_with_links_to_the_preview(sign_in, max_, survey, send, inbox):
    sign_in(max_).post(f"/invitations/surveys/{survey.id}/trial", {"language": "it"})
    send()
    letter = read(inbox.letters[0])
    text, html = bodies(letter)
    assert inbox.letters[0].rcpt_tos == [max_.email]
    assert f"https://cxloop.example/invitations/surveys/{survey.id}/preview?score=7" in text
    assert "/s/" not in html
    assert letter["List-Unsubscribe"] is None


def test_what_customers_are_called_stays_text_in_the_letter(make, survey, send, inbox):
    make.invitation(
        make.contact("<img src=x onerror=alert(1)>", email="x@y.example"), survey=survey, sent_at=None
    )
    send()
    assert "<img" not in bodies(read(inbox.letters[0]))[1]
