"""The web server: granian with a few processes, in each the pages behind a bridge."""

import gc
import os
import resource
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from cxloop.bare import LARGEST_UPLOAD
from cxloop.config import Settings
from cxloop.serving.bridge import Bridge
from cxloop.serving.lifeline import end_with

Application = Callable[..., Iterable[bytes]]

PROCESSES, THREADS = 2, 8
STOP_SECONDS = 8
"""A request that takes longer when the server is stopped is cut off."""
CONNECTIONS = 8192
"""At once, in each process; senders that are slow cost no more than one of these."""
HEAD_MILLISECONDS = 20_000
HEAD_BYTES = 64 * 1024


def serve(settings: Settings) -> None:
    """Serve the pages until told to stop; what is loaded and warmed here is shared by all processes."""
    run(warmed(settings), settings.host, settings.port)


def run(application: Application, host: str, port: int) -> None:
    """Serve any WSGI application until told to stop."""
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    _allow_open_files()
    server = Server(
        "cxloop.serving", host, port,
        interface=Interfaces.ASGINL, http=HTTPModes.http1, websockets=False, loop=Loops.asyncio,
        workers=PROCESSES, backlog=1024, backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS, max_buffer_size=HEAD_BYTES),
        log_level=LogLevels.warning, log_dictconfig=_to_standard_error(),
        respawn_failed_workers=True, workers_kill_timeout=STOP_SECONDS,
    )  # fmt: skip
    server.serve(target_loader=partial(_bridged, os.getpid(), application), wrap_loader=False)


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
