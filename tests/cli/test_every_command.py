"""Every command, called wrongly or in a bad place: a sentence and a number, never a traceback or a line of SQL."""

import os
import re
import sqlite3
import subprocess
import sys

import click
import pytest

from cxloop.cli import COMMANDS, cxloop
from tests.breadth import IS_WIDE
from tests.commands import every_command
from tests.databases import KEY
from tests.processes import ROOT

SERVING = {"up", "web", "worker"}
GIVEN = {
    "import": ["missing.csv", "--survey", "x"],
    "accounts": ["missing.csv"],
    "migrate": ["--to", "nowhere"],
}
SQL = re.compile(r"\b(SELECT .* FROM|INSERT INTO|UPDATE .* SET|sqlalche\.me)\b")


EVERY = [words for words in every_command() if words[0] not in SERVING]


def environment_of(folder, **more):
    return {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "CXLOOP_VAR": str(folder), "CXLOOP_SECRET_KEY": KEY,
        **{f"CXLOOP_{name}": value for name, value in more.items()},
    }  # fmt: skip


def run(words, folder, **more):
    """As an operator does; what it ended with and what it said."""
    command = [sys.executable, "-m", "cxloop", *words]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment_of(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def quickly(launcher):
    """The same by a process that has everything loaded, where a wide run loads it a hundred times."""

    def start(words, folder, **more):
        log = folder / "said.txt"
        code = launcher.start(words, environment_of(folder, **more), log).wait(60)
        return code, log.read_text()

    return run if IS_WIDE else start


TRY_LATER = 75
"""What a mail server understands as "later"."""


def codes_of(words):
    return (0, 1, 2, TRY_LATER) if words == ("mail", "read") else (0, 1, 2)


def assert_in_words(done, codes=(0, 1, 2)):
    code, said = done
    assert code in codes, said
    assert "Traceback" not in said
    assert not SQL.search(said), said
    assert code == 0 or said.strip()


def test_every_command_is_found():
    assert {words[0] for words in every_command()} == set(COMMANDS)


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_without_tables_a_command_says_what_to_do(quickly, words, tmp_path):
    code, said = quickly([*words, *arguments(words)], tmp_path)
    assert_in_words((code, said), codes_of(words))
    if "migrate" in said and words[0] != "migrate":
        assert code == 1


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_file_that_is_no_database_is_said_in_words(quickly, words, tmp_path):
    (tmp_path / "cxloop.db").write_text("these are only words, and many of them\n" * 200)
    assert_in_words(quickly([*words, *arguments(words)], tmp_path), codes_of(words))


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_a_server_that_is_away_is_said_in_words(quickly, words, tmp_path):
    away = "postgresql://nobody@127.0.0.1:1/nothing"
    assert_in_words(quickly([*words, *arguments(words)], tmp_path, DATABASE_URL=away), codes_of(words))


@pytest.mark.parametrize("words", [*EVERY, *[(name,) for name in sorted(SERVING)]], ids=" ".join)
def test_a_wrong_option_is_a_wrong_call(quickly, words, tmp_path):
    assert_in_words(quickly([*words, "--no-such-option"], tmp_path), codes=(2,))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_of_its_own_process_loads_what_it_needs(name, tmp_path):
    assert_in_words(run([name, "--help"], tmp_path), codes=(0,))


def test_a_locked_database_is_said_in_words(tmp_path):
    assert run(["migrate"], tmp_path)[0] == 0
    held = sqlite3.connect(tmp_path / "cxloop.db")
    held.execute("BEGIN EXCLUSIVE")
    try:
        code, said = run(["tick"], tmp_path)
    finally:
        held.close()
    assert_in_words((code, said), codes=(1,))
    assert "busy" in said


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_is_made_is_for_its_owner_alone_whatever_the_umask(tmp_path, umask):
    folder = tmp_path / "var"
    before = os.umask(umask)
    try:
        assert run(["migrate"], folder)[0] == 0
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


def arguments(words):
    """What a command wants, so that it gets as far as its work."""
    command = cxloop
    for word in words:
        command = command.get_command(click.Context(command), word)
    wanted = [
        parameter
        for parameter in command.params
        if isinstance(parameter, click.Argument) and parameter.required
    ]
    options = [
        part
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.required
        for part in (parameter.opts[0], "x")
    ]
    return GIVEN.get(words[0]) or [*["x@example.com" for _ in wanted], *options]
