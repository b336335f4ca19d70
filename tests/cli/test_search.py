"""The book of words is compared with what there is, and built anew, by an operator."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.wordbook.models import WordPosting
from tests.makers import Maker


def told(*words):
    done = CliRunner().invoke(cxloop, ["search", *words, "--json"])
    return done.exit_code, json.loads(done.output)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_an_operator_compares_and_rebuilds_what_tickets_are_found_by(own_app, monkeypatch):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    with own_app.app_context():
        make = Maker()
        make.team("North")
        ticket = make.ticket(3)
        db.session.commit()
    assert told("check") == (0, {"compared": 0, "waiting": 1, "astray": []})
    assert told("rebuild") == (0, {"tickets": 1})
    assert told("check") == (0, {"compared": 1, "waiting": 0, "astray": []})
    with own_app.app_context():
        db.session.execute(delete(WordPosting).where(WordPosting.found_id == ticket.id))
        db.session.commit()
    assert told("check") == (1, {"compared": 1, "waiting": 0, "astray": [ticket.id]})
    assert told("rebuild")[0] == 0
    assert told("check")[0] == 0
