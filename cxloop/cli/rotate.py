"""Another secret key, in an order that survives being killed: a file has the new one before anything is sealed with it.

`secret.key.next` holds it; the database goes over in one transaction; then the file takes its place, or the operator
does what only they can. Called again after a kill, it goes on where it stopped.
"""

import json
import os
from dataclasses import asdict, replace
from pathlib import Path

import click

from cxloop import config
from cxloop.alerts import heartbeat
from cxloop.audit_log import By
from cxloop.bare import bare
from cxloop.cli.alone import alone
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.crashpoints import reach
from cxloop.database import db, unit_of_work
from cxloop.loop import keep
from cxloop.loop.keep import Rotated
from cxloop.secrets import CannotUnseal


@click.command()
@click.option(
    "--end-links", is_flag=True, help="Links in letters that have left end too: the old key has leaked."
)
@click.option(
    "--although-running", is_flag=True, help="Whatever the signs of life say: nothing of cxloop runs."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def rotate_command(end_links: bool, although_running: bool, as_json: bool) -> None:
    """Give this installation another secret key.

    Everybody signs in again; links in letters that have left work on for their life; trails, sources and what pulling
    signs in with stay. Stop cxloop first.
    """
    settings = config.settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    lock = None if although_running else alone(settings)
    try:
        new = _next_key(settings)
        with bare(settings).app_context():
            if not although_running:
                _refuse_if_alive()
            done = _changed(settings, new, keeps_links=not end_links)
        if not settings.is_key_given:
            reach("rotate_before_file")
            _following(settings).replace(settings.var / config.KEY_FILE)
    finally:
        if lock is not None:
            os.close(lock)
    _anchor(replace(settings, secret_key=new))
    _say(settings, done, as_json, keeps_links=not end_links)


def _refuse_if_alive() -> None:
    last = heartbeat.last_beat(db.session())
    if not heartbeat.is_dead(last, now()):
        raise click.ClickException(
            f"A worker was at work at {last:%H:%M:%S} UTC, and would keep the old key: stop it, wait two minutes, "
            "or say --although-running. Nothing was changed."
        )


def _following(settings: Settings) -> Path:
    return settings.var / f"{config.KEY_FILE}.next"


def _next_key(settings: Settings) -> str:
    """The key of a change that was interrupted, else a new one; it is safe in its file before it is used."""
    path = _following(settings)
    if path.exists():
        found = path.read_text().strip()
        if found and found != settings.secret_key:
            return found
        path.unlink()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        made = config.new_key()
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    return made


def _changed(settings: Settings, new: str, *, keeps_links: bool) -> Rotated | None:
    """What was changed; None when the database had gone over before."""
    if keep.is_kept_under(db.session(), new):
        return None
    old, at, by = settings.secret_key, now(), By(None, "cli")

    def work() -> Rotated:
        return keep.rotate_key(db.session(), old=old, new=new, at=at, by=by, keeps_links=keeps_links)

    try:
        return unit_of_work(work)
    except CannotUnseal:
        _following(settings).unlink()
        raise click.ClickException(
            "This database was written with another secret key than the present one: set the right one and call again. "
            "Nothing was changed."
        ) from None


def _anchor(settings: Settings) -> None:
    from cxloop.jobs import anchor

    with bare(settings).app_context():
        anchor(settings, now(), daily=False)


def _say(settings: Settings, done: Rotated | None, as_json: bool, *, keeps_links: bool) -> None:
    where = str(_following(settings)) if settings.is_key_given else None
    if as_json:
        told = asdict(done) if done else {}
        click.echo(json.dumps({"changed": done is not None, **told, "new_key_in": where}))
        return
    if done is None:
        click.echo("The database has the new key already; a change that was interrupted is ended.")
    else:
        click.echo(
            f"The secret key is another one. {done.sessions} sessions ended, {done.resealed} secrets were "
            "sealed again. Links in letters that have left "
            + ("work on." if keeps_links else "end: their pages say so.")
        )
        if done.unreadable:
            click.echo(
                f"{done.unreadable} secrets could not be opened with the old key either: enter them again."
            )
    if where:
        click.echo(f"Now set CXLOOP_SECRET_KEY to what is in {where}, start cxloop, and delete that file.")
