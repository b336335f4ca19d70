"""Web and worker: together in one process group, or each alone."""

import os
import socket
import time
from threading import Event, Thread

import click
from sqlalchemy.exc import SQLAlchemyError

from cxloop import config
from cxloop.looking.folders import tighten

GRACE_SECONDS = 10
PORT_PATIENCE_SECONDS = 2.0
"""A killed server's processes may hold the port for a moment."""

_parent = click.option(
    "--parent", type=int, hidden=True, help="End when this process is no longer the parent."
)


@click.command()
@_parent
def web_command(parent: int | None) -> None:
    """Serve the web application."""
    from cxloop.serving.lifeline import end_with
    from cxloop.serving.server import serve

    settings = config.settings()
    tighten(settings)
    if parent:
        end_with(parent)
    _refuse_busy_port(settings, PORT_PATIENCE_SECONDS + (GRACE_SECONDS if parent else 0))
    if not parent and (invites := _first_word(settings)):
        click.echo(invites)
    serve(settings)


@click.command()
@_parent
def worker_command(parent: int | None) -> None:
    """Run the worker: imports, alerts, and the clock's tick."""
    from cxloop.bare import bare
    from cxloop.jobs import keep_delivering, keep_reading, keep_sorting, tasks
    from cxloop.serving.lifeline import end_with

    if parent:
        end_with(parent)
    settings = config.settings()
    tighten(settings)
    app = bare(settings)
    consumer = tasks(app).huey.create_consumer(
        workers=2, periodic=True, initial_delay=0.05, max_delay=0.5, check_worker_health=True, flush_locks=True,
        graceful_signal="TERM",
    )  # fmt: skip
    stopped = Event()
    threads = [
        Thread(target=work, args=(app, stopped), name=work.__name__, daemon=True)
        for work in (keep_delivering, keep_reading, keep_sorting)
    ]
    for thread in threads:
        thread.start()
    try:
        consumer.run()
    finally:
        stopped.set()
        for thread in threads:
            thread.join(GRACE_SECONDS)


@click.command()
def up_command() -> None:
    """Web and worker together, in one process group; ends both on Ctrl-C."""
    from cxloop.serving import household

    settings = config.settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    tighten(settings)
    try:
        lock = household.claim(settings.var)
    except household.AlreadyUp as other:
        raise click.ClickException(
            f"cxloop is up already on {settings.var} (process {other}). Nothing was started. "
            "End that one, or set CXLOOP_VAR to another folder."
        ) from None
    _refuse_busy_port(settings, PORT_PATIENCE_SECONDS)
    click.echo(f"cxloop is on {settings.public_url}  (Ctrl-C ends it)")
    if invites := _first_word(settings):
        click.echo(invites)
    try:
        code = household.keep_up(("web", "worker"), lambda line: click.echo(line, err=True))
    finally:
        os.close(lock)
    raise SystemExit(code)


def _first_word(settings: config.Settings) -> str | None:
    """Where nobody has set anything up: the page for it, and the word that opens it."""
    from cxloop.bare import bare
    from cxloop.database import db
    from cxloop.people import first

    with bare(settings).app_context():
        try:
            needed = first.is_needed(db.session())
        except SQLAlchemyError:  # `check` and the pages say what is wrong with the database
            return None
        finally:
            db.session.remove()
            db.engine.dispose()
    word = first.word_of(settings.secret_key)
    return (
        f"Nobody has set it up yet: open {settings.public_url}/begin with the word {word}" if needed else None
    )


def _refuse_busy_port(settings: config.Settings, patience: float) -> None:
    until = time.monotonic() + patience
    while (why := _why_busy(settings)) and time.monotonic() < until:
        time.sleep(0.1)
    if why:
        raise click.ClickException(
            f"{settings.host}:{settings.port} is in use ({why}). Nothing was started. "
            "End what is using it, or set CXLOOP_PORT to another number."
        )


def _why_busy(settings: config.Settings) -> str | None:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            return error.strerror
    return None
