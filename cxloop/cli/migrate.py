"""Bringing the database to the shape this version of the code expects."""

import json
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url

import cxloop.database  # noqa: F401 - its listeners make SQLite begin a transaction, so that a migration is all or nothing
from cxloop import config
from cxloop.secrets import derived
from cxloop.trails.keys import PURPOSE

FOLDER = Path(__file__).parents[2] / "migrations"


@click.command()
@click.option("--to", default="head", help="The revision to go to, as 0001; base is an empty database.")
@click.option(
    "--yes", is_flag=True, help="Go back without asking, though that may delete columns and tables."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def migrate_command(to: str, yes: bool, as_json: bool) -> None:
    """Bring the database to the newest revision, or to the one named."""
    settings = config.settings()
    try:
        if goes_back(settings, to) and not yes:
            click.confirm("Going back may delete what newer tables and columns hold. Go back?", abort=True)
        before, after = migrate(settings, to)
    except CommandError as refused:
        raise click.ClickException(f"{refused}. Nothing was changed.") from None
    if as_json:
        click.echo(json.dumps({"from": before, "to": after}))
    else:
        click.echo(f"The database was at {before or 'nothing'} and is at {after or 'nothing'}.")


def migrate(settings: config.Settings, to: str = "head") -> tuple[str | None, str | None]:
    """Go up or down to a revision, all of it or nothing; returns the revisions before and after.

    Raises:
        alembic.util.CommandError: there is no such revision, or the database is newer than this code.
    """
    engine = _engine(settings)
    try:
        with engine.connect() as connection:
            before = revision_of(connection)
            connection.rollback()
            move = command.downgrade if goes_back(settings, to) else command.upgrade
            move(alembic_config(connection, trail_key=derived(settings.secret_key, PURPOSE)), to)
        with engine.connect() as connection:
            return before, revision_of(connection)
    finally:
        engine.dispose()


def goes_back(settings: config.Settings, to: str) -> bool:
    """Whether the revision is an earlier one than the database is at."""
    engine = _engine(settings)
    with engine.connect() as connection:
        at = revision_of(connection)
    engine.dispose()
    if at is None or to in ("head", "heads", at):
        return False
    earlier = [script.revision for script in ScriptDirectory(str(FOLDER)).iterate_revisions(at, "base")]
    return to == "base" or to in earlier


def _engine(settings: config.Settings) -> Engine:
    """Connects to the database; the folder of one in a file is made when it is not there."""
    url = make_url(settings.database_url)
    if url.drivername == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    return create_engine(url, poolclass=NullPool)


def revision_of(connection: Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def alembic_config(connection: Connection | None = None, **attributes: object) -> Config:
    """What migrations/env.py needs; there is no ini file."""
    made = Config(attributes={"connection": connection, **attributes})
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("path_separator", "os")
    return made
