"""Every form carries a one-time key: pressed twice, it is done once and answered alike."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest

from cxloop.database import db
from cxloop.people.presses import KEPT_FOR, FormPress
from cxloop.people.programs import ApiToken
from cxloop.tickets.models import ContactAttempt, Note, Ticket
from tests.makers import Maker
from tests.visitor import Visitor

WORDS = {"body": "The pallet is on its way.", "once": "a-key-of-this-form"}


@pytest.fixture
def ticket(make, north, olga, carl) -> Ticket:
    return make.ticket(3, survey=make.survey(team=north), contact=carl, owner=olga)


def notes() -> int:
    return db.session.query(Note).count()


def test_a_note_sent_twice_is_written_once_and_both_lead_to_the_same_page(ticket, olga, sign_in):
    visitor = sign_in(olga)
    first = visitor.post(f"/tickets/{ticket.id}/notes", WORDS)
    again = visitor.post(f"/tickets/{ticket.id}/notes", WORDS)
    assert notes() == 1
    assert again.location == first.location
    assert "Note saved." in visitor.get(first.location).get_data(as_text=True)


def test_no_answer_pressed_twice_is_one_attempt_and_a_fresh_form_makes_another(ticket, olga, sign_in):
    visitor = sign_in(olga)
    page = visitor.get(f"/tickets/{ticket.id}").get_data(as_text=True)
    key = re.search(
        r'name="once" value="([\w-]+)"><input type="hidden" name="outcome" value="no_answer"', page
    )
    assert key is not None
    tried = {"outcome": "no_answer", "channel": "phone"}
    for once in (key[1], key[1], "another-form"):
        visitor.post(f"/tickets/{ticket.id}/contacts", {**tried, "once": once})
    assert db.session.query(ContactAttempt).count() == 2


def test_a_refused_form_has_spent_nothing(ticket, olga, sign_in):
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/notes", {**WORDS, "body": ""}, expect=422)
    visitor.post(f"/tickets/{ticket.id}/notes", WORDS)
    assert notes() == 1


def test_a_form_refused_by_the_loop_has_spent_nothing(make, ticket, olga, sign_in):
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/resolution", {"kind": "resolved", "once": "k"}, expect=422)
    whole = {"kind": "resolved", "driver_id": make.driver("Price").id, "action": "Paid.", "told_how": "phone"}
    visitor.post(f"/tickets/{ticket.id}/resolution", {**whole, "once": "k"})
    assert db.session.get_one(Ticket, ticket.id).state == "resolved"


def test_other_words_with_a_spent_key_are_not_taken_for_sent(ticket, olga, sign_in):
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/notes", WORDS)
    visitor.get(f"/tickets/{ticket.id}")
    other = visitor.post(f"/tickets/{ticket.id}/notes", {**WORDS, "body": "Something else."})
    page = unescape(visitor.get(other.location).get_data(as_text=True))
    assert notes() == 1
    assert "This form was sent before, with other words." in page
    assert "data-confirms" not in page, "the draft of the other words stays on the device"


def test_a_key_is_one_persons_and_one_forms(ticket, olga, tom, sign_in):
    sign_in(olga).post(f"/tickets/{ticket.id}/notes", WORDS)
    sign_in(tom).post(f"/tickets/{ticket.id}/notes", WORDS)
    assert notes() == 2


def test_a_secret_shown_once_is_shown_again_to_a_second_press_and_is_not_readable_in_the_table(ada, sign_in):
    visitor = sign_in(ada)
    wanted = {"name": "CRM", "scopes": "tickets:read", "ends": "never", "once": "k"}
    first = visitor.post("/programs", wanted, expect=201).get_data(as_text=True)
    again = visitor.post("/programs", wanted, expect=201).get_data(as_text=True)
    secret = re.search(r"cxl_\w+", first) or re.search(r"<code[^>]*>([^<]{20,})</code>", first)
    assert secret is not None
    assert secret[0] in again
    assert db.session.query(ApiToken).count() == 1
    assert secret[0] not in (db.session.query(FormPress).one().answer or "")


def test_keys_are_forgotten_after_a_day(ticket, olga, sign_in, clock):
    visitor = sign_in(olga)
    visitor.post(f"/tickets/{ticket.id}/notes", WORDS)
    clock.shift(KEPT_FOR + timedelta(minutes=1))
    visitor.post(f"/tickets/{ticket.id}/notes", {**WORDS, "once": "another"})
    assert db.session.query(FormPress).count() == 1


def test_eight_presses_at_once_write_one_note_and_are_answered_alike(own_app):
    with own_app.app_context():
        make = Maker()
        olga = make.user("Olga", team=make.team("North"))
        ticket = make.ticket(2, owner=olga)
        path = f"/tickets/{ticket.id}/notes"
        visitor = Visitor(own_app).sign_in(olga)
        token = visitor.csrf_token()
        cookie = visitor.browser.get_cookie(own_app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None

    def press(_number: int) -> tuple[int, str | None]:
        browser = own_app.test_client()
        browser.set_cookie(cookie.key, cookie.value)
        answer = browser.post(path, data={**WORDS, "csrf_token": token})
        return answer.status_code, answer.location

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(press, range(8)))
    assert answers == {(302, f"/tickets/{ticket.id}")}
    with own_app.app_context():
        assert notes() == 1
