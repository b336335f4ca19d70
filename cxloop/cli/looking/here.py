"""On this machine: names of settings, the folder, the disk, the front-end packages, the queue."""

import os
import shutil
from urllib.parse import urlsplit

from cxloop.bare import ROOT
from cxloop.cli.looking import Finding
from cxloop.config import Settings
from cxloop.serving.folders import loose

LEAST_FREE_MB = 500
LOCAL = {"127.0.0.1", "localhost", "::1"}
NOWHERE = {"0.0.0.0", "::"}  # noqa: S104 - listened on, but no address anybody opens


def names(settings: Settings) -> list[Finding]:
    """Names under our prefix that are no settings."""
    if not settings.unknown_names:
        return [Finding("settings", True, "every name is known")]
    named = ", ".join(f"CXLOOP_{name}" for name in settings.unknown_names)
    return [
        Finding("settings", False, f"{named}: no setting of cxloop; see docs/operations.md, or unset it.")
    ]


def front_end(_settings: Settings) -> list[Finding]:
    if (ROOT / "static" / "vendor" / "htmx.min.js").exists():
        return [Finding("front end", True, "installed")]
    return [Finding("front end", False, "The front-end packages are not installed: run `make setup`.")]


def folder(settings: Settings) -> list[Finding]:
    """Whether we can write where we keep everything, and nobody else can look."""
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        probe = settings.var / f".check-{os.getpid()}"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        words = f"{settings.var} cannot be written ({error.strerror}): give it to the user cxloop runs as."
        return [Finding("folder", False, words)]
    open_to_others = loose(settings)
    if open_to_others:
        words = (
            f"{open_to_others[0]} may be read by others ({len(open_to_others)} such): "
            f"`chmod -R go-rwx {settings.var}`, or start cxloop, which does it."
        )
        return [Finding("folder", False, words)]
    return [Finding("folder", True, f"{settings.var} is ours alone")]


def disk(settings: Settings) -> list[Finding]:
    where = settings.var if settings.var.exists() else settings.var.parent
    free = shutil.disk_usage(where).free // 1024**2
    if free < LEAST_FREE_MB:
        return [
            Finding("disk", False, f"Only {free} MB are free: make room for at least {LEAST_FREE_MB} MB.")
        ]
    return [Finding("disk", True, f"{free} MB free")]


def address(settings: Settings) -> list[Finding]:
    """Whether the address in letters and alerts can be where people reach us."""
    host = urlsplit(settings.public_url).hostname or ""
    if settings.host not in LOCAL and host in LOCAL | NOWHERE:
        words = (
            f"CXLOOP_PUBLIC_URL is {settings.public_url}, which others cannot open, although the server listens to "
            "others: set the address people use."
        )
        return [Finding("address", False, words)]
    return [Finding("address", True, settings.public_url)]


def queue(settings: Settings) -> list[Finding]:
    """Whether the queue answers."""
    from cxloop.jobs.queued import queue as queue_at

    try:
        waiting = queue_at(settings.queue_url).pending_count()
    except Exception as error:  # each kind of queue has errors of its own
        words = f"CXLOOP_QUEUE_URL does not answer ({type(error).__name__}): is its server running?"
        return [Finding("queue", False, words)]
    return [Finding("queue", True, f"{waiting} tasks wait")]
