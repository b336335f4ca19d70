"""`cxloop promise`: what it foretells is what a ticket opened at that moment gets."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.loop import act

ROME = ZoneInfo("Europe/Rome")
OPENED = "2026-12-24T16:30"


@pytest.fixture
def run(own_app, monkeypatch):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    monkeypatch.setenv("CXLOOP_SECRET_KEY", own_app.config["SETTINGS"].secret_key)

    def run(*words, code=0):
        result = CliRunner().invoke(cxloop, ["promise", *words])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout) if "--json" in words and code == 0 else result.output

    return run


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_by_what_stands_and_by_a_file_it_says_what_a_ticket_gets(own_app, run, make, north, olga, tmp_path):
    """Thursday the 24th, 16:30: ninety minutes are left before Christmas, St Stephen's Day and a Sunday."""
    seen = run("--policy", "default", "--opened", OPENED, "--json")
    assert seen["first_contact_due_at"] == "2026-12-28T16:30:00+01:00"
    assert [step["name"] for step in seen["steps"]] == ["first_contact:1", "resolution:1"]
    ticket = make.ticket(
        5, survey=make.survey(team=north), owner=olga, at=datetime(2026, 12, 24, 16, 30, tzinfo=ROME)
    )
    assert ticket.contact_due_at == datetime.fromisoformat(seen["first_contact_due_at"])
    given = tmp_path / "promises.toml"
    given.write_text('[promises]\nnormal_contact = "2 h"\nwarnings = "50"\nchain = ["1 h: owner"]\n')
    seen = run(str(given), "--opened", OPENED, "--json")
    assert [(step["what"], step["at"][:16]) for step in seen["steps"][:3]] == [
        ("warned", "2026-12-24T17:30"), ("missed", "2026-12-28T09:30"), ("called", "2026-12-28T10:30"),
    ]  # fmt: skip
    db.session.rollback()
    assert [step.name for step in act.steps_ahead(db.session(), ticket)] == [
        "first_contact:1",
        "resolution:1",
    ]
    assert "The first contact is late" in run(str(given), "--opened", OPENED)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--opened", "tomorrow"], 2, "no moment"),
        (["--opened", "9999-12-31T23:59"], 2, "no moment"),
        (["--opened", OPENED, "--policy", "gold"], 1, "no policy"),
        (["--opened", OPENED, "--team", "moon"], 1, "no team"),
        (["{file}", "--opened", OPENED], 1, "no length"),
    ],
)
def test_what_cannot_be_foretold_is_said(own_app, run, north, tmp_path, words, code, said):
    given = tmp_path / "promises.toml"
    given.write_text('[promises]\nnormal_contact = "soon"\n')
    assert said in run(*(word.format(file=given) for word in words), code=code)
