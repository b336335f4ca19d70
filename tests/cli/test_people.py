"""People by command: invited, listed, changed, let go; in words and for machines."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.clock import now
from cxloop.database import db
from cxloop.people.models import Role, User
from cxloop.tickets.models import Ticket

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def told(own_app, make, monkeypatch):
    """A command's words; with `fails` those of its refusal."""
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    with own_app.app_context():
        north = make.team("North")
        make.survey(team=north)
        for name in ("Olga", "Tom"):
            make.user(name, team=north)
        make.user("Ada", Role.ADMINISTRATOR)

        def run(words: str, *, fails: bool = False) -> str:
            db.session.commit()
            done = CliRunner().invoke(cxloop, words.split())
            assert (done.exit_code != 0) == fails, done.output
            assert "Traceback" not in done.output
            db.session.rollback()
            return done.output

        yield run


def test_invited_listed_and_changed(told):
    made = json.loads(told("user invite Nora@example.com --name Nora --team north --takes-none --json"))
    assert (made["purpose"], made["letter"], "/join/" in made["link"]) == ("invitation", False, True)
    assert "/join/" in told("user invite nora@example.com")
    assert "/reset/" in told("user invite olga@example.com")
    found = {one["email"]: one for one in json.loads(told("user list --json"))}
    assert (found["nora@example.com"]["state"], found["nora@example.com"]["teams"]) == ("invited", ["north"])
    assert "(invited)" in told("user list")
    assert json.loads(told("user set nora@example.com --role lead --time-zone Europe/Rome --json"))["changed"] == [
        "time_zone", "role",
    ]  # fmt: skip
    assert "nothing was changed" in told("user set nora@example.com --role lead")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("user invite nora", "That is not an e-mail address."),
        ("user invite nora@example.com", "name: This is needed."),
        ("user invite nora@example.com --name Nora --team west", "There is no team west."),
        ("user invite nora@example.com --name Nora --role auditor --team north", "works on no tickets"),
        ("user set ada@example.com --role lead", "is the only administrator"),
        ("user set ada@example.com --time-zone Mars", "A time zone such as Europe/Rome is expected."),
        ("user set nobody@example.com --name X", "Nobody signs in with nobody@example.com."),
        ("user deactivate ada@example.com --tickets turns", "is the only administrator"),
    ],
)
def test_what_cannot_be_is_said(told, words, said):
    assert said in told(words, fails=True)
    assert db.session.query(User).count() == 3
    assert db.session.query(User).filter_by(is_active=False).count() == 0


@pytest.mark.parametrize(
    ("way", "to"), [("turns", "tom@example.com"), ("queue", "queue"), ("stay", "olga@example.com")]
)
def test_who_leaves_hands_over(told, make, way, to):
    make.ticket(owner=db.session.query(User).filter_by(name="Olga").one())
    done = json.loads(told(f"user deactivate olga@example.com --tickets {way} --json"))
    assert done["tickets"] == {to: 1}
    owner = db.session.query(Ticket).one().owner
    assert (owner.email if owner else "queue") == to


def test_how_somebody_is_reached(told):
    words = "--phone 0039(0)25550.1234 --quiet 20-8 --daily-limit 8 --missed mail --hand-overs mail --json"
    changed = json.loads(told(f"user set olga@example.com {words}"))["changed"]
    assert sorted(changed) == ["daily_limit", "handed_over_by", "missed_by", "phone", "quiet_hours"]
    olga = next(one for one in json.loads(told("user list --json")) if one["email"] == "olga@example.com")
    kept = (olga["phone"], olga["quiet_hours"], olga["daily_limit"])
    assert kept == ("+39 255501234", "20:00–08:00", 8)
    assert "nothing was changed" in told("user set olga@example.com --phone +39-2-5550-1234 --daily-limit 8")
    told("user set olga@example.com --phone none --quiet none --daily-limit none")
    for words, said in (
        ("--phone home", "not a phone number"), ("--quiet always", "Hours such as 20:00–8:00"),
        ("--daily-limit 0", "A number from 1 to 500"),
    ):  # fmt: skip
        assert said in told(f"user set olga@example.com {words}", fails=True)


def test_away_by_command(told, make):
    make.ticket(owner=db.session.query(User).filter_by(name="Olga").one())
    words = "user away olga@example.com --from 2026-01-01 --to 2026-01-02"
    assert "That is over" in told(words, fails=True)
    today = now().date()
    begun, over = today - timedelta(days=2), today + timedelta(days=2)
    words = (
        f"user away olga@example.com --from {begun} --to {over} --deputy tom@example.com --tickets hand_over"
    )
    looked = json.loads(told(f"{words} --dry-run --json"))
    assert (looked["dry_run"], [one["owner"] for one in looked["tickets"]]) == (True, ["tom@example.com"])
    assert json.loads(told("user away olga@example.com --json")) == []
    assert "1 tickets were handed over now" in told(words)
    assert "already" in told(words, fails=True)
    strange = "user away tom@example.com --from 2027-01-01 --deputy nobody@example.com"
    assert "Nobody signs in with nobody@example.com" in told(strange, fails=True)
    assert db.session.query(Ticket).one().owner.email == "tom@example.com"
    found = json.loads(told("user away olga@example.com --json"))
    assert [(one["deputy"], one["now"]) for one in found] == [("tom@example.com", True)]
    assert json.loads(told("user away olga@example.com --back --json"))["came_back"]
    assert "is not away" in told("user away olga@example.com --back", fails=True)
    assert db.session.query(Ticket).one().owner.email == "olga@example.com"
