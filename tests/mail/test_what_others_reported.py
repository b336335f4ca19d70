"""Faults that users of other help desks reported of the second time round: none of them is one of ours."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.jobs import ticking
from cxloop.loop import customers, verify
from cxloop.people import changes
from cxloop.tickets.models import Ticket, Verification
from tests.makers import AT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def ticket(make, olga) -> Ticket:
    found = make.ticket(3, contact=make.contact("Carla Neri"), at=AT, owner=olga)
    make.resolved(found, olga, AT + HOUR, told_text="The first repair.")
    return found


def questions() -> list[Verification]:
    return list(db.session.scalars(select(Verification).order_by(Verification.id)))


def says(word: str, number: int = 0, at=AT + DAY) -> None:
    verify.hear_word(db.session(), questions()[number].id, word=word, comment="", at=at)
    db.session.commit()


def test_the_second_letter_tells_of_the_second_repair(ticket, make, olga, send):
    """django-helpdesk 1064: it told of the first."""
    send(AT + 2 * HOUR)
    says("no")
    make.resolved(ticket, olga, AT + 3 * DAY, told_text="The second repair.")
    (letter,) = send(AT + 3 * DAY + HOUR)
    text = letter.get_body(("plain",)).get_content()
    assert "The second repair." in text
    assert "The first repair." not in text


def test_a_yes_by_the_first_letter_is_no_yes_to_the_second_repair(ticket, make, olga, send):
    """chatwoot 8726: each resolution asks anew; the old letter stays in the mailbox."""
    send(AT + 2 * HOUR)
    says("no")
    make.resolved(ticket, olga, AT + 3 * DAY)
    says("yes", number=0, at=AT + 3 * DAY + HOUR)
    assert (ticket.state, questions()[1].answer) == ("resolved", None)


def test_a_reply_of_somebody_merged_since_opens_the_ticket_where_it_is_now(ticket, make, max_, send):
    """frappe/helpdesk 2539: it opened the one that had been merged away."""
    send(AT + 2 * HOUR)
    other = make.contact("C. Neri", email="c.neri@firm.example")
    customers.merge(db.session(), other.id, ticket.contact_id, by=max_, at=AT + 3 * HOUR)
    says("no")
    assert (ticket.state, ticket.contact_id) == ("reopened", other.id)


def test_a_ticket_whose_owner_left_while_it_waited_is_somebody_s_again_within_a_minute(ticket, olga):
    """zammad 2455: it stayed with whoever had left."""
    changes.deactivate(db.session(), olga, AT + 3 * HOUR)
    says("no")
    ticking.tick(AT + DAY + timedelta(minutes=1))
    assert (db.session.get_one(Ticket, ticket.id).owner_id, ticket.state) == (None, "reopened")
