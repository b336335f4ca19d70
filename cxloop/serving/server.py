"""The web server: granian with a few processes, in each the pages behind a bridge."""

import gc
import os
import resource
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from cxloop.bare import LARGEST_UPLOAD
from cxloop.config import Settings
from cxloop.serving.bridge import Bridge
from cxloop.serving.lifeline import end_with

if TYPE_CHECKING:
    from granian.server.common import AbstractServer

Application = Callable[..., Iterable[bytes]]

PROCESSES, THREADS = 2, 8
STOP_SECONDS = 8
"""A request that takes longer when the server is stopped is cut off."""
CONNECTIONS = 8192
"""At once, in each process; senders that are slow cost no more than one of these."""
HEAD_MILLISECONDS = 20_000
HEAD_BYTES = 64 * 1024
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 5.0
CALM_SECONDS = 60
"""A server that lived so long begins anew without a longer pause."""


def serve(settings: Settings) -> None:
    """Serve the pages until told to stop; what is loaded and warmed here is shared by all processes."""
    run(warmed(settings), settings.host, settings.port)


def run(application: Application, host: str, port: int) -> None:
    """Serve any WSGI application until told to stop.

    granian ends when one of its processes dies twice within seconds. What they share is loaded here, so beginning
    anew costs a moment, and somebody who ends them again and again is no reason to be away until morning.
    """
    pause = SHORTEST_PAUSE_SECONDS
    while True:
        begun, server = time.monotonic(), _server(host, port)
        try:
            server.serve(target_loader=partial(_bridged, os.getpid(), application), wrap_loader=False)
        except SystemExit:
            if not server.interrupt_children:
                raise
        lived = time.monotonic() - begun
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS) if lived < CALM_SECONDS else SHORTEST_PAUSE_SECONDS
        server.main_loop_interrupt.clear()  # the signals still end here, until the next one takes them
        if not server.interrupt_signal:
            server.main_loop_interrupt.wait(pause)
        if server.interrupt_signal:
            return


def _server(host: str, port: int) -> "AbstractServer[Any]":
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    _allow_open_files()
    return Server(
        "cxloop.serving", host, port,
        interface=Interfaces.ASGINL, http=HTTPModes.http1, websockets=False, loop=Loops.asyncio,
        workers=PROCESSES, backlog=1024, backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS, max_buffer_size=HEAD_BYTES),
        log_level=LogLevels.warning, log_dictconfig=_to_standard_error(),
        respawn_failed_workers=True, workers_kill_timeout=STOP_SECONDS,
    )  # fmt: skip


def warmed(settings: Settings) -> Application:
    """The application, with everything loaded that the first visitor would wait for."""
    from cxloop import create_app
    from cxloop.serving.warming import warm

    application = create_app(settings)
    warm(application)
    gc.collect()
    gc.freeze()  # what was loaded stays: no request has to look through it for cycles, no process copies it
    return application


def _bridged(parent: int, application: Application) -> Bridge:
    """In each process, forked from the one that loaded everything."""
    end_with(parent)
    return Bridge(application, THREADS, LARGEST_UPLOAD)


def _allow_open_files() -> None:
    """As many as the system lets us have: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 65_536
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, 65_536), hard))


def _to_standard_error() -> dict[str, Any]:
    """granian's own words where ours go."""
    return {
        "handlers": {
            "console": {
                "formatter": "generic",
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
            },
            "access": {"formatter": "access", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
        }
    }
