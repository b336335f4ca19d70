"""Open tickets are offered today's promise on a page and by command: by name, to be chosen, never silently."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from tests.makers import AT, Maker

PLACE = "/settings/open-promises"


@pytest.fixture
def ticket(make, north, olga):
    return make.ticket(3, owner=olga)


def longer_days(at):
    calendars = PARTS["calendars"]
    values = calendars.read(db.session(), "rome") | {"monday": "08:00–20:00", "tuesday": "08:00–20:00"}
    ledger.switch_on(db.session(), calendars, "rome", values, Hand(None, "cli"), at=at)
    db.session.commit()


def page(answer):
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def test_the_page_of_a_calendar_leads_to_what_is_offered_by_name_and_the_story_tells(
    ticket, max_, sign_in, at
):
    visitor = sign_in(max_)
    assert "Every open ticket has today's promise" in page(visitor.get(PLACE))
    longer_days(at)
    assert PLACE in page(visitor.get("/settings/calendars/rome"))
    said = page(visitor.get(PLACE))
    assert "1 open ticket would be promised something else." in said
    assert "Carl Number" in said
    before = ticket.contact_due_at
    mark = re.search(r'name="offer" value="([^"]+)"', said)[1]
    assert "1 ticket is promised anew." in page(visitor.get(visitor.post(PLACE, {"offer": mark}).location))
    assert ticket.contact_due_at < before
    assert "Max promised it anew" in page(visitor.get(f"/tickets/{ticket.id}"))
    again = page(visitor.get(visitor.post(PLACE, {"offer": mark}).location))
    assert "1 ticket changed meanwhile and keeps its promise." in again


def test_nothing_chosen_changes_nothing(ticket, max_, sign_in, at):
    visitor = sign_in(max_)
    longer_days(at)
    assert "Nothing was changed." in page(visitor.get(visitor.post(PLACE, {}).location))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_by_command_it_is_shown_and_done_only_with_apply(own_app, monkeypatch, clock):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    with own_app.app_context():
        make = Maker()
        make.ticket(3, owner=make.user("Olga", team=make.team("North")))
        longer_days(AT)
        db.session.remove()
    clock.shift(timedelta(minutes=1))

    def call(*more):
        done = CliRunner().invoke(cxloop, ["settings", "promise-anew", *more])
        assert done.exit_code == 0, done.output
        return done.output

    assert "1 would be promised anew: say --apply. Nothing was changed." in call()
    assert json.loads(call("--json"))["promised"] == []
    assert "Nothing was changed" in call("--ticket", "99", "--apply")
    assert json.loads(call("--apply", "--json"))["promised"] == [1]
    assert "Every open ticket has today's promise" in call("--apply")
