"""A mail server hands a letter over: 0 when it is kept, 75 when it has to come again, and never anything else."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.tickets.conversation.models import Mailbox, Message, StrayLetter

LETTER = b"From: nora@x.example\nTo: care@v.example\nMessage-ID: <1@x.example>\nSubject: Hello\n\nWhere is my parcel?\n"
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def called(*arguments, raw=b""):
    return CliRunner().invoke(cxloop, ["mail", *arguments], input=raw)


@pytest.fixture
def installed_here(own_app, monkeypatch):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    return own_app


@ONE_ENGINE
def test_a_letter_is_kept_once(installed_here):
    assert called("read", raw=LETTER).exit_code == 0
    again = called("read", "--json", raw=LETTER)
    assert '"known"' in again.output
    with installed_here.app_context():
        assert db.session.query(StrayLetter).count() == 1
    assert called("read").exit_code == 0, "an empty letter is no reason to come again"


@ONE_ENGINE
def test_a_letter_for_a_ticket_by_the_servers_word(installed_here):
    from cxloop.loop import listen
    from cxloop.tickets.conversation.reply_addresses import ensure
    from tests.makers import AT, Maker

    with installed_here.app_context():
        make = Maker()
        ticket = make.ticket(survey=make.survey(team=make.team()))
        listen.set_mailbox(db.session(), at=AT, address="care@v.example")
        recipient = f"care+{ensure(db.session(), ticket.id)}@v.example"
        db.session.commit()
    assert called("read", "--recipient", recipient, raw=LETTER).exit_code == 0
    with installed_here.app_context():
        assert db.session.query(Message).one().placed_by == "address"


def test_the_server_comes_again_where_we_cannot(tmp_path):
    """No database, no folder, a setting that is nonsense: never a bounce to the customer."""
    for wrong in ({"CXLOOP_DATABASE_URL": f"sqlite:///{tmp_path}/none/x.db"}, {"CXLOOP_PORT": "x"}):
        done = subprocess.run(
            [sys.executable, "-m", "cxloop", "mail", "read"], input=LETTER, capture_output=True, check=False,
            env=os.environ | {"CXLOOP_VAR": str(tmp_path / "var")} | wrong,
        )  # fmt: skip
        assert done.returncode == 75, done.stderr
        assert b"Traceback" not in done.stderr


@ONE_ENGINE
def test_where_replies_come_in(installed_here):
    assert called("box", "--plus").exit_code == 1
    assert called("box", "--address", "a b@x").exit_code == 1
    assert called("box", "--address", "care@v.example", "--no-plus").exit_code == 0
    assert '"care@v.example"' in called("box", "--json").output
    with installed_here.app_context():
        assert db.session.get_one(Mailbox, 1).takes_plus is False
    assert called("box", "--none").exit_code == 0
    assert "No mailbox" in called("box").output
