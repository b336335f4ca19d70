"""A backup that somebody else made, whole by its sums and crafted inside: refused in words, nothing is restored."""

import hashlib
import io
import json
import re
import sqlite3
import tarfile
from collections import namedtuple
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop import backups
from cxloop.backups import manifest, shape
from cxloop.backups.restoring import look_through
from cxloop.database import db
from tests.breadth import examples
from tests.cli.test_backup import call, elsewhere, kept  # noqa: F401
from tests.databases import dispose
from tests.makers import Maker

Told = namedtuple("Told", "rows revision")
SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


def parts_of(path):
    with tarfile.open(path) as tar:
        return {about.name: tar.extractfile(about).read() for about in tar}


def put_together(path, parts, told=None, *, summed=True):
    """A backup of these parts whose manifest agrees with them."""
    told = json.loads(parts["manifest.json"]) if told is None else told
    for member in told["members"] if summed else ():
        content = parts[member["name"]]
        member.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())
    with tarfile.open(path, "w") as tar:
        for name, content in {**parts, "manifest.json": json.dumps(told).encode()}.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))


@pytest.fixture
def crafted(kept, elsewhere, tmp_path):  # noqa: F811
    """`crafted(craft)` makes a backup, lets `craft(parts, told)` change it, and restores it elsewhere."""

    def restore(craft):
        path = tmp_path / "b.tar"
        assert call("backup", path).exit_code == 0
        parts = parts_of(path)
        told = json.loads(parts["manifest.json"])
        craft(parts, told)
        put_together(path, parts, told)
        elsewhere()
        done = call("restore", path)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return restore


@SQLITE
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("CREATE TABLE implant (id INTEGER)", "the table 'implant', which is not ours"),
        ("CREATE VIEW implant AS SELECT * FROM users", "the view 'implant'"),
        (
            "CREATE TRIGGER implant AFTER UPDATE ON alert BEGIN UPDATE users SET role = 'administrator'; END",
            "the trigger 'implant'",
        ),
        ("CREATE UNIQUE INDEX implant ON users (role)", "the index 'implant'"),
        ("ALTER TABLE users ADD COLUMN implant TEXT", "the table users is not as our migrations make it"),
        ("DROP TABLE setting_draft", "is missing"),
        ("DROP TRIGGER ticket_event_refuses_delete", "the trigger ticket_event_refuses_delete is missing"),
        (
            "DROP TABLE setting_draft; CREATE VIEW setting_draft AS SELECT * FROM users",
            "is missing",
        ),
        ("UPDATE alembic_version SET version_num = '0001'", "another revision than its manifest says"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM team", "that are not there"),
        ("DELETE FROM membership", "has not the"),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE users (x' WHERE name = 'users'",
            "malformed database schema",
        ),
    ],
)
def test_a_database_with_something_that_is_not_ours_is_refused_by_name(own_app, statement, said):
    with own_app.app_context():
        make = Maker()
        make.user("Olga", team=make.team("North"))
        path = db.engine.url.database
    dispose(own_app)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        ours, rows = shape.of(database), {table: count(database, table) for table in tables(database)}
        told = Told(rows, database.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        look_through(database, told, ours)
        with pytest.raises((backups.BadBackup, sqlite3.Error), match=re.escape(said)):
            look_through(spoiled(database, path, statement), told, ours)


def spoiled(database, path, statements):
    database.executescript(statements)
    database.close()
    return sqlite3.connect(path)


def tables(database):
    found = database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'alembic_version'"
    )
    return [name for (name,) in found if not name.startswith("sqlite_")]


def count(database, table):
    return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@SQLITE
@pytest.mark.parametrize("content", [b"no database, " * 1000, b""])
def test_what_is_no_database_of_ours_is_refused(crafted, content):
    done = crafted(lambda parts, _told: parts.update({"database.sqlite3": content}))
    assert (done.exit_code, "That is no whole backup" in done.output) == (1, True), done.output
    assert "Nothing was changed." in done.output


def with_our_revision(parts, told):
    parts["alembic_version.copy"] = b"0001\n"
    told["columns"]["alembic_version"], told["rows"]["alembic_version"] = ["version_num"], 1
    told["members"].append({"name": "alembic_version.copy", "size": 0, "sha256": "", "rows": 1})


@POSTGRESQL
@pytest.mark.parametrize(
    ("craft", "said"),
    [
        (lambda parts, told: parts.update({"users.copy": b"what\tis\tthis\n"}), "does not fit into our tables"),
        (lambda parts, told: parts.update({"alert.copy": b""}), "has not the"),
        (lambda parts, told: told["columns"]["users"].append("implant"), "table users is not as our migrations"),
        (lambda parts, told: told["columns"].update({"users": ['id") FROM PROGRAM']}), "that cannot be ours"),
        (with_our_revision, "alembic_version is not as our migrations"),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_or_tables_that_are_not_ours_are_refused(crafted, craft, said):
    done = crafted(craft)
    assert (done.exit_code, said in done.output) == (1, True), done.output


GOOD = {
    "engine": "sqlite", "revision": "0001", "made_at": "2026-03-10", "key_fingerprint": "0", "rows": {"users": 1},
    "columns": {}, "settings": {}, "format": 1,
    "members": [{"name": "database.sqlite3", "size": 1, "sha256": "0", "rows": None}],
}  # fmt: skip
NASTY = [
    None,
    True,
    -1,
    10**30,
    1.5,
    "x",
    "../x",
    "\0",
    [],
    [None],
    {},
    {"x": None},
    {"members": 1},
    [{"name": 1}],
]
JSON = st.sampled_from(NASTY)


@examples(60, wide=2_000)
@given(
    st.dictionaries(st.sampled_from([*GOOD, "more", "users"]), JSON, min_size=1, max_size=3),
    JSON,
    st.booleans(),
)
def test_whatever_a_manifest_says_it_is_ours_or_refused(changed, member, inside):
    told = {**GOOD, **changed}
    if inside:
        told["members"] = [{**GOOD["members"][0], "name": member}]
    try:
        found = manifest.read(json.dumps(told).encode())
    except manifest.BadBackup:
        return
    assert {type(value) for value in (found.engine, found.revision, found.made_at)} == {str}
    assert [one.name for one in found.members] == ["database.sqlite3"]


def test_a_good_manifest_is_read_and_said_twice_or_deep_it_is_not():
    body = json.dumps(GOOD)
    assert manifest.read(body.encode()).rows == {"users": 1}
    for bad in (
        body[:-1] + ', "engine": "sqlite"}',
        "[" * 100_000,
        '{"format": ' + "9" * 5_000 + "}",
        "",
        "\ufeff{}",
    ):
        with pytest.raises(backups.BadBackup):
            manifest.read(bad.encode())


def entry(name, content=b"", **facts):
    about = tarfile.TarInfo(name)
    about.size = len(content)
    for fact, value in facts.items():
        setattr(about, fact, value)
    return about, content


@pytest.mark.parametrize(
    "entries",
    [
        [entry("../../escape", b"x")],
        [entry("/etc/passwd", b"x")],
        [entry("link", type=tarfile.SYMTYPE, linkname="/etc/passwd")],
        [entry("fifo", type=tarfile.FIFOTYPE)],
        [entry("dev", type=tarfile.CHRTYPE)],
        [entry("sparse", type=tarfile.GNUTYPE_SPARSE)],
        [entry("manifest.json", b"{}"), entry("manifest.json", b"{}")],
        [entry("manifest.json", b"{}"), entry("a" * 300, b"x")],
    ],
    ids=lambda entries: entries[-1][0].name[:20],
)
def test_an_archive_with_other_things_than_plain_parts_is_refused(tmp_path, entries):
    path = tmp_path / "b.tar"
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
        for about, content in entries:
            tar.addfile(about, io.BytesIO(content))
    (tmp_path / "into").mkdir()
    with pytest.raises(backups.BadBackup):
        backups.verified(path, tmp_path / "into")
    assert list((tmp_path / "into").iterdir()) == []


@pytest.mark.parametrize("place", ["/dev/null", "/dev/zero", ".", "loop", "missing"])
def test_a_place_that_is_no_file_is_said_in_words(tmp_path, place):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    done = call("verify", tmp_path / place)
    assert done.exit_code in (1, 2)
    assert isinstance(done.exception, SystemExit), done.exception
