"""Every command in trouble while it works (nobody reads, no room, no right to write, Ctrl-C): a sentence and a number.

Everyday each command meets one of them; `pytest -m campaign tests/cli` all of them.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from itertools import count

import pytest

from cxloop.database import db
from cxloop.people import tokens
from cxloop.people.models import Role
from cxloop.settings import starting
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from tests.commands import every_command
from tests.databases import KEY, dispose
from tests.forking import launching
from tests.guards.test_audited import COMMANDS
from tests.makers import AT, Maker
from tests.processes import ROOT

SERVING = {"up", "web", "worker"}
EVERY = [words for words in every_command() if words[0] not in SERVING]
FILE = "Response ID,Recommend (0-10),Comment,Date\nR1,3,Late again,2026-03-09\nR2,9,Fine,2026-03-09\n"
COMPANIES = "Name,Domain,Contact,E-mail\nRossi,rossi.example,Carl,carl@rossi.example\n"
MORE = {
    "import": ["{folder}/answers.csv", "--survey", "onboarding"], "accounts": ["{folder}/companies.csv"],
    "demo": ["--responses", "100"], "settings apply": ["{folder}/answers.csv"],
    "backup": ["{folder}/b.tar"], "verify": ["{folder}/answers.csv"], "restore": ["{folder}/answers.csv"],
    "causes load": ["retail"], "causes add": ["Late post", "--italian", "Posta in ritardo"],
    "report schedule": ["ada@example.com"], "report unschedule": ["1"],
    "promise": ["--opened", "2026-12-24T16:30"], "rules try": ["{folder}/answers.csv"], "rules why": ["1"],
}  # fmt: skip
IN_ENGLISH = re.compile(r"[A-Z!'].*\w.*", re.DOTALL)
ABOUT_CODE = re.compile(
    r"Traceback|Exception ignored|\bFile \"|\b(SELECT .* FROM|INSERT INTO|UPDATE .* SET)\b"
)
TROUBLES = ("nobody reads", "no room for output", "full disk", "read-only", "interrupted:0.03")
numbers = count()


@pytest.fixture(scope="module")
def launcher():
    with launching() as found:
        yield found


@pytest.fixture(scope="module")
def company(databases, tmp_path_factory):
    """A small company in a file, to be copied."""
    app = databases.app(databases.settings(databases.fresh_url("sqlite")))
    with app.app_context():
        make = Maker()
        north = make.team("North")
        olga = make.user("Olga", team=north)
        make.user("Ada", Role.ADMINISTRATOR)
        tokens.make(db.session(), "CRM", ["tickets:read"], at=AT, by_id=None)
        make.survey(team=north)
        starting.start(db.session(), PARTS["causes"], "b2b", Hand(None, "cli"), AT)
        make.ticket(owner=olga)
        db.session.commit()
        db.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        path = db.engine.url.database
    dispose(app)
    return path


@pytest.fixture
def called(launcher, company, tmp_path):
    """`called(words, trouble)` runs a command on a copy of the company, and tells how it ended and what it said."""

    def call(words, trouble):
        folder = tmp_path / "var"
        folder.mkdir()
        shutil.copyfile(company, folder / "cxloop.db")
        (tmp_path / "answers.csv").write_text(FILE)
        (tmp_path / "companies.csv").write_text(COMPANIES)
        name = " ".join(words)
        more = COMMANDS[name][1] if name in COMMANDS else MORE.get(name, [])
        environment = {
            "PATH": os.environ["PATH"], "CXLOOP_VAR": str(folder), "CXLOOP_SECRET_KEY": KEY,
            "CXLOOP_TIME_ZONE": "Europe/Rome",
        }  # fmt: skip
        if trouble == "read-only":
            (folder / "cxloop.db").chmod(0o400)
            folder.chmod(0o500)
        log = tmp_path / f"{next(numbers)}.log"
        arguments = tuple(part.format(folder=tmp_path) for part in (*words, *more))
        done = launcher.start(arguments, environment, log, trouble)
        code = done.wait(30)
        return code, log.read_text()

    return call


def assert_a_sentence(called, words, trouble):
    if (words, trouble) == (("settings", "schema"), "full disk"):
        return  # it prints more than what is left for the sentence, too
    code, said = called(words, trouble)
    killed_at_the_end = {-signal.SIGALRM} if trouble.startswith("interrupted") else set()
    assert code in {0, 1} | killed_at_the_end, said
    assert not ABOUT_CODE.search(said), said
    if code == 1 and trouble != "nobody reads":
        assert IN_ENGLISH.search(said), repr(said)
        assert len(said.strip().splitlines()[-1]) < 300
    if trouble == "no room for output" and words != ("settings", "history"):  # which is empty here
        assert code == 1, said


@pytest.mark.parametrize(
    ("words", "trouble"),
    [(words, TROUBLES[place % len(TROUBLES)]) for place, words in enumerate(EVERY)],
    ids=str,
)
def test_a_command_in_trouble_says_a_sentence(called, words, trouble):
    assert_a_sentence(called, words, trouble)


@pytest.mark.campaign
@pytest.mark.parametrize("words", EVERY, ids=" ".join)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_command_in_every_trouble_says_a_sentence(called, words, trouble):
    assert_a_sentence(called, words, trouble)


@pytest.mark.parametrize("after", [0.02, 0.1, 0.25, 0.5])
def test_ctrl_c_while_everything_is_still_loaded_is_no_traceback(tmp_path, after):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "CXLOOP_VAR": str(tmp_path)}
    command = [sys.executable, "-X", "importtime", "-m", "cxloop", "tick"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=-1, stderr=-1, text=True) as called:
        for line in called.stderr:
            if "| cxloop" in line or "cxloop.cli" in line or "flask" in line:
                break
        time.sleep(after)
        called.send_signal(signal.SIGINT)
        _out, said = called.communicate(timeout=30)
    assert "Traceback" not in said
