"""`audit verify` and `audit anchor`, as an operator calls them."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from cxloop.cli import audit
from cxloop.cli.audit import audit_command
from cxloop.database import db
from cxloop.trails.anchors import FILE
from tests.lifting import lift_refusals
from tests.makers import Maker


@pytest.fixture
def company(own_app, monkeypatch):
    """A real database with one ticket, found by the commands."""
    settings = own_app.config["SETTINGS"]
    monkeypatch.setattr(audit, "bare", lambda _settings: own_app)
    monkeypatch.setenv("CXLOOP_VAR", str(settings.var))
    with own_app.app_context():
        make = Maker()
        olga = make.user("Olga", team=make.team())
        make.ticket(owner=olga)
        db.session.commit()
        yield own_app


def call(*words):
    done = CliRunner().invoke(audit_command, words)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def test_a_whole_trail_is_said_to_be_whole(company):
    done = call("verify")
    assert done.exit_code == 0
    assert "1 tickets with 1 events" in done.stdout
    assert "All of it is as it was written." in done.stdout


def test_what_was_changed_is_named_with_its_ticket_and_number(company):
    lift_refusals(db.session())
    db.session.execute(text("UPDATE ticket_event SET via = 'slack'"))
    db.session.commit()
    done = call("verify")
    assert done.exit_code == 1
    assert "ticket 1: event 1 is not what was written" in done.stdout
    found = json.loads(call("verify", "--json").stdout)
    assert {"what": "changed", "chain": "ticket", "owner": 1, "number": 1} in found["found"]


def test_an_anchor_is_printed_kept_in_the_file_and_asked_for_again(company):
    var = company.config["SETTINGS"].var
    printed = call("anchor").stdout.strip()
    assert len((var / FILE).read_text().splitlines()) == 1
    assert "Nothing was written" in call("anchor").stdout
    assert call("verify", "--anchor", printed).exit_code == 0
    assert call("verify", "--anchor", "1.1.abc").exit_code == 1
    lift_refusals(db.session())
    for table in ("ticket_event", "trail_end", "trail_tally", "trail_anchor"):
        db.session.execute(text(f"DELETE FROM {table}"))
    db.session.commit()
    done = call("verify", "--anchor", printed)
    assert done.exit_code == 1
    assert "the anchor of page 1 is not in the database any more" in done.stdout


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_rows_nobody_can_read_are_found_not_stumbled_over(company):
    for values in ("at = 'yesterday'", "facts = '{'", "number = 'two'", "hash = x'00'", "page = 'x'"):
        lift_refusals(db.session())
        db.session.execute(text(f"UPDATE ticket_event SET {values}"))
        db.session.commit()
        assert call("verify").exit_code == 1, values
    for table, values in (
        ("trail_anchor", "at = 'x'"), ("trail_tally", "total = 'zz'"), ("trail_tally", "events = 'x'"),
        ("trail_end", "length = 'x'"),
    ):  # fmt: skip
        call("anchor")
        db.session.execute(text(f"UPDATE {table} SET {values}"))
        db.session.commit()
        assert call("verify").exit_code == 1, values


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ["verify", "anchor"])
def test_a_database_without_tables_is_told_in_a_sentence(engine_name, tmp_path, monkeypatch, command):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    done = call(command)
    assert done.exit_code == 1
    assert "python -m cxloop migrate" in done.stderr
