"""Every command speaks to machines, and says what it and each of its options does."""

import json

import click
import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.people import tokens
from cxloop.people.models import Role
from tests.commands import every_command
from tests.guards.test_audited import COMMANDS
from tests.makers import AT, Maker

SERVING = {("up",), ("web",), ("worker",)}
"""They run until they are stopped; their log is JSON with CXLOOP_LOG_FORMAT=json."""
EVERY = sorted(set(every_command()) - SERVING)
GIVEN = {
    "import": ["{folder}/answers.csv", "--survey", "onboarding"],
    "accounts": ["{folder}/companies.csv"],
    "settings apply": ["{folder}/settings.json"],
    "backup": ["{folder}/b.tar"],
    "verify": ["{folder}/b.tar"],
    "causes load": ["retail"],
    "report schedule": ["ada@example.com"],
    "report unschedule": ["1"],
    "promise": ["--opened", "2026-12-24T16:30"],
    "rules try": ["{folder}/rules.json"],
    "rules why": ["1"],
    **{name: arguments for name, (_kind, arguments) in COMMANDS.items()},
}
REFUSED = {
    "sign-in secret": "--forget",
    "restore": "{folder}/b.tar",
    "demo": "",
    "slack check": "",
}
"""What a database with a company in it and without Slack does not let them do."""
FILES = {
    "answers.csv": "Response ID,Recommend (0-10),Comment,Date\nR1,3,Late again,2026-03-09\n",
    "companies.csv": "Name,Domain,Contact,E-mail\nRossi,rossi.example,Carl,carl@rossi.example\n",
    "rules.json": '{"rules": {"low": {"name": "Low", "action": "ticket", "conditions": '
    '{"all": [{"field": "score", "op": "at_most", "value": 4}]}}}}',
    "settings.json": '{"company": {"name": "Rossi"}}',
}


def found(words):
    command = cxloop
    for word in words:
        command = command.get_command(click.Context(command), word)
    return command


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_command_can_be_asked_for_json(words):
    assert "--json" in [name for one in found(words).params for name in one.opts]


@pytest.mark.parametrize("words", [*EVERY, *sorted(SERVING)], ids=" ".join)
def test_a_command_and_each_of_its_options_says_what_it_does(words):
    command = found(words)
    assert command.help
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    assert [one.opts for one in options if not one.help] == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_it_prints_then_is_json_and_nothing_else(own_app, monkeypatch, tmp_path):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    monkeypatch.setenv(
        "CXLOOP_VAR", str(tmp_path / "var")
    )  # the anchors that others keep are of other trails
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    with own_app.app_context():
        make = Maker()
        north = make.team("North")
        olga = make.user("Olga", team=north)
        make.user("Ada", Role.ADMINISTRATOR)
        make.survey(team=north)
        make.ticket(owner=olga)
        tokens.make(db.session(), "CRM", ["tickets:read"], at=AT, by_id=None)
        db.session.commit()
        db.session.remove()
    refused = set()
    for words in EVERY:
        name = " ".join(words)
        more = GIVEN.get(name) or ([REFUSED[name]] if REFUSED.get(name) else [])
        arguments = [part.format(folder=tmp_path) for part in (*words, *more)]
        done = CliRunner().invoke(cxloop, [*arguments, "--json"])
        if done.exit_code == 0 or name == "check":  # which ends with 1 where something is missing
            json.loads(done.stdout)
        else:
            refused.add(name)
            assert done.exit_code == 1, (name, done.output, done.exception)
            assert done.output.strip(), name
            assert done.exception is None or isinstance(done.exception, SystemExit), (name, done.exception)
    assert refused == set(REFUSED)
