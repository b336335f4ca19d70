"""Promises to customers on the pages and through the API: made, seen on their day, kept, moved, let go."""

from html import unescape

import pytest

from cxloop.database import db
from cxloop.tickets.given_promises import GivenPromise
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
    return make.user("Olga", team=north, time_zone="Europe/Rome")


def the_promise() -> GivenPromise:
    return db.session.query(GivenPromise).populate_existing().one()


def test_a_promise_is_made_seen_on_its_day_moved_and_kept(make, olga, sign_in):
    ticket, visitor = make.ticket(owner=olga), sign_in(olga)
    at = f"/tickets/{ticket.id}"
    refused = page(
        visitor.post(f"{at}/promises", {"what": "A credit note", "due_at": "2026-03-09"}, expect=422)
    )
    assert "That moment is over: what is promised lies ahead." in refused
    assert 'value="A credit note"' in refused
    visitor.post(f"{at}/promises", {"what": "A credit note", "due_at": "2026-03-10", "due_time": ""})
    assert the_promise().due_at == AT.replace(hour=17)  # six in Rome
    loop = page(visitor.get("/loop"))
    assert "Promised for today" in loop
    assert "A credit note" in loop
    one = f"{at}/promises/{the_promise().id}"
    back = visitor.post(f"{one}/moving", {"due_at": "2026-03-20", "next": "/loop"}).location
    assert "Promised for today" not in page(visitor.get(back))
    assert "A credit note" in page(visitor.get("/loop?show=promises"))
    visitor.post(f"{one}/moving", {"due_at": "2026-03-01"})
    assert "what is promised lies ahead. Nothing was changed." in page(visitor.get(at))
    visitor.post(f"{one}/dropping", {"why": ""})
    assert the_promise().stands
    visitor.post(f"{one}/keeping")
    assert "The promise is kept." in page(visitor.get(at))
    visitor.post(f"{one}/keeping")
    assert "was settled already" in page(visitor.get(at))
    assert "Nothing is promised to a customer and still owed." in page(visitor.get("/loop?show=promises"))


def test_a_promise_of_another_ticket_is_none_here(make, olga, sign_in):
    mine, other, visitor = make.ticket(owner=olga), make.ticket(owner=olga), sign_in(olga)
    visitor.post(f"/tickets/{other.id}/promises", {"what": "A call", "due_at": "2026-03-11"})
    visitor.post(f"/tickets/{mine.id}/promises/{the_promise().id}/keeping")
    assert the_promise().stands


def test_the_page_asks_what_becomes_of_it_when_the_ticket_is_resolved(make, olga, sign_in):
    ticket, visitor = make.ticket(owner=olga), sign_in(olga)
    at = f"/tickets/{ticket.id}"
    visitor.post(f"{at}/contacts", {
        "outcome": "reached", "channel": "phone", "next_step": "A credit note", "next_step_on": "2026-03-12",
    })  # fmt: skip
    closing = {"kind": "resolved", "driver_id": make.driver().id, "action": "Sent it.", "told_how": "phone"}
    refused = page(visitor.post(f"{at}/resolution", closing, expect=422))
    assert "say what becomes of it" in refused
    visitor.post(f"{at}/resolution", closing | {"promises": "stay"})
    assert the_promise().stands
    assert "A credit note" in page(visitor.get("/loop?show=promises"))
