"""A backup made while others write is whole, is refused when it is not, and restored it is the same company."""

import json
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from cxloop import config
from cxloop.accounts.models import Account
from cxloop.alerts.models import Alert
from cxloop.bare import bare
from cxloop.cli import audit, backup, cxloop
from cxloop.config import KEY_FILE
from cxloop.database import Base, db, unit_of_work
from cxloop.people.models import User
from tests.databases import KEY, dispose
from tests.makers import AT, Maker


def call(*arguments):
    return CliRunner().invoke(cxloop, [str(one) for one in arguments])


@pytest.fixture
def kept(own_app, monkeypatch):
    """An installation with a company in it; its commands use it."""
    settings = own_app.config["SETTINGS"]
    settings.var.mkdir(parents=True, exist_ok=True)
    (settings.var / KEY_FILE).write_text(KEY)
    monkeypatch.delenv("CXLOOP_SECRET_KEY")
    monkeypatch.setenv("CXLOOP_VAR", str(settings.var))
    monkeypatch.setenv("CXLOOP_DATABASE_URL", settings.database_url)
    made = []

    def another(chosen):
        while made:
            dispose(made.pop())
        made.append(bare(chosen))
        return made[-1]

    for command in (backup, audit):
        monkeypatch.setattr(command, "bare", another)
    with own_app.app_context():
        make = Maker()
        north = make.team("North")
        olga = make.user("Olga", team=north)
        make.reached(make.ticket(2, owner=olga), olga)
    yield own_app
    for app in made:
        dispose(app)


@pytest.fixture
def elsewhere(databases, engine_name, tmp_path, monkeypatch):
    """Another installation with an empty database, which the commands that follow use."""
    var = tmp_path / "elsewhere"
    var.mkdir()
    (var / KEY_FILE).write_text(KEY)
    url = databases.fresh_url(engine_name)

    def move():
        monkeypatch.setenv("CXLOOP_VAR", str(var))
        monkeypatch.setenv("CXLOOP_DATABASE_URL", url)
        return var

    return move


def counts(app):
    with app.app_context():
        rows = {
            table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
        db.session.remove()
    return rows


def test_a_restored_company_is_the_same_and_goes_on(kept, elsewhere, tmp_path):
    path = tmp_path / "monday.tar"
    said = call("backup", path)
    assert said.exit_code == 0, said.output
    assert path.stat().st_mode & 0o777 == 0o600
    assert KEY.encode() not in path.read_bytes()
    assert "is whole" in call("verify", path).output
    assert "is there already" in call("backup", path).output
    before = counts(kept)
    elsewhere()
    restored = call("restore", path, "--json")
    assert restored.exit_code == 0, restored.output
    assert json.loads(restored.output)["rows"]["ticket"] == 1
    app = bare(config.settings())
    assert counts(app) == before
    with app.app_context():
        unit_of_work(lambda: Maker().user("Nina"))
        assert db.session.query(User).filter_by(name="Nina").one().id not in {1}
    dispose(app)
    assert "as it was written" in call("audit", "verify").output


def test_what_was_on_its_way_is_not_sent_blindly_a_second_time(kept, elsewhere, tmp_path):
    with kept.app_context():
        waiting = db.session.scalars(select(Alert).where(Alert.state == "pending")).all()
        letter = Alert(
            delivery_id="0" * 32, kind="question", subject="ticket:1", step=9, via="mail", recipient="contact:1",
            channel="mail", not_before=AT, created_at=AT,
        )  # fmt: skip
        db.session.add(letter)
        db.session.commit()
        assert waiting
    call("backup", tmp_path / "b.tar")
    elsewhere()
    assert call("restore", tmp_path / "b.tar").exit_code == 0
    app = bare(config.settings())
    with app.app_context():
        found = db.session.scalars(select(Alert)).all()
        assert {(one.via, one.state, one.in_doubt) for one in found} == {
            ("slack", "pending", True),
            ("mail", "dead", False),
        }
    dispose(app)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda body: body[: len(body) // 2], "cannot be read"),
        (lambda body: body.replace(b"Olga", b"Olgo"), "was changed or damaged"),
        (lambda _body: b"", "That is no whole backup"),
        (lambda _body: b"Dear customer, " * 1000, "That is no whole backup"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_and_nothing_is_changed(kept, elsewhere, tmp_path, spoil, said):
    path = tmp_path / "b.tar"
    call("backup", path)
    path.write_bytes(spoil(path.read_bytes()))
    assert said in call("verify", path).output
    elsewhere()
    refused = call("restore", path)
    assert (refused.exit_code, "Traceback" in refused.output) == (1, False)
    assert said in refused.output


def test_nothing_is_written_over_and_another_key_is_named(kept, elsewhere, tmp_path):
    path = tmp_path / "b.tar"
    call("backup", path)
    assert "is not overwritten" in call("restore", path).output
    var = elsewhere()
    (var / KEY_FILE).write_text("another-secret-key-0123456789-abcdefghijklmnop")
    assert "another secret key" in call("restore", path).output
    assert call("restore", path, "--other-key").exit_code == 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_backup_of_another_engine_is_refused_by_name(kept, tmp_path, monkeypatch):
    path = tmp_path / "b.tar"
    call("backup", path)
    monkeypatch.setenv("CXLOOP_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert "The backup is of sqlite" in call("restore", path).output


@contextmanager
def writing(app):
    """While a thread writes companies; how many were committed so far."""
    stop, written = threading.Event(), [0]

    def write():
        with app.app_context():
            while not stop.is_set():
                name = f"Company {written[0]}"
                unit_of_work(
                    lambda name=name: db.session.add(Account(name=name, name_key=name, created_at=AT))
                )
                written[0] += 1

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        yield written
    finally:
        stop.set()
        thread.join()


def backed_up(path: Path) -> int:
    """How many companies are in the backup that is made now."""
    said = call("backup", path, "--json")
    assert said.exit_code == 0, said.output
    assert call("verify", path).exit_code == 0
    return json.loads(said.output)["rows"]["account"]


def test_what_was_committed_before_is_in_it_though_others_write(kept, tmp_path):
    with writing(kept) as written:
        for number in range(2):
            before = written[0]
            assert backed_up(tmp_path / f"{number}.tar") >= before


@pytest.mark.campaign
@pytest.mark.timeout(7200)
def test_a_hundred_backups_while_others_write_and_a_hundred_restores(
    kept, databases, engine_name, tmp_path, monkeypatch
):
    paths = {}
    with writing(kept) as written:
        for number in range(100):
            before, path = written[0], tmp_path / f"{number}.tar"
            paths[path] = backed_up(path)
            assert paths[path] >= before
    for path, companies in paths.items():
        url = databases.fresh_url(engine_name)
        monkeypatch.setenv("CXLOOP_DATABASE_URL", url)
        restored = call("restore", path)
        assert restored.exit_code == 0, restored.output
        app = bare(config.settings())
        assert counts(app)["account"] == companies
        assert "as it was written" in call("audit", "verify").output
        dispose(app)
        databases.drop(url)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_backup_of_newer_code_is_refused_before_anything_is_written(kept, elsewhere, tmp_path, monkeypatch):
    path = tmp_path / "b.tar"
    call("backup", path)
    monkeypatch.setattr(backup, "_revisions", lambda: {"0001"})
    var = elsewhere()
    assert "which this code does not have" in call("restore", path).output
    assert not list(var.glob("*.db"))
