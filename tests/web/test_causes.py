"""A company without causes chooses some before its first ticket is resolved, or reads whom to ask."""

from html import unescape

import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.drivers.starting import STARTING_CAUSES


@pytest.fixture
def ticket(make, north, olga, carl):
    return make.ticket(3, survey=make.survey(team=north), contact=carl, owner=olga)


def page(visitor, path: str) -> str:
    return " ".join(unescape(visitor.get(path).get_data(as_text=True)).split())


def test_a_manager_starts_with_a_set_where_the_first_ticket_is_resolved(ticket, max_, sign_in):
    visitor = sign_in(max_)
    form = f"/tickets/{ticket.id}/resolution"
    assert "there are none yet" in page(visitor, form)
    chosen = {"name": "retail", "next": form}
    looked = visitor.post("/settings/causes/starting", chosen, expect=200).get_data(as_text=True)
    assert "long queue" in looked
    assert "there are none yet" in page(visitor, form)
    assert visitor.post("/settings/causes/starting", chosen | {"switch": "1"}).location == form
    html = page(visitor, form)
    assert "there are none yet" not in html
    assert "long queue" in html


def test_the_page_of_causes_offers_the_sets_and_shows_the_tree(max_, sign_in):
    visitor = sign_in(max_)
    assert "What does your company do?" in page(visitor, "/settings/causes")
    assert visitor.post("/settings/causes/starting", {"name": "bakery"}).location == "/settings/causes"
    visitor.post("/settings/causes/starting", {"name": "public", "switch": "1"})
    html = page(visitor, "/settings/causes")
    assert "What does your company do?" not in html
    assert html.index("Waiting") < html.index("long wait at the counter") < html.index("Information")
    assert "Attesa" in page(visitor, "/settings/causes/waiting")


def test_whoever_may_not_choose_reads_whom_to_ask_and_can_still_say_why_not_known(
    ticket, olga, max_, sign_in
):
    html = page(sign_in(olga), f"/tickets/{ticket.id}/resolution")
    assert "Ask Max to choose some." in html
    assert "Look at these" not in html
    closing = {
        "kind": "resolved",
        "cause_unknown_because": "No causes yet",
        "action": "Paid",
        "told_how": "phone",
    }
    sign_in(olga).post(f"/tickets/{ticket.id}/resolution", closing)


def test_the_command_names_its_sets():
    told = CliRunner().invoke(cxloop, ["causes", "load", "--help"]).output
    for name in STARTING_CAUSES:
        assert name in told
