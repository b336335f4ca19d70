"""`check` names each thing that is missing or does not work, and says what to do about it."""

import json
import os
import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.looking import here
from tests.databases import KEY
from tests.fakes.slack import TOKEN, FakeSlack, error
from tests.forking import launching
from tests.processes import free_port


@pytest.fixture
def look(tmp_path, monkeypatch):
    """`look(SMTP_URL="…")` is what `check` says with these settings: {name: words of what is wrong}."""
    monkeypatch.setenv("CXLOOP_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("CXLOOP_SECRET_KEY", KEY)
    before = os.umask(0o077)  # as the command itself does first of all

    def call(**given):
        for name, value in given.items():
            monkeypatch.setenv(f"CXLOOP_{name}", value)
        done = CliRunner().invoke(cxloop, ["check", "--json"])
        said = json.loads(done.stdout)
        wrong = {one["name"]: one["found"] for one in said["checks"] if not one["ok"]}
        assert said["ok"] == (not wrong)
        assert done.exit_code == bool(wrong)
        wrong.pop("front end", None)
        return wrong

    yield call
    os.umask(before)


@pytest.fixture
def migrated(look):
    assert CliRunner().invoke(cxloop, ["migrate"]).exit_code == 0
    return look


def test_a_fresh_installation_lacks_its_tables_and_nothing_else(look):
    assert look() == {"database": "The database is empty: run `python -m cxloop migrate`."}


def test_after_that_all_is_well(migrated):
    assert migrated() == {}
    assert "Everything needed is here." in CliRunner().invoke(cxloop, ["check"]).stdout


def test_a_mail_server_that_is_not_there_is_named_with_its_port(migrated):
    port = free_port()
    assert f"127.0.0.1:{port} cannot be used" in migrated(SMTP_URL=f"smtp://127.0.0.1:{port}")["mail"]


def test_a_misspelt_mail_server_is_named(migrated, monkeypatch):
    def nobody(*_arguments, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    said = migrated(SMTP_URL="smtp://mial.company.example:587")["mail"]
    assert "There is no machine called mial.company.example" in said


def test_a_wrong_password_at_the_mail_server_is_named_without_it(migrated):
    def refuse(*_arguments):
        return AuthResult(success=False, handled=False)

    controller = Controller(
        object(), hostname="127.0.0.1", port=free_port(), authenticator=refuse, auth_require_tls=False
    )
    controller.start()
    try:
        said = migrated(SMTP_URL=f"smtp://us:hunter22hunter@127.0.0.1:{controller.port}")["mail"]
    finally:
        controller.stop()
    assert "CXLOOP_SMTP_URL" in said or "not said in the clear" in said
    assert "hunter22" not in said


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SMTP_URL", "mail.company.example", "CXLOOP_SMTP_URL must begin with smtp:// or smtps://"),
        ("SMTP_URL", "stmp://mail.company.example", "CXLOOP_SMTP_URL must begin with"),
        ("QUEUE_URL", "amqp://queue.example", "CXLOOP_QUEUE_URL must begin with"),
        ("SMPT_URL", "smtp://mail.company.example", "did you mean CXLOOP_SMTP_URL?"),
        ("SLACK_TOKN", "xoxb-1", "did you mean CXLOOP_SLACK_TOKEN?"),
        ("COFFEE", "black", "CXLOOP_COFFEE: no setting of cxloop"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(migrated, name, value, words):
    assert words in migrated(**{name: value})["settings"]


def test_a_queue_that_does_not_answer_is_named(migrated):
    assert "CXLOOP_QUEUE_URL does not answer" in migrated(QUEUE_URL="redis://127.0.0.1:1")["queue"]


def test_a_token_slack_refuses_is_named_without_it(migrated):
    with FakeSlack() as slack:
        slack.next(error("invalid_auth"), method="auth.test")
        wrong = migrated(
            SLACK_TOKEN="xoxb-a-wrong-one", SLACK_API_URL=slack.url, SLACK_SIGNING_SECRET="s" * 32
        )
    assert "Slack refuses CXLOOP_SLACK_TOKEN (invalid_auth)" in wrong["slack"]
    assert "a-wrong-one" not in str(wrong)


def test_a_token_without_a_signing_secret_is_named(migrated):
    with FakeSlack() as slack:
        slack.channel("cxloop")
        wrong = migrated(SLACK_TOKEN=TOKEN, SLACK_API_URL=slack.url)
    assert list(wrong) == ["slack clicks"]
    assert "CXLOOP_SLACK_SIGNING_SECRET" in wrong["slack clicks"]


def test_a_channel_that_is_not_there_is_named(migrated):
    with FakeSlack() as slack:
        slack.only_known = True
        more = {"SLACK_SIGNING_SECRET": "s" * 32, "SLACK_CHANNEL": "#nowhere"}
        wrong = migrated(SLACK_TOKEN=TOKEN, SLACK_API_URL=slack.url, **more)
    assert "#nowhere cannot be found" in wrong["slack"]


def test_slack_that_cannot_be_reached_is_named(migrated):
    wrong = migrated(SLACK_TOKEN=TOKEN, SLACK_API_URL="http://127.0.0.1:1/", SLACK_SIGNING_SECRET="s" * 32)
    assert "look at the network and CXLOOP_SLACK_API_URL" in wrong["slack"]


def test_a_database_that_is_down_is_named(migrated):
    assert "does not answer" in migrated(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")["database"]


def test_a_folder_others_may_read_is_named(migrated, tmp_path):
    (tmp_path / "var").chmod(0o755)
    assert "may be read by others" in migrated()["folder"]


def test_a_folder_that_cannot_be_written_is_named(migrated, tmp_path):
    """As a user who has no more rights than the modes give."""
    folder = tmp_path / "var"
    environment = {"PATH": os.environ["PATH"], "CXLOOP_VAR": str(folder), "CXLOOP_SECRET_KEY": KEY}
    folder.chmod(0o500)
    with launching() as launcher:
        done = launcher.start(("check",), environment, tmp_path / "said", "read-only")
        assert done.wait(30) == 1
    assert f"! folder: {folder} cannot be written" in (tmp_path / "said").read_text()


def test_little_room_is_named(migrated, monkeypatch):
    monkeypatch.setattr(here, "LEAST_FREE_MB", 10**9)
    assert "make room" in migrated()["disk"]


def test_an_address_others_cannot_open_is_named(migrated):
    assert "which others cannot open" in migrated(HOST="0.0.0.0")["address"]


def test_everything_that_is_wrong_is_told_at_once(migrated, tmp_path):
    (tmp_path / "var").chmod(0o755)
    wrong = migrated(COFFEE="black", SMTP_URL=f"smtp://127.0.0.1:{free_port()}", HOST="0.0.0.0")
    assert set(wrong) == {"settings", "folder", "address", "mail"}
