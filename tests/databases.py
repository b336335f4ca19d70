"""Applications on a database of their own: the shared one that is rolled back, and fresh ones that are not."""

import contextlib
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from alembic import command
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from cxloop import create_app
from cxloop.cli.migrate import alembic_config
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
        self._made += 1
        if engine == "postgresql":
            return self.postgres.url(self.postgres.create(self._postgresql_template))
        path = self.folder / f"{self._made}.db"
        shutil.copyfile(self._sqlite_template, path)
        return f"sqlite:///{path}"

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self.folder / "template.db"
        create_tables(create_app(self.settings(f"sqlite:///{path}")))
        return path

    @cached_property
    def _postgresql_template(self) -> str:
        name = self.postgres.create()
        create_tables(create_app(self.settings(self.postgres.url(name))))
        return name

    def close(self) -> None:
        for app in self._shared.values():
            dispose(app)
        if "postgres" in self.__dict__:
            self.postgres.stop()


def create_tables(app: Flask) -> None:
    """As the migrations would, which tests/migrations proves, but quicker."""
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
