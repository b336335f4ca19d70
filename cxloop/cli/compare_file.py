"""A second look at a file that was imported: what a better reading would correct, and the corrections."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click
from sqlalchemy import select

from cxloop.audit_log import By
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.jobs import check_import, run_import
from cxloop.language import Translate
from cxloop.loop import listen
from cxloop.responses.importing import upload
from cxloop.responses.importing.refusals import sentence
from cxloop.responses.models import ImportJob, ImportRow

CHANGED = {
    "score": "the score", "comment": "the words", "answered_at": "the moment", "person": "the person",
    "attributes": "facts", "language": "the language", "touchpoint": "the touchpoint", "stage": "the stage",
    "external_id": "the id",
}  # fmt: skip
LEFT = {"other": "somebody else's answer has this id", "later": "what we have was said later"}


def compare(job_id: int, *, apply: bool, why: str | None, as_json: bool, say: Translate) -> None:
    """Say what a second look at the kept upload finds; with `apply` correct it."""
    check_import(job_id)
    looked = db.session.get_one(ImportJob, job_id, populate_existing=True)
    if looked.problem:
        told = sentence(looked.problem["code"], looked.problem["facts"], say)
        unit_of_work(lambda: upload.discard(db.session(), job_id))
        raise click.ClickException(f"{told} Nothing was changed.")
    found = looked.forecast or {}
    is_done = apply and not found["nothing_to_do"]
    if not as_json:
        for line in _lines(found):
            click.echo(line)
    if not is_done:
        unit_of_work(lambda: upload.discard(db.session(), job_id))
        if as_json:
            click.echo(json.dumps({"compare": True, "applied": False, **found}, ensure_ascii=False))
        elif not found["nothing_to_do"]:
            click.echo("Nothing was changed: --apply corrects it.")
        return
    unit_of_work(lambda: listen.start_import(db.session(), job_id, now(), By(None, "cli"), why))
    _report(run_import(job_id), found, as_json=as_json, say=say)


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{found['read']} rows read: {found['same']} as stored, {found['corrected']} to correct, "
        f"{found['new']} to read, {found['others']} somebody else's, {found['later']} said before what is stored, "
        f"{found['rejected']} set aside."
    )
    if found["nothing_to_do"]:
        yield "Nothing to do."
    if found["changes"]:
        yield "To correct: " + ", ".join(
            f"{CHANGED[name]} {rows} ×" for name, rows in found["changes"].items()
        )
    for one in found["examples"]:
        changes = "; ".join(
            f"{CHANGED[name]}: {_shown(b)} → {_shown(a)}" for name, (b, a) in one["changes"].items()
        )
        yield f"  line {one['line']}, id {one['id']}: {changes}"
    yield from _more(found)


def _more(found: Mapping[str, Any]) -> Iterator[str]:
    """What is told where there is any of it."""
    if found["moved"]:
        yield f"{found['moved']} of them stand under another person."
    if found["read_now"]:
        yield f"{found['read_now']} of the new ones were set aside before."
    if found["misplaced"]:
        yield (
            f"{found['misplaced']} answers of another wave hold what these people said; "
            "each gets back what it said before."
        )
    for one in found["left"]:
        yield f"  line {one['line']}, id {one['id']} stays as it is: {LEFT[one['why']]}"
    if found["others"]:
        yield "If this is a copy of the form that counts from 1 again, give it a name: --wave NAME."
    if found["unexplained"]:
        yield f"{found['unexplained']} answers that came from this file are in none of its rows now; they stay."
    if found["tickets"] or found["joined"] or found["eased"]:
        yield (
            f"{found['tickets']} tickets would open, {found['joined']} answers join one, "
            f"{found['eased']} owners would be told that a score is better than it was read."
        )


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = ", ".join(f"{name}: {text}" for name, text in value.items())
    return "nothing" if value is None else f"“{value}”" if isinstance(value, str) else str(value)


def _report(job: ImportJob, found: Mapping[str, Any], *, as_json: bool, say: Translate) -> None:
    rows = db.session.scalars(select(ImportRow).where(ImportRow.job_id == job.id).order_by(ImportRow.line))
    left = [{"line": row.line, "reason": sentence(row.reason, row.facts or {}, say)} for row in rows]
    counts = {
        "corrected": job.updated, "new": job.created, "same": job.duplicate, "left": left, "tickets": job.tickets,
        "misplaced": found["misplaced"],
    }  # fmt: skip
    if as_json:
        click.echo(
            json.dumps(
                {"compare": True, "applied": True, "read": job.rows_read, **counts}, ensure_ascii=False
            )
        )
    else:
        click.echo(
            f"Corrected {job.updated} answers, read {job.created} more, left {job.duplicate} as they were; "
            f"{job.rejected} rows set aside; {job.tickets} tickets opened."
        )
    if job.problem:
        told = sentence(job.problem["code"], job.problem["facts"], say)
        raise click.ClickException(f"{told} What was corrected before that stays.")
