"""What the import command says of a file before it stores anything: how it is read, what is asked, how to answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from cxloop.cli import lost_words
from cxloop.language import Translate
from cxloop.loop import listen
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.words import ATTRIBUTE, FIELDS, IGNORED
from cxloop.responses.models import ImportJob

HOW = "Answer with --map COLUMN=FIELD, --metric, --value TEXT=SCORE, --scale 0-10 or --dates day|month."
FIELD_NAMES = (
    f"FIELD is one of {', '.join(FIELDS)}. “{ATTRIBUTE}” keeps a column as a fact of the answer, “{IGNORED}” keeps "
    "nothing of it; several columns may be a comment."
)
MOST_SHOWN, LONGEST_SHOWN = 3, 40


def explain(plan: Plan, say: Translate) -> Iterator[str]:
    """What is read as what; stops ("?") before remarks ("note"); where it stops, what is not read."""
    for column, field in zip(plan.columns, plan.fields, strict=True):
        if field != IGNORED:
            yield f"  {column} = {field}"
    for question in plan.questions:
        yield f"  {'?' if question.blocking else 'note:'} {question.sentence(say)}"
    if not plan.is_ready:
        yield from _unread(plan)
        yield f"FIELD is one of {', '.join(FIELDS)}."


def _unread(plan: Plan) -> Iterator[str]:
    """The columns nothing is read of, with some of their values."""
    unread = [at for at, field in enumerate(plan.fields) if field == IGNORED]
    if unread:
        yield "Columns that are not read:"
    for at in unread:
        values = dict.fromkeys(row[at][:LONGEST_SHOWN] for row in plan.preview if len(row) > at and row[at])
        yield f"  “{plan.labels[at]}”: {' · '.join(list(values)[:MOST_SHOWN]) or 'empty in the first rows'}"


def open_question(job: ImportJob, plan: Plan, waves: list[str]) -> str | None:
    """What the whole file asks before any row is stored: one id for two answers, another scale; None for nothing."""
    found = job.forecast or {}
    if listen.asks_about_ids(job):
        so_far = f" Waves so far: {', '.join(waves)}." if waves else ""
        return (
            f"{_rows(found, 'others')} the id of another answer: {_shown(found, 'others')}. Is this a copy of the "
            "form that counts from 1 again (--wave NAME), or the same answers corrected (--same-ids)?"
            f"{so_far} Nothing was stored."
        )
    if listen.asks_about_twice(job):
        at = plan.position_of("external_id")
        alone = "" if at is None else f" (--map '{plan.columns[at]}={ATTRIBUTE}')"
        return (
            f"{_rows(found, 'twice')} the id of an earlier row of this file with another answer: "
            f"{_shown(found, 'twice')}. Is each an answer of its own{alone}, or does the later row correct the earlier "
            "one (--same-ids)? Nothing was stored."
        )
    if listen.asks_about_scale(job):
        found, lowest, highest = job.forecast or {}, plan.lowest, plan.highest
        outside = found["reasons"]["score_outside"]
        values = ", ".join(f"“{one['value']}”" for one in found["scores_set_aside"][:MOST_SHOWN])
        return (
            f"{outside} of {found['read']} rows hold scores outside {lowest} to {highest}: {values}. Is it another "
            f"scale (--metric, --scale LOWEST-HIGHEST), or are these to be set aside (--scale {lowest}-{highest})? "
            "Nothing was stored."
        )
    return None


def _rows(found: Mapping[str, Any], name: str) -> str:
    return f"{found[name]} row{' has' if found[name] == 1 else 's have'}"


def _shown(found: Mapping[str, Any], name: str) -> str:
    return ", ".join(f"{one['id']} (line {one['line']})" for one in found[f"{name}_shown"])


def before_it_begins(job: ImportJob) -> Iterator[str]:
    """What the dry run of this very file says would be lost."""
    lines = list(lost_words.lines(job.forecast)) if job.forecast else []
    if lines:
        yield "Before it began:"
        yield from (f"  {line}" for line in lines)
