"""What the clock does each minute."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from flask import current_app

from cxloop.alerts import heartbeat
from cxloop.database import db, unit_of_work
from cxloop.jobs.reading import read_inbox
from cxloop.jobs.sorting import keep_findable
from cxloop.loop import act, keep, learn, listen, verify
from cxloop.reports import rollups
from cxloop.settings import ledger
from cxloop.settings.parts import PARTS

log = structlog.get_logger()
ONE_PASS = 500
LOOKS_EVERY = 10
"""Minutes between two looks at whether a cause left its limits: they are about whole weeks."""


PASSES: dict[str, Callable[..., int]] = {
    "went_on": act.go_on_next,
    "escalated": act.escalate_next,
    "nudged": act.nudge_next,
    "recalled": act.remind_of_promises,
    "recalled_tasks": act.remind_of_tasks,
    "asked": verify.write_next,
    "expired": verify.expire_next,
    "reminded": listen.remind_next,
}
"""What is due by the clock, in this order: a wait that is over before what is late, what is late before warnings."""


def beat(at: datetime) -> None:
    """Show that the worker is alive."""
    unit_of_work(lambda: heartbeat.beat(db.session(), at))


def tick(at: datetime) -> dict[str, int]:
    """One pass of the clock: escalate the overdue, write letters that waited, close the silent; how many of each."""
    beat(at)
    read_inbox()
    if unit_of_work(lambda: rollups.follow_zone(db.session())):
        log.info("tallied_again_by_another_zone")
    begun = unit_of_work(lambda: len(ledger.begin_due(db.session(), PARTS, at)))
    went = _until_done(lambda: act.begin_and_end_absences(db.session(), at=at))
    passed = {name: _until_done(partial(_pass, work, at)) for name, work in PASSES.items()}
    keep_findable(at)
    became = audit(at)
    return {
        "begun": begun,
        "went": went,
        **passed,
        "mended": len(became.mended),
        "shown": len(became.shown),
        **_learnt(at),
    }


def _learnt(at: datetime) -> dict[str, int]:
    """What is measured, sent and noticed by itself."""
    language = current_app.config["SETTINGS"].language
    measured = _until_done(lambda: learn.measure_next(db.session(), at=at))
    sent = _until_done(lambda: learn.send_reports(db.session(), at=at))
    looks = at.minute % LOOKS_EVERY == 0
    noticed = looks and unit_of_work(lambda: learn.notice_next(db.session(), at=at, language=language))
    return {"measured": measured, "reports": sent, "noticed": int(noticed)}


def audit(at: datetime) -> keep.Settled:
    """One pass of the auditor: look without holding anybody up, then mend what is still broken."""
    looked = keep.look_for_gaps(db.session(), at)
    db.session.rollback()
    became = unit_of_work(lambda: keep.settle_gaps(db.session(), looked, at))
    for kind, count in Counter(kind for kind, _ in became.found).items():
        subjects = [subject for name, subject in became.found if name == kind]
        mended = sum(name == kind for name, _ in became.mended)
        log.warning("gaps_found", kind=kind, count=count, mended=mended, first=subjects[0])
    return became


def _pass(work: Callable[..., int], at: datetime) -> int:
    return work(db.session(), at=at, most=ONE_PASS)


def _until_done(work: Callable[[], int]) -> int:
    total = 0
    while count := unit_of_work(work):
        total += count
    return total
