"""Web and worker: together in one process group, or each alone."""

import os
import signal
import socket
import subprocess
import sys
import time
from threading import Event, Thread
from types import FrameType

import click

from cxloop import config

GRACE_SECONDS = 10


@click.command()
def web_command() -> None:
    """Serve the web application."""
    settings = config.settings()
    _refuse_busy_port(settings)
    arguments = [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{settings.host}:{settings.port}",
        "--workers", "2", "--worker-class", "gthread", "--threads", "8", "--graceful-timeout", str(GRACE_SECONDS),
        "--timeout", "60", "--keep-alive", "5", "--log-level", "warning", "--no-control-socket",
        "--preload",  # loaded once for both processes; one that was killed is back at once
    ]  # fmt: skip
    os.execv(sys.executable, arguments)  # noqa: S606 - becomes the server, so that signals reach it


@click.command()
def worker_command() -> None:
    """Run the worker: imports, alerts, and the clock's tick."""
    from cxloop.bare import bare
    from cxloop.jobs import keep_delivering, keep_reading, keep_sorting, tasks

    app = bare(config.settings())
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
    settings = config.settings()
    _refuse_busy_port(settings)
    # Our own interpreter, our own words.
    children = [subprocess.Popen([sys.executable, "-m", "cxloop", part]) for part in ("web", "worker")]  # noqa: S603

    def stop(_number: int, _frame: FrameType | None) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    click.echo(f"cxloop is on {settings.public_url}  (Ctrl-C ends it)")
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    ended = [child.returncode for child in children if child.poll() is not None]
    stop(0, None)
    for child in children:
        try:
            child.wait(GRACE_SECONDS + 2)
        except subprocess.TimeoutExpired:
            child.kill()
    raise SystemExit(max(0, *ended))


def _refuse_busy_port(settings: config.Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"{settings.host}:{settings.port} is in use ({error.strerror}). Nothing was started. "
                "End what is using it, or set CXLOOP_PORT to another number."
            ) from None
