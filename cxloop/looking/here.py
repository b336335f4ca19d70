"""On this machine: names of settings, the folder, the disk, the front-end packages, the address, the queue."""

import os
import shutil
from urllib.parse import urlsplit

from cxloop.bare import ROOT
from cxloop.config import Settings
from cxloop.language import marked as _
from cxloop.looking import Finding, found, missing
from cxloop.looking.folders import loose

LEAST_FREE_MB = 500
LOCAL = {"127.0.0.1", "localhost", "::1"}
NOWHERE = {"0.0.0.0", "::"}  # noqa: S104 - listened on, but no address anybody opens


def names(settings: Settings) -> list[Finding]:
    """Names under our prefix that are no settings."""
    if not settings.unknown_names:
        return [found("settings", _("every name is known"))]
    named = ", ".join(f"CXLOOP_{name}" for name in settings.unknown_names)
    text = _("%(names)s: no setting of cxloop; see docs/operations.md, or unset it.")
    return [missing("settings", text, names=named)]


def front_end(_settings: Settings) -> list[Finding]:
    if (ROOT / "static" / "vendor" / "htmx.min.js").exists():
        return [found("front end", _("installed"))]
    return [missing("front end", _("The front-end packages are not installed: run `make setup`."))]


def folder(settings: Settings) -> list[Finding]:
    """Whether we can write where we keep everything, and nobody else can look."""
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        probe = settings.var / f".check-{os.getpid()}"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        text = _("%(folder)s cannot be written (%(why)s): give it to the user cxloop runs as.")
        return [missing("folder", text, folder=settings.var, why=error.strerror)]
    if open_to_others := loose(settings):
        text = _(
            "%(path)s may be read by others (%(count)d such): `chmod -R go-rwx %(folder)s`, or start cxloop, "
            "which does it."
        )
        return [
            missing("folder", text, path=open_to_others[0], count=len(open_to_others), folder=settings.var)
        ]
    return [found("folder", _("%(folder)s is ours alone"), folder=settings.var)]


def disk(settings: Settings) -> list[Finding]:
    where = settings.var if settings.var.exists() else settings.var.parent
    free = shutil.disk_usage(where).free // 1024**2
    if free < LEAST_FREE_MB:
        text = _("Only %(free)d MB are free: make room for at least %(least)d MB.")
        return [missing("disk", text, free=free, least=LEAST_FREE_MB)]
    return [found("disk", _("%(free)d MB free"), free=free)]


def address(settings: Settings) -> list[Finding]:
    """Whether the address in letters and alerts can be where people reach us, and whether others can read along."""
    host = urlsplit(settings.public_url).hostname or ""
    if settings.host not in LOCAL and host in LOCAL | NOWHERE:
        text = _(
            "CXLOOP_PUBLIC_URL is %(url)s, which others cannot open, although the server listens to others: "
            "set the address people use."
        )
        return [missing("address", text, url=settings.public_url)]
    if host not in LOCAL and not settings.secure:
        text = _(
            "%(url)s is without HTTPS: passwords and customers' words can be read on the way. Put a proxy "
            "with a certificate before it, and set CXLOOP_PUBLIC_URL to its https:// address."
        )
        return [missing("address", text, url=settings.public_url)]
    return [found("address", "%(url)s", url=settings.public_url)]


def queue(settings: Settings) -> list[Finding]:
    """Whether the queue answers."""
    from cxloop.jobs.queued import queue as queue_at

    try:
        waiting = queue_at(settings.queue_url).pending_count()
    except Exception as error:  # each kind of queue has errors of its own
        text = _("CXLOOP_QUEUE_URL does not answer (%(kind)s): is its server running?")
        return [missing("queue", text, kind=type(error).__name__)]
    return [found("queue", _("%(count)d tasks wait"), count=waiting)]
