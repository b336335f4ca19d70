"""Backups: made while everything runs, verified without a database, restored into an empty one."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic.script import ScriptDirectory

from cxloop import backups, config
from cxloop.bare import bare
from cxloop.cli.alone import alone
from cxloop.cli.migrate import FOLDER, migrate
from cxloop.clock import now

_path = click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
TOLD = {"response": "answers", "ticket": "tickets", "contact": "customers"}
_json = click.option("--json", "as_json", is_flag=True, help="For machines.")


@click.command()
@_path
@_json
def backup_command(path: Path, as_json: bool) -> None:
    """Write everything that is kept to FILE, as it is at this moment; nothing has to be stopped.

    Keep the secret key (secret.key, or CXLOOP_SECRET_KEY) somewhere else: the file has only its fingerprint.
    """
    settings = config.settings()
    with bare(settings).app_context():
        try:
            manifest = backups.made(settings, path, now())
        except FileExistsError:
            raise click.ClickException(f"{path} is there already. Nothing was written.") from None
    _say(manifest, f"{path} holds", as_json)


@click.command()
@_path
@_json
def verify_command(path: Path, as_json: bool) -> None:
    """Say whether FILE is a whole backup, and what is in it."""
    with _plain_words(), tempfile.TemporaryDirectory() as folder:
        manifest = backups.verified(path, Path(folder))
    _say(manifest, f"{path} is whole. It holds", as_json)


@click.command()
@_path
@click.option("--other-key", is_flag=True, help="Although this installation has another secret key.")
@_json
def restore_command(path: Path, other_key: bool, as_json: bool) -> None:
    """Restore FILE into the empty database that CXLOOP_DATABASE_URL names.

    Alerts that were on their way then are looked for in Slack before they are sent; letters wait on the page Messages.
    """
    settings = config.settings()
    lock = alone(settings)
    try:
        with _plain_words():
            manifest = backups.restored(settings, path, migrate, known=_revisions(), other_key=other_key)
    finally:
        os.close(lock)
    _say(manifest, "Restored:", as_json)


def _revisions() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except backups.BadBackup as bad:
        raise click.ClickException(f"That is no whole backup: {bad}. Nothing was changed.") from None
    except backups.NotRestored as why:
        raise click.ClickException(f"{why} Nothing was changed.") from None


def _say(manifest: backups.Manifest, begins: str, as_json: bool) -> None:
    if as_json:
        told = {
            "engine": manifest.engine, "revision": manifest.revision, "made_at": manifest.made_at,
            "rows": manifest.rows,
        }  # fmt: skip
        click.echo(json.dumps(told))
        return
    rows, moment = manifest.rows, manifest.made_at[:16].replace("T", " ")
    counts = ", ".join(f"{rows.get(table, 0)} {words}" for table, words in TOLD.items())
    click.echo(
        f"{begins} {counts} and {sum(rows.values())} rows in all, as of {moment} UTC"
        f" ({manifest.engine}, {manifest.revision})."
    )
