"""The customer's page of our own survey: a GET never stores a score, a link works once, a closed door says nothing."""

import re
from datetime import timedelta

import pytest

from cxloop.accounts.consent import consents
from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.loop.listen import withdraw_mailing
from cxloop.reports.models import DailyAnswers
from cxloop.responses.invitations import links
from cxloop.responses.invitations.models import HeldAnswer, Invitation, LinkVisit, SurveyPage
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket
from tests.makers import AT, describe

MINUTE = timedelta(minutes=1)


@pytest.fixture
def survey(make, north):
    return make.survey(team=north)


@pytest.fixture
def to(app):
    """The address in somebody's letter."""
    key = app.config["SETTINGS"].secret_key

    def address(invitation, purpose=links.ANSWER):
        place = "s" if purpose == links.ANSWER else "u"
        return f"/{place}/{links.link(key, purpose, invitation.id, invitation.nonce)}"

    return address


@pytest.fixture
def invitation(make, survey, carl, clock):
    clock.shift(timedelta(hours=1))
    return make.invitation(carl, survey=survey)


def responses():
    return list(db.session.scalars(db.select(Response)))


def test_a_link_of_the_letter_preselects_and_stores_no_score(client, invitation, to):
    said = client.get(to(invitation) + "?score=3").get_data(as_text=True)
    assert re.search(r'value="3" id="score-3" checked', said)
    assert said.count(" checked") == 1
    assert responses() == []
    assert invitation.answered_at is None
    assert [visit.score for visit in db.session.scalars(db.select(LinkVisit))] == [3]


@pytest.mark.parametrize("score", ["11", "-1", "3.0", "٣", "", "x", "3\n"])
def test_a_score_outside_the_scale_preselects_nothing(client, invitation, to, score):
    said = client.get(to(invitation), query_string={"score": score}).get_data(as_text=True)
    assert " checked" not in said


def test_an_answer_becomes_a_response_and_a_low_one_a_ticket(client, invitation, to, carl, survey):
    page = to(invitation)
    client.get(page + "?score=2")
    answer = client.post(page, {"score": "2", "comment": "Late\x00 again"}, expect=303)
    assert "Thank you" in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert page not in answer.headers["Location"]
    (response,) = responses()
    assert (response.score, response.comment, response.contact_id) == (2, "Late again", carl.id)
    assert (response.external_id, response.answered_at) == (str(invitation.id), AT + timedelta(hours=1))
    ticket = db.session.scalars(db.select(Ticket)).one()
    assert (ticket.response_id, ticket.contact_id) == (response.id, carl.id)
    assert db.session.get_one(Invitation, invitation.id).response_id == response.id


def test_without_a_choice_the_page_says_so_and_keeps_the_words(client, invitation, to):
    said = client.post(to(invitation), {"comment": "Only <b>words</b>"}, expect=422).get_data(as_text=True)
    assert "Choose a number" in said
    assert "Only &lt;b&gt;words&lt;/b&gt;" in said
    assert responses() == []


def test_every_closed_door_looks_the_same(client, make, invitation, to, carl, survey, app):
    page = to(invitation)
    client.post(page, {"score": "9"}, expect=303)
    expired = make.invitation(survey=survey, at=AT - timedelta(days=31))
    withdrawn, other, held_back = (make.invitation(survey=survey) for _ in range(3))
    withdraw_mailing(db.session(), withdrawn.mailing_id, at=AT)
    withdrawn = db.session.get_one(Invitation, withdrawn.id, populate_existing=True)
    held_back.withheld = "ticket_open"
    db.session.commit()
    verification = "7." + "A" * 43
    pages = [
        page, to(expired), to(withdrawn), to(held_back), f"/s/{verification}", page[:-1], page.swapcase(), page + "x",
        to(other, links.LEAVE).replace("/u/", "/s/"), "/s/thanks2", "/s/1", "/s/" + "9" * 400,
    ]  # fmt: skip
    seen = set()
    for path in (path.replace("/S/", "/s/") for path in pages):
        for said in (client.get(path, expect=404), client.post(path, {"score": "9"}, expect=404)):
            text = said.get_data(as_text=True)
            text = re.sub(r'name="next" value="[^"]*"', "", text)
            seen.add(re.sub(r'name="(csrf_token|once)" value="[^"]*"', "", text))
    assert len(seen) == 1
    assert len(responses()) == 1
    assert client.get(to(other, links.ANSWER).replace("/s/", "/u/"), expect=404)


def test_the_customer_s_language_with_a_switch_and_the_company_s_name(client, make, survey, to, clock):
    describe("Acqua & Söhne", colour="#ffd400", quarantine_days=0)
    anna = make.contact("Anna", language="it")
    page = to(make.invitation(anna, survey=survey))
    said = client.get(page + "?score=7").get_data(as_text=True)
    assert '<html lang="it"' in said
    assert "Acqua &amp; Söhne" in said
    assert 'href="/brand/ffd400.css"' in said
    token = re.search(r'name="next" value="([^"]+)"', said)[1]
    client.post("/language", {"language": "en", "next": token})
    assert "How likely are you to recommend Acqua &amp; Söhne" in client.get(page).get_data(as_text=True)


def test_words_of_the_survey_s_own_stand_in_for_the_usual(client, invitation, to, survey):
    db.session.add(
        SurveyPage(
            survey_id=survey.id, question={"it": "Ci consiglierebbe?"}, thanks={"en": "Cheers"}, created_at=AT
        )
    )
    db.session.commit()
    said = client.get(to(invitation)).get_data(as_text=True)
    assert '<h1 lang="it">Ci consiglierebbe?</h1>' in said


@pytest.mark.parametrize(
    ("metric", "lowest", "highest"),
    [("nps", 0, 10), ("enps", 0, 10), ("csat", 1, 5), ("ces", 1, 7), ("osat", 1, 10)],
)
def test_each_metric_has_its_scale_with_words_at_both_ends(client, make, to, metric, lowest, highest):
    survey = make.survey(metric, metric=metric, scale_min=lowest, scale_max=highest)
    said = client.get(to(make.invitation(survey=survey))).get_data(as_text=True)
    assert re.findall(r'type="radio" name="score" value="(\d+)"', said) == [
        str(score) for score in range(lowest, highest + 1)
    ]
    assert f"{lowest}: " in said
    assert f"{highest}: " in said


def test_a_survey_of_words_alone_asks_for_words(client, make, to, clock):
    survey = make.survey("words", metric="verbatim", scale_min=0, scale_max=0, ticket_low=None)
    page = to(make.invitation(survey=survey))
    clock.shift(MINUTE)
    assert "radio" not in client.get(page).get_data(as_text=True)
    client.post(page, {"comment": " "}, expect=422)
    client.post(page, {"comment": "Fine."}, expect=303)
    assert [(one.score, one.comment) for one in responses()] == [(None, "Fine.")]


def test_of_an_anonymous_answer_nothing_tells_who_gave_it(client, make, north, to, clock):
    survey = make.survey("staff", metric="enps", is_anonymous=True, team=north, ticket_low=6)
    invitation = make.invitation(survey=survey)
    clock.shift(2 * MINUTE)
    client.get(to(invitation) + "?score=1")
    assert [visit.score for visit in db.session.scalars(db.select(LinkVisit))] == [None]
    client.post(to(invitation), {"score": "1", "comment": "No"}, expect=303)
    client.get(to(invitation), expect=404)
    (response,) = responses()
    midnight = AT.replace(hour=0)
    assert (response.contact_id, response.account_id, response.language) == (None, None, None)
    assert (response.answered_at, response.received_at) == (midnight, midnight)
    known = db.session.get_one(Invitation, invitation.id)
    assert (known.response_id, known.answered_at) == (None, midnight)
    assert response.external_id != str(invitation.id)
    assert db.session.scalars(db.select(LinkVisit)).all() == []
    assert all(ticket.contact_id is None for ticket in db.session.scalars(db.select(Ticket)))


def refused(contact):
    said = consents(db.session(), [contact.id], AT + timedelta(days=1))[contact.id]
    return [purpose for purpose, given in said.items() if not given]


def test_who_leaves_may_say_what_else_they_do_not_want(client, make, survey, to, clock):
    carl = make.contact("Carl Rossi")
    leave = to(make.invitation(carl, survey=survey), links.LEAVE)
    page = client.get(leave).get_data(as_text=True)
    assert page.count('name="also"') == 3
    client.post(leave, {"also": ["calls", "everything", "surveys"]}, expect=200)
    assert refused(carl) == ["surveys", "calls"]
    page = client.get(leave).get_data(as_text=True)
    assert page.count('name="also"') == 2
    client.post(leave, {"also": ["verification", "news"]}, expect=200)
    assert 'name="also"' not in client.get(leave).get_data(as_text=True)
    assert len(refused(carl)) == 4


def test_a_customer_may_leave_by_a_page_or_by_one_click(client, app, make, survey, to):
    carl, dora = make.contact("Carl Rossi"), make.contact("Dora Rossi")
    by_page, by_click = (
        to(make.invitation(carl, survey=survey), links.LEAVE),
        to(make.invitation(dora, survey=survey), links.LEAVE),
    )
    client.get(by_page)
    assert refused(carl) == []
    client.post(by_page, expect=200)
    client.post(by_page, expect=200)
    client.post(by_click, {"List-Unsubscribe": "One-Click"}, token=False, expect=200)
    for contact in (carl, dora):
        assert refused(contact) == ["surveys"], "leaving survey letters ends survey letters and nothing else"
        assert db.session.get_one(Contact, contact.id).may_contact
    client.post(by_click[:-1], {"List-Unsubscribe": "One-Click"}, token=False, expect=404)


@pytest.mark.parametrize("colour", ["ffd400", "000000", "ffffff", "3d5a80", "7f7f7f", "F00"])
def test_the_colour_is_a_style_sheet_of_its_own(client, colour):
    answer = client.get(f"/brand/{colour}.css")
    assert answer.mimetype == "text/css"
    assert "--on-brand: #" in answer.get_data(as_text=True)


@pytest.mark.parametrize("colour", ["red", "12345", "fff}body{", "12345g"])
def test_what_is_no_colour_is_no_style_sheet(client, colour):
    client.get(f"/brand/{colour}.css", expect=404)


def test_figures_count_the_answer_once(client, invitation, to, survey):
    client.post(to(invitation), {"score": "9"}, expect=303)
    assert db.session.scalars(db.select(HeldAnswer)).all() == []
    tallies = db.session.scalars(db.select(DailyAnswers)).all()
    assert [(one.score, one.answers) for one in tallies] == [(9, 1)]
