"""Asking the worker. A small file is checked at once; when the queue is away, the tick finds what is pending."""

import structlog
from flask import current_app

from cxloop.responses.importing.plan import Plan

SMALL = 5_000
log = structlog.get_logger()


def ask_for_check(job_id: int, plan: Plan) -> None:
    from cxloop import jobs  # a page that asks nothing loads no queue

    if plan.lines <= SMALL:
        jobs.check_import(job_id)
    else:
        _ask("check_import", job_id)


def ask_for_import(job_id: int) -> None:
    _ask("run_import", job_id)


def _ask(task: str, job_id: int) -> None:
    from cxloop import jobs

    try:
        getattr(jobs.tasks(current_app), task)(job_id)
    except Exception as error:  # the queue may be any of three; the ledger holds the wish
        log.warning("queue_away", task=task, kind=type(error).__name__)
