"""Another secret key: everybody signs in again, and what was kept or sent under the old one goes on."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from cxloop import config
from cxloop.alerts import heartbeat
from cxloop.bare import bare
from cxloop.cli import cxloop
from cxloop.cli import rotate as rotating
from cxloop.clock import now
from cxloop.config import KEY_FILE
from cxloop.database import db
from cxloop.loop import keep, listen
from cxloop.people import sign_ins
from cxloop.responses.inbound import pulls
from cxloop.responses.inbound.models import Hook
from cxloop.responses.invitations import links as survey_links
from cxloop.tickets import links
from cxloop.tickets.models import Verification
from cxloop.trails.anchors import in_file
from tests.databases import KEY, Databases, dispose
from tests.doors import opened
from tests.makers import AT, Maker
from tests.processes import ROOT
from tests.visitor import Visitor


@pytest.fixture
def kept(own_app, clock, monkeypatch):
    """An installation whose key is in its file; what was sealed, signed and begun under it, by name."""
    settings = own_app.config["SETTINGS"]
    settings.var.mkdir(parents=True, exist_ok=True)
    (settings.var / KEY_FILE).write_text(KEY)
    monkeypatch.delenv("CXLOOP_SECRET_KEY")
    monkeypatch.setenv("CXLOOP_VAR", str(settings.var))
    monkeypatch.setenv("CXLOOP_DATABASE_URL", settings.database_url)
    made = []
    monkeypatch.setattr(rotating, "bare", lambda chosen: made.append(bare(chosen)) or made[-1])
    with own_app.app_context():
        make = Maker()
        north = make.team("North")
        olga = make.user("Olga", team=north)
        survey = make.survey(team=north)
        hook, _address = opened("typeform", survey, olga, signing_secret="what typeform shows")
        wish = {"token": "tfp_12345678", "survey_id": "abc123"}
        listen.enter_credentials(db.session(), hook.source_id, wish, secret_key=KEY, at=AT)
        make.resolved(make.ticket(owner=olga), olga)
        question = db.session.scalars(select(Verification)).one()
        asked = make.invitation()
        token = sign_ins.start(db.session(), olga, now())
        db.session.commit()
        yield {
            "app": own_app, "var": settings.var, "token": token, "source": hook.source_id,
            "question": links.link(KEY, question.id, question.nonce),
            "invitation": survey_links.link(KEY, survey_links.ANSWER, asked.id, asked.nonce),
        }  # fmt: skip
    for app in made:
        dispose(app)


def rotate(*words):
    done = CliRunner().invoke(cxloop, ["rotate", *words])
    db.session.rollback()
    return done


def restarted(databases):
    """The application as the next start makes it, with the key that is in the file now."""
    return databases.app(config.settings())


def test_what_was_kept_under_the_old_key_goes_on_under_the_new_one(kept, databases: Databases):
    for _ in range(2):  # the second time the trail's key is a kept one
        done = rotate("--json")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["resealed"] == 2
    settings = config.settings()
    assert settings.secret_key != KEY
    assert not (kept["var"] / f"{KEY_FILE}.next").exists()
    assert (kept["var"] / KEY_FILE).stat().st_mode & 0o777 == 0o600
    app = restarted(databases)
    with app.app_context():
        hook = db.session.get_one(Hook, kept["source"])
        assert listen.secrets_of(hook, secret_key=settings.secret_key, at=now()) == ["what typeform shows"]
        assert pulls.opened(hook, settings.secret_key)["token"] == "tfp_12345678"
        assert sign_ins.signed_in(db.session(), kept["token"], now()) is None
        report = keep.verify_trails(db.session(), in_file(settings.var))
        assert [finding.sentence() for finding in report.found] == []
        assert report.anchors == 2
        browser = Visitor(app)
        browser.get(f"/v/{kept['question']}")
        browser.get(f"/s/{kept['invitation']}")
        browser.get(f"/v/{kept['question'][:-1]}x", expect=404)
    dispose(app)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_key_that_leaked_takes_the_links_of_old_letters_with_it(kept, databases: Databases):
    rotate()
    assert rotate("--end-links").exit_code == 0
    app = restarted(databases)
    with app.app_context():
        Visitor(app).get(f"/v/{kept['question']}", expect=404)
        assert "newest letter" in Visitor(app).get(f"/s/{kept['invitation']}", expect=404).get_data(
            as_text=True
        )
    dispose(app)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_whoever_gave_the_key_by_the_environment_is_told_what_to_do(kept, monkeypatch):
    monkeypatch.setenv("CXLOOP_SECRET_KEY", KEY)
    following = kept["var"] / f"{KEY_FILE}.next"
    assert f"set CXLOOP_SECRET_KEY to what is in {following}" in rotate().stdout
    assert "has the new key already" in rotate().stdout
    monkeypatch.setenv("CXLOOP_SECRET_KEY", following.read_text())
    assert "is another one" in rotate().stdout


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_nothing_is_changed_while_somebody_works_with_the_old_key(kept):
    heartbeat.beat(db.session(), now())
    db.session.commit()
    done = rotate()
    assert done.exit_code == 1
    assert "stop it" in done.output
    assert (kept["var"] / KEY_FILE).read_text() == KEY
    assert rotate("--although-running").exit_code == 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_wrong_key_changes_nothing_and_is_told(kept, monkeypatch):
    rotate()
    monkeypatch.setenv("CXLOOP_SECRET_KEY", "another unguessable key of forty characters")
    done = rotate()
    assert done.exit_code == 1
    assert "another secret key" in done.output
    assert not (kept["var"] / f"{KEY_FILE}.next").exists()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_change_that_was_killed_is_ended_by_the_next_call(kept, monkeypatch, databases: Databases):
    monkeypatch.setenv("CXLOOP_CRASHPOINT", "rotate_before_file")
    command = [sys.executable, "-m", "cxloop", "rotate"]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert killed.returncode == -9
    assert (kept["var"] / KEY_FILE).read_text() == KEY
    monkeypatch.delenv("CXLOOP_CRASHPOINT")
    checked = CliRunner().invoke(cxloop, ["check"])
    assert "another secret key" in checked.output
    assert "interrupted is ended" in rotate().stdout
    app = restarted(databases)
    with app.app_context():
        assert keep.verify_trails(db.session()).count == 0
        Visitor(app).get(f"/v/{kept['question']}")
    dispose(app)
