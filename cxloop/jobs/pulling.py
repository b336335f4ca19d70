"""Asking a platform for what its calls did not bring."""

from functools import partial

import structlog

from cxloop.clock import now
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.jobs.reading import read_inbox
from cxloop.loop import listen
from cxloop.outward import Outward
from cxloop.outward.pulling import PullFailed, pages

log = structlog.get_logger()


def pull_missing(source_id: int, settings: Settings) -> None:
    """Ask a source's platform for what its calls did not bring; the calls go out between the units of work."""
    errand = unit_of_work(
        lambda: listen.begin_pull(db.session(), source_id, secret_key=settings.secret_key, at=now())
    )
    if errand is None:
        return
    took = listen.Took()
    outward = Outward(allowed=settings.outward_allow)
    try:
        for found in pages(errand.platform, errand.credentials, errand.wish, outward=outward, at=now()):
            took += unit_of_work(partial(listen.keep_pulled, db.session(), errand, found, at=now()))
    except PullFailed as failed:
        log.warning("pull_failed", source=source_id, reason=failed.reason, **failed.facts)
        broken = partial(
            listen.fail_pull, db.session(), errand, failed.reason, wait=failed.wait, facts=failed.facts
        )
        unit_of_work(lambda: broken(at=now()))
    else:
        unit_of_work(lambda: listen.finish_pull(db.session(), errand, took, at=now()))
    read_inbox()
