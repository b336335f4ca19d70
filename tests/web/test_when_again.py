"""After "no answer" the page asks when again, and leads on to the next customer."""

from datetime import timedelta
from html import unescape
from re import findall

import pytest

from cxloop.database import db
from cxloop.people.models import Role
from cxloop.tickets.models import Ticket
from tests.makers import AT


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.fixture
def north(make):
    team = make.team("North")
    make.survey(team=team)
    return team


@pytest.fixture
def olga(make, north):
    return make.user("Olga", Role.FRONTLINE, north, time_zone="Europe/Rome")


@pytest.fixture
def visitor(olga, sign_in):
    return sign_in(olga)


def test_no_answer_when_again_next_customer(make, olga, visitor):
    one, other = make.ticket(owner=olga), make.ticket(owner=olga)
    at = f"/tickets/{one.id}"
    html = page(
        visitor.get(visitor.post(f"{at}/contacts", {"outcome": "no_answer", "channel": "phone"}).location)
    )
    assert "When again?" in html
    offered = findall(r'name="at" value="([^"]+)"><button[^>]*>([^<]+)', html)
    assert [words for _moment, words in offered] == [
        "in an hour", "this afternoon, 15:00", "tomorrow 09:00", "Thu 12 Mar, 09:00",
    ]  # fmt: skip
    answer = visitor.post(f"{at}/snooze", {"at": offered[2][0]})
    assert answer.location.endswith("/loop")
    loop = page(visitor.get(answer.location))
    assert "Back on top tomorrow 09:00. The promise runs on." in loop
    assert f"/tickets/{other.id}" in loop.split("Put off")[0]
    assert "again tomorrow 09:00" in loop.split('id="group-snoozed"')[1]
    assert "<b>1</b>put off" in loop
    assert "When again?" not in page(visitor.get(at))
    assert "Put off: back on top tomorrow 09:00" in page(visitor.get(at))
    visitor.post(f"{at}/waking")
    assert db.session.get(Ticket, one.id, populate_existing=True).again_at is None


def test_another_moment_with_its_reason(make, olga, visitor):
    ticket = make.ticket(owner=olga)
    path = f"/tickets/{ticket.id}/snooze"
    day = (AT + timedelta(days=3)).date().isoformat()
    refused = page(visitor.post(path, {"until": day, "until_time": "10:30"}, expect=422))
    assert "Say why, in a sentence." in refused
    visitor.post(path, {"until": day, "until_time": "10:30", "reason": "The part arrives on Friday"})
    kept = db.session.get(Ticket, ticket.id, populate_existing=True)
    assert kept.again_at == AT.replace(hour=9, minute=30) + timedelta(days=3)
    assert "The part arrives on Friday" in page(visitor.get(f"/tickets/{ticket.id}"))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"until": "2026-03-09", "reason": "x"}, "That moment is over"),
        ({"until": "2026-06-09", "reason": "x"}, "At most thirty days ahead."),
        ({"until": "", "reason": "x"}, "Say until when."),
        ({"at": "2026-03-10T12:00:00"}, "Say until when."),
        ({"at": "nonsense"}, "Say until when."),
        ({"at": "2026-03-09T12:00:00+00:00"}, "Say why"),
    ],
)
def test_nonsense_is_refused_in_words(sent, said, make, olga, visitor):
    ticket = make.ticket(owner=olga)
    assert said in page(visitor.post(f"/tickets/{ticket.id}/snooze", sent, expect=422))
    assert db.session.get(Ticket, ticket.id, populate_existing=True).again_at is None


def test_a_closed_ticket_has_moved_on(make, olga, visitor):
    ticket = make.ticket(owner=olga)
    make.verified(ticket, olga)
    answer = visitor.post(f"/tickets/{ticket.id}/snooze", {"at": (AT + timedelta(hours=1)).isoformat()})
    assert "moved on" in page(visitor.get(answer.location))


def test_no_answer_from_my_loop_asks_when_again_above_the_next_customer(make, olga, visitor):
    one, other = make.ticket(owner=olga), make.ticket(owner=olga)
    html = page(visitor.get("/loop"))
    assert html.index(f"/tickets/{one.id}/contacts") < html.index(f"/tickets/{other.id}")
    said = {"outcome": "no_answer", "channel": "phone", "then": "loop"}
    loop = page(visitor.get(visitor.post(f"/tickets/{one.id}/contacts", said).location))
    assert "Logged: no answer, Carl Number1, 10:00" in loop
    assert "1 attempt so far" in loop
    lead = loop.split('aria-labelledby="lead"')[1].split("</section>")[0]
    assert f"/tickets/{other.id}/taking" in lead
    assert "reached of 1 called" in loop
    undo = findall(rf'action="(/tickets/{one.id}/contacts/\d+/undoing)"', loop)
    back = page(visitor.get(visitor.post(undo[0], {"next": "/loop"}).location))
    assert "as if it had not been logged" in back
    assert "Logged: no answer" not in back
    visitor.post(undo[0])
    assert "It stays: it is older than ten minutes" in page(visitor.get(f"/tickets/{one.id}"))
    assert "Olga logged a contact, and it was taken back" in page(visitor.get(f"/tickets/{one.id}"))


def test_a_resolution_is_taken_back_from_the_toast(make, olga, visitor):
    ticket = make.reached(make.ticket(owner=olga), olga)
    closing = {"kind": "resolved", "driver_id": make.driver().id, "action": "Sent it.", "told_how": "phone"}
    html = page(visitor.get(visitor.post(f"/tickets/{ticket.id}/resolution", closing).location))
    undo = findall(rf'action="(/tickets/{ticket.id}/resolution/\d+/undoing)"', html)
    assert len(undo) == 2  # the toast and the trail
    visitor.post(undo[0])
    assert db.session.get(Ticket, ticket.id, populate_existing=True).state == "in_progress"
