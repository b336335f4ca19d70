"""The customer's page about "is it solved?": it takes a word whenever one comes, and a GET changes nothing."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from cxloop.accounts.consent import last_words
from cxloop.database import db
from cxloop.loop import verify
from cxloop.people.company import company
from cxloop.tickets import links
from cxloop.tickets.models import CustomersWord, Ticket, Verification
from cxloop.web.verify.room import OF_ONE_LINK
from tests.makers import AT, describe

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(make, north, olga):
    describe("Valmora")
    contact = make.contact("Carla Neri", language="en")
    ticket = make.ticket(3, survey=make.survey(team=north), contact=contact, owner=olga)
    make.resolved(
        ticket, olga, AT, action="The courier slept; cost us 400.", told_text="A new machine is with you."
    )
    return db.session.scalars(select(Verification)).one()


@pytest.fixture
def path(app, asked):
    return f"/v/{links.link(app.config['SETTINGS'].secret_key, asked.id, asked.nonce)}"


def shown(answer):
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def ticket_of(asked):
    return db.session.get_one(Ticket, asked.ticket_id, populate_existing=True)


def words():
    return [(one.answer, one.comment) for one in db.session.scalars(select(CustomersWord))]


def test_the_page_shows_what_was_written_for_the_customer_and_nothing_internal(client, path):
    page = shown(client.get(path))
    assert "A new machine is with you." in page
    assert "Late, and nobody told me." in page
    assert "Olga, Valmora" in page
    for internal in ("slept", "Late delivery", "North"):
        assert internal not in page


def test_a_wrong_press_is_shown_offered_again_and_changed(client, path, asked, clock):
    client.post(path, {"answer": "yes"}, expect=302)
    clock.shift(HOUR)
    page = shown(client.get(path))
    assert "We are glad it is solved" in page
    assert 'id="answer-0" name="answer" type="radio" value="yes"' in page
    assert 'name="answer"' in page
    client.post(path, {"answer": "no", "comment": "Wrong button."}, expect=302)
    page = shown(client.get(path))
    assert "We have opened it again" in page
    assert "Wrong button." in page
    assert ticket_of(asked).state == "reopened"
    assert words() == [("yes", None), ("no", "Wrong button.")]


def test_opening_the_page_changes_nothing_whatever_the_address_says(client, path, asked):
    for more in ("", "?answer=yes", "?answer=no&comment=x"):
        client.get(path + more)
    client.post(path, {"answer": "yes"}, expect=302)
    client.get(path + "?answer=no")
    assert ticket_of(asked).state == "verified"
    assert words() == [("yes", None)]


def test_pressing_twice_is_once(client, path, asked):
    for _ in range(2):
        client.post(path, {"answer": "no", "comment": "Still broken."}, expect=302)
    assert ticket_of(asked).segment == 2
    assert len(words()) == 1


def test_after_the_window_the_page_still_takes_words(client, path, asked, clock, sign_in, olga):
    verify.expire_next(db.session(), at=AT + 15 * DAY)
    db.session.commit()
    clock.shift(16 * DAY)
    page = shown(client.get(path))
    assert "You can still write to us" in page
    client.post(path, {"comment": "It broke again on Sunday."}, expect=302)
    assert "It broke again on Sunday." in shown(client.get(path))
    assert "It broke again on Sunday." in shown(sign_in(olga).get(f"/tickets/{asked.ticket_id}"))
    client.post(path, {"answer": "", "comment": "  "}, expect=422)


def test_a_page_that_was_never_answered_after_the_window_refuses_no_answer(client, path, asked, clock):
    clock.shift(20 * DAY)
    client.post(path, {"answer": "no", "comment": "Late, but no."}, expect=302)
    assert words() == [("no", "Late, but no.")]
    assert asked.answer is None


@pytest.mark.parametrize("sent", [{}, {"answer": "perhaps"}, {"comment": "x" * 5001, "answer": "no"}])
def test_what_cannot_be_kept_is_said_and_nothing_changes(client, path, sent):
    client.post(path, sent, expect=422)
    assert words() == []


def test_words_are_bounded_in_number_and_in_pace(client, path, asked, clock):
    for number in range(verify.MOST_WORDS):
        client.post(path, {"answer": "no", "comment": f"Word {number}"})
    page = shown(client.post(path, {"answer": "no", "comment": "one too many"}, expect=409))
    assert "We have everything you wrote" in page
    assert len(words()) == verify.MOST_WORDS
    for _ in range(OF_ONE_LINK - verify.MOST_WORDS - 1):
        client.post(path, {"answer": "no"})
    refused = client.post(path, {"answer": "no"}, expect=429)
    assert int(refused.headers["Retry-After"]) > 0
    clock.shift(timedelta(minutes=1))
    client.post(path, {"answer": "no"})


def test_an_old_letter_leads_to_the_question_that_waits_now(client, path, asked, make, olga, clock):
    client.post(path, {"answer": "no"}, expect=302)
    make.resolved(ticket_of(asked), olga, AT + HOUR, told_text="Now it is really there.")
    clock.shift(2 * HOUR)
    assert "Now it is really there." in shown(client.get(path))
    client.post(path, {"answer": "yes"}, expect=302)
    assert ticket_of(asked).state == "verified"


def test_a_colleague_corrects_a_word_given_by_phone(sign_in, olga, asked, clock):
    visitor, address = sign_in(olga), f"/tickets/{asked.ticket_id}/verification"
    visitor.post(address, {"answer": "yes"})
    assert "Correct the customer's word" in shown(visitor.get(f"/tickets/{asked.ticket_id}"))
    visitor.post(address, {"answer": "no", "comment": "Misheard."})
    assert ticket_of(asked).state == "reopened"
    assert words() == [("yes", None), ("no", "Misheard.")]
    page = shown(visitor.get(f"/tickets/{asked.ticket_id}"))
    assert "says it is solved." in page
    assert "says it is not solved." in page


def test_the_owner_reads_that_a_no_became_a_yes(client, path, asked, sign_in, olga):
    client.post(path, {"answer": "no"}, expect=302)
    client.post(path, {"answer": "yes", "comment": "It works now."}, expect=302)
    page = shown(sign_in(olga).get(f"/tickets/{asked.ticket_id}"))
    assert "now says it is solved. The ticket stays open: you decide." in page
    assert "It works now." in page
    assert ticket_of(asked).state == "reopened"


def test_the_form_shows_what_the_customer_will_read_and_the_letter_and_page_show_it(
    make, north, olga, sign_in, client, app
):
    describe("Valmora")
    contact = make.contact("Carla Neri", language="it")
    ticket = make.ticket(3, survey=make.survey(team=north), contact=contact, owner=olga, language="it")
    visitor, path = sign_in(olga), f"/tickets/{ticket.id}/resolution"
    assert "Abbiamo esaminato la questione e ce ne siamo occupati." in shown(visitor.get(path))
    typed = {"action": "Internal.", "told_text": "La macchina è <arrivata>."}
    partial = shown(
        visitor.post(f"{path}/preview", typed, expect=200, headers={"HX-Target": "letter-preview"})
    )
    for words in ("Carla Neri", "La macchina è <arrivata>.", "Olga", "Valmora", "Late, and nobody told me."):
        assert words in partial
    assert "Internal" not in partial
    whole = shown(visitor.post(f"{path}/preview", typed, expect=200))
    assert "La macchina è <arrivata>." in whole
    assert "Internal." in whole, "what was typed is kept"
    assert db.session.get_one(Ticket, ticket.id).state != "resolved"


def test_who_says_no_reads_when_we_call_and_who_says_yes_does_not(client, path, clock):
    describe("Valmora", call_hours="09:00–13:00, 14:00–18:00")
    client.post(path, {"answer": "yes"}, expect=302)
    assert "We call between" not in shown(client.get(path))
    clock.shift(HOUR)
    client.post(path, {"answer": "no"}, expect=302)
    assert "We call between 09:00–13:00, 14:00–18:00." in shown(client.get(path))


def test_a_signature_of_the_company_is_a_setting_and_stands_in_the_previews(sign_in, max_, make, north):
    describe("Valmora")
    survey, visitor = make.survey(team=north), sign_in(max_)
    values = {"name": "Valmora", "quarantine_days": "30", "verification_days": "14", "call_hours": "9-13"}
    where = "/settings/company/company"
    refused = shown(visitor.post(f"{where}/draft", values | {"signature": "x\n" * 7}, expect=422))
    assert "At most 6 lines of 120 characters each." in refused
    draft = visitor.post(f"{where}/draft", values | {"signature": "Via Roma 7\n+39 02 1234"}).location
    page = shown(visitor.get(draft))
    assert "We call between: 09:00–13:00 instead of nothing" in page
    assert "Customers see it on the next letter" in page
    seen = re.search(r'name="draft" value="(\d+)"><input type="hidden" name="seen" value="([^"]+)"', page)
    visitor.post(f"{where}/switching", {"draft": seen[1], "seen": seen[2], "when": "now"})
    letter = shown(visitor.get(f"/invitations/surveys/{survey.id}/letter"))
    assert "Valmora <br>Via Roma 7<br>+39 02 1234" in letter


def test_where_replies_arrive_is_said_on_a_page(sign_in, max_):
    visitor = sign_in(max_)
    form = {
        "name": "Valmora",
        "colour": "#3d5a80",
        "quarantine_days": "30",
        "reply_to": "Care@valmora.example",
    }
    visitor.post("/invitations/company", form)
    assert company(db.session(), AT).reply_to == "care@valmora.example"
    assert "care@valmora.example" in shown(visitor.get("/invitations"))
    visitor.post("/invitations/company", form | {"reply_to": "nowhere"}, expect=422)


def test_a_customer_ends_the_asking_and_what_else_they_tick_and_nothing_more(client, path, asked):
    assert "Please do not ask me again" in shown(client.get(path))
    client.post(f"{path}/no-more", {"also": "news"}, expect=302)
    said = last_words(db.session(), ticket_of(asked).contact_id)
    assert {purpose: (word.given, word.source) for purpose, word in said.items()} == {
        "verification": (False, "link"), "news": (False, "link"),
    }  # fmt: skip
    page = shown(client.get(path))
    assert "We will not ask you again" in page
    assert "Please do not ask me again" not in page
    client.post(path, {"answer": "no"}, expect=302)  # what they say is heard all the same
    assert ticket_of(asked).state == "reopened"


def test_only_the_link_s_owner_ends_the_asking(client, path):
    client.post(f"{path[:-1]}x/no-more", expect=404)
