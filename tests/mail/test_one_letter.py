"""One person, one letter: what waits for them goes together, and what no longer waits does not leave."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import customers, verify
from cxloop.people.company import VERIFICATION_WINDOW
from cxloop.tickets.models import Ticket, Verification
from tests.makers import AT, describe

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def carla(make):
    return make.contact("Carla Neri", language="en")


@pytest.fixture
def resolve(make, olga):
    def resolved(ticket, at=AT, **more):
        make.resolved(ticket, olga, at, **more)
        question = select(Verification).filter_by(ticket_id=ticket.id).order_by(Verification.id.desc())
        return db.session.scalars(question).first()

    return resolved


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def links(letter):
    return re.findall(r"https://cxloop\.example/v/(\d+)", text_of(letter))


@pytest.fixture
def two(make, carla, north):
    """Two open tickets that turn out to be one person's."""
    other = make.contact("C. Neri", email="c.neri@firm.example")
    one, two = (
        make.ticket(3, contact=carla, comment="The machine came late."),
        make.ticket(2, contact=other, comment="The invoice is wrong."),
    )
    return one, two, other


def test_two_records_found_to_be_one_person_get_one_letter_with_both_questions(
    two, carla, resolve, send, max_
):
    one, other, record = two
    first, second = resolve(one, told_text="A new machine is here."), resolve(other, AT + HOUR)
    customers.merge(db.session(), carla.id, record.id, by=max_, at=AT + HOUR)
    db.session.commit()
    (letter,) = send(AT + 2 * HOUR)
    assert links(letter) == [str(first.id), str(second.id)]
    text = text_of(letter)
    for words in ("The machine came late.", "The invoice is wrong.", "A new machine is here."):
        assert words in text
    assert send(AT + 3 * HOUR) == []
    db.session.expire_all()
    assert first.sent_at == second.sent_at == AT + 2 * HOUR
    assert {alert.state for alert in db.session.scalars(select(Alert).filter_by(via="mail"))} == {"sent"}


def test_what_was_opened_again_meanwhile_is_not_asked(two, carla, resolve, send, olga):
    one, _, _ = two
    question = resolve(one)
    verify.reopen(db.session(), one, at=AT + HOUR, actor_id=olga.id, via="web", reason="it broke")
    db.session.commit()
    assert send(AT + 2 * HOUR) == []
    db.session.expire_all()
    assert question.asked_at is None


def test_the_next_question_waits_a_day_while_a_letter_is_unanswered(make, carla, resolve, send, north):
    one = make.ticket(3, contact=carla)
    first = resolve(one)
    assert len(send()) == 1
    two = make.ticket(2, contact=make.contact("Twin"))
    two.contact_id = carla.id
    db.session.commit()
    second = resolve(two, AT + 2 * HOUR)
    assert (second.asked_at, second.write_after) == (None, AT + DAY)
    assert send(AT + 3 * HOUR) == []
    verify.write_next(db.session(), at=AT + 23 * HOUR)
    assert second.asked_at is None
    verify.write_next(db.session(), at=AT + DAY)
    db.session.commit()
    (letter,) = send(AT + DAY)
    assert links(letter) == [str(second.id)]
    assert second.expires_at == AT + DAY + VERIFICATION_WINDOW
    assert first.answer is None


def test_who_answered_the_last_letter_is_asked_at_once(make, carla, resolve, send):
    ticket = make.ticket(3, contact=carla)
    first = resolve(ticket)
    send()
    verify.answer(db.session(), first.id, word="no", at=AT + HOUR)
    db.session.commit()
    assert resolve(ticket, AT + 2 * HOUR).asked_at == AT + 2 * HOUR
    assert len(send(AT + 2 * HOUR)) == 1


def test_a_letter_that_nobody_gets_has_asked_nobody(make, carla, resolve, send, inbox):
    ticket = make.ticket(3, contact=carla)
    question = resolve(ticket)
    inbox.refuse = "550 no such user"
    assert send() == []
    db.session.expire_all()
    assert question.asked_at is None
    verify.expire_next(db.session(), at=AT + 15 * DAY)
    assert db.session.get_one(Ticket, ticket.id).state == "not_asked"


def test_who_left_before_the_letter_did_is_not_asked(make, carla, resolve, send):
    question = resolve(make.ticket(3, contact=carla))
    make.refuses(carla, at=AT, purposes=["verification"])
    assert send() == []
    db.session.expire_all()
    assert question.asked_at is None


def test_the_letter_says_what_was_written_for_the_customer_and_nothing_else(make, carla, resolve, send, olga):
    describe("Valmora", reply_to="care@valmora.example")
    resolve(
        make.ticket(3, contact=carla, comment="Late, " + "and late again " * 60),
        action="The driver was drunk; credit 50.", told_text="Your new machine is there.\nWe are sorry.",
    )  # fmt: skip
    (letter,) = send()
    html = letter.get_body(("html",)).get_content()
    for body in (text_of(letter), html):
        assert "drunk" not in body
        assert "Late delivery" not in body
        assert "Your new machine is there." in body
        assert "Late, and late again" in body
        assert "again " * 60 not in body
        assert "Olga" in body
        assert "Valmora" in body
        assert "North" not in body
    assert letter["From"].addresses[0].display_name == "Olga, Valmora"
    assert letter["Reply-To"] == "care@valmora.example"


def test_the_letter_is_signed_with_the_companys_lines_and_says_when_we_call(make, carla, resolve, send):
    describe("Valmora", signature="Via Roma <7>, Milano\n+39 02 1234", call_hours="09:00–13:00")
    resolve(make.ticket(3, contact=carla))
    (letter,) = send()
    text = text_of(letter).replace("\r\n", "\n").rstrip()
    assert text.endswith("Olga\nValmora\nVia Roma <7>, Milano\n+39 02 1234")
    assert "takes it up again. We call between 09:00–13:00.\n\nOlga" in text
    html = letter.get_body(("html",)).get_content()
    assert "Valmora<br>Via Roma &lt;7&gt;, Milano<br>+39 02 1234" in html
    assert "We call between 09:00–13:00." in html


def test_without_words_for_the_customer_a_neutral_sentence_stands_there(make, carla, resolve, send):
    resolve(make.ticket(3, contact=carla), action="Internal matters.")
    (letter,) = send()
    assert "We have looked into it and dealt with it." in text_of(letter)
    assert "Internal" not in text_of(letter)
    assert letter["Reply-To"] == "olga@example.com"
