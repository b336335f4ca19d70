"""Applications on a database of their own: the shared one that is rolled back, and fresh ones that are not."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event, make_url

from cxloop import create_app
from cxloop.cli.migrate import FOLDER, alembic_config, migrate
from cxloop.config import Settings, settings
from cxloop.database import db
from cxloop.hooks.doubt import Fullness
from cxloop.people.guesses import Guesses
from tests import postgres
from tests.postgres import Postgres

ENGINES = ("sqlite", "postgresql")
KEY = "a key that is long and strange enough for tests: 7f3Qz"


class Databases:
    """Makes databases with the tables in them; the slow steps happen once a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._shared: dict[str, Flask] = {}
        self._made = 0

    @cached_property
    def postgres(self) -> Postgres:
        return Postgres()

    def settings(self, url: str, var: Path | None = None, **more: str) -> Settings:
        """Settings of a test: no outside service, a fixed key, Rome's time."""
        var = var or self.folder / "var"
        return settings(
            {
                "CXLOOP_VAR": str(var), "CXLOOP_DATABASE_URL": url, "CXLOOP_SECRET_KEY": KEY, "CXLOOP_TESTING": "1",
                "CXLOOP_TIME_ZONE": "Europe/Rome", **{f"CXLOOP_{name}": value for name, value in more.items()},
            }
        )  # fmt: skip

    def shared_app(self, engine: str) -> Flask:
        """The application whose database every test finds empty; see `rolled_back`."""
        if engine not in self._shared:
            self._shared[engine] = self.app(self.settings(self.fresh_url(engine)))
        return self._shared[engine]

    def app(self, chosen: Settings) -> Flask:
        """An application; what its templates are compiled to is shared by all applications of a run."""
        made = create_app(chosen)
        made.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(postgres.prepare_folder()))
        return made

    def fresh_url(self, engine: str) -> str:
        """A new database with empty tables, copied from a template; it keeps what is committed."""
        return self._copy(engine, self._template(engine, "empty", create_tables))

    def migrated_url(self, engine: str, revision: str | None) -> str:
        """A new database as the migrations, each run once, left it at a revision; at None there are no tables."""
        return self._copy(engine, self._migrated(engine, revision) if revision else None)

    def _migrated(self, engine: str, revision: str) -> str:
        script = ScriptDirectory(str(FOLDER)).get_revision(revision)
        before = script.down_revision
        assert before is None or isinstance(before, str)
        start = self._migrated(engine, before) if before else None
        return self._template(
            engine, f"at-{script.revision}", lambda made: migrate(made, script.revision), start
        )

    def filled_url(self, engine: str, name: str, fill: Callable[[Flask], None]) -> str:
        """A new database, copied from what `fill` once wrote into an empty one."""

        def make(made: Settings) -> None:
            app = create_app(made)
            fill(app)
            dispose(app)

        return self._copy(
            engine, self._template(engine, name, make, self._template(engine, "empty", create_tables))
        )

    def _template(
        self, engine: str, name: str, make: Callable[[Settings], object], start: str | None = None
    ) -> str:
        """What databases are copied from, made once a run."""

        def made() -> str:
            url = self._copy(engine, start, postgres.prepare_folder() / f"{name}.db")
            make(self.settings(url))
            return url

        return postgres.once(f"{engine}-{name}", made)

    def _copy(self, engine: str, template: str | None, path: Path | None = None) -> str:
        if engine == "postgresql":
            return self.postgres.url(self.postgres.create(template and make_url(template).database))
        self._made += 1
        path = path or self.folder / f"{self._made}.db"
        if template:
            shutil.copyfile(template.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Take away a database nobody is connected to, where a test makes hundreds of them."""
        if url.startswith("sqlite"):
            Path(url.removeprefix("sqlite:///")).unlink()
        else:
            self.postgres.drop(str(make_url(url).database))

    def close(self) -> None:
        for app in self._shared.values():
            dispose(app)
        if "postgres" in self.__dict__:
            self.postgres.stop()


@event.listens_for(Engine, "connect")
def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    """A test that is cut off by a power failure is run again; real processes write as everywhere."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


def create_tables(chosen: Settings) -> None:
    """As the migrations would, which tests/migrations proves, but quicker."""
    app = create_app(chosen)
    with app.app_context():
        db.create_all()
        with db.engine.connect() as connection:
            command.stamp(alembic_config(connection), "head")
    dispose(app)


def dispose(app: Flask) -> None:
    """Close every connection of the application."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def forget_what_is_counted(app: Flask) -> None:
    """Tries are counted in the memory of a process, which outlives a test."""
    for counted in app.extensions.values():
        if isinstance(counted, Guesses | Fullness):
            counted.forget()


@contextlib.contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Everything inside, its commits included, happens in one transaction that is rolled back at the end."""
    with app.app_context():
        engine = db.engines[None]
        with engine.connect() as connection:
            outer = connection.begin()
            db.engines[None] = connection  # type: ignore[assignment]
            db.session.configure(join_transaction_mode="create_savepoint")
            try:
                yield
            finally:
                db.session.remove()
                outer.rollback()
                db.engines[None] = engine
                db.session.configure(join_transaction_mode="conditional_savepoint")


@contextlib.contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements sent inside, savepoints left out."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            seen.append(statement)

    with app.app_context():
        engine = db.engines[None].engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
