"""An export, from a file to answers and tickets, in this process."""

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from cxloop import config
from cxloop.audit_log import By
from cxloop.bare import bare
from cxloop.cli import compare_file, import_questions, lost_words
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.jobs import check_import, run_import
from cxloop.language import Translate, words
from cxloop.loop import listen
from cxloop.responses import surveys
from cxloop.responses.importing import upload
from cxloop.responses.importing.plan import Plan, WrongMapping, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.refusals import UnreadableFile, sentence
from cxloop.responses.models import ImportJob, ImportRow, Survey
from cxloop.responses.scoring import SCALES
from cxloop.settings.zone import company_zone


@dataclass(frozen=True)
class Wish:
    file: Path
    survey: str
    fields: dict[str, str]
    date_order: str | None
    backfill_days: int | None
    dry_run: bool
    as_json: bool
    values: dict[str, int | None]
    metric: str | None
    scale: tuple[int, int] | None
    wave: str | None
    same_ids: bool
    compare: bool = False
    apply: bool = False
    why: str | None = None


@click.command(epilog=import_questions.FIELD_NAMES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--survey", required=True, help="Key of the survey; an unknown key makes a new one.")
@click.option(
    "--map", "corrections", multiple=True, metavar="COLUMN=FIELD", help="Corrects what was guessed."
)
@click.option(
    "--dates", type=click.Choice(["day", "month"]), help="What 03/04 begins with, where no date tells."
)
@click.option(
    "--value",
    "values",
    multiple=True,
    metavar="TEXT=SCORE",
    help="What a text in the score's column stands for: Good=5; Offered= is no answer.",
)
@click.option("--metric", type=click.Choice([*SCALES, "verbatim"]), help="What a new survey measures.")
@click.option(
    "--scale", metavar="LOWEST-HIGHEST", help="The scale, as 0-10; values outside it are set aside."
)
@click.option("--wave", help="The ids of this file are those of a copy of the form: NAME it.")
@click.option("--same-ids", is_flag=True, help="Ids that come back are the same answers, corrected.")
@click.option("--backfill-days", type=click.IntRange(0), help="No alerts, and no tickets for older answers.")
@click.option("--dry-run", is_flag=True, help="Count what would happen; store nothing.")
@click.option("--compare", is_flag=True, help="Say how FILE, read anew, differs from what is stored of it.")
@click.option("--apply", is_flag=True, help="With --compare: correct what is stored.")
@click.option("--why", help="With --apply: the reason, kept with every correction.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def import_command(
    file: Path, survey: str, corrections: tuple[str, ...], dates: str | None, values: tuple[str, ...],
    metric: str | None, scale: str | None, wave: str | None, same_ids: bool, backfill_days: int | None, dry_run: bool,
    compare: bool, apply: bool, why: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Import the export FILE, every row accounted for."""
    settings = config.settings()
    if wave and same_ids:
        raise click.UsageError(
            "--wave says that the ids are new, --same-ids that they are not: give one of them."
        )
    if apply and not compare:
        raise click.UsageError("--apply corrects what --compare finds: give both.")
    if compare and (same_ids or dry_run):
        raise click.UsageError(
            "--compare knows the same answers by itself, and changes nothing without --apply."
        )
    wish = Wish(
        file, survey, _fields(corrections), dates, backfill_days, dry_run, as_json, _values(values), metric,
        _scale(scale), (wave or "").strip() or None, same_ids, compare, apply, (why or "").strip() or None,
    )  # fmt: skip
    with bare(settings).app_context():
        _import(wish, str(company_zone(db.session(), settings)), settings.language)


def _import(wish: Wish, zone: str, language: str) -> None:
    say = words(language).gettext
    known = surveys.of_key(db.session(), wish.survey)
    if known is None and wish.compare:
        raise click.ClickException(f"There is no survey {wish.survey}: nothing is stored of this file.")
    choices = _choices(wish, known)
    try:
        plan = plan_for(wish.file, zone, choices)
        door = upload.remembered(db.session(), plan)
        if known and door and door.survey_id == known.id and not wish.compare:
            before = upload.decisions(door)
            choices = replace(
                choices,
                fields={**before.fields, **wish.fields},
                date_order=wish.date_order or before.date_order,
                values={**before.values, **wish.values},
                sure=choices.sure or before.sure,
            )
            plan = plan_for(wish.file, zone, choices)
    except UnreadableFile as refused:
        raise click.ClickException(f"{refused.sentence(say)} Nothing was stored.") from None
    except WrongMapping as wrong:
        raise click.UsageError(str(wrong)) from None
    _explain(plan, known, wish, say)
    if not plan.is_ready:
        raise click.ClickException(f"{import_questions.HOW} Nothing was stored.")
    new = surveys.with_usual_thresholds(wish.survey, plan.metric, plan.lowest, plan.highest, key=wish.survey)
    job_id = unit_of_work(lambda: _keep(wish, plan, known or new))
    if wish.compare:
        compare_file.compare(job_id, apply=wish.apply, why=wish.why, as_json=wish.as_json, say=say)
        return
    check_import(job_id)
    checked = db.session.get_one(ImportJob, job_id, populate_existing=True)
    if wish.dry_run or checked.state != "checked":
        _report_dry_run(checked, wish, say)
        unit_of_work(lambda: upload.discard(db.session(), job_id))
        if checked.state != "checked":
            raise SystemExit(1)
        return
    _stop_where_it_asks(job_id, checked, plan)
    for line in import_questions.before_it_begins(checked):
        click.echo(line, err=True)
    unit_of_work(lambda: listen.start_import(db.session(), job_id, now(), By(None, "cli")))
    _report(_run(job_id, checked.rows_expected, wish), wish, say)


def _choices(wish: Wish, known: Survey | None) -> Choices:
    lowest, highest = wish.scale or (None, None)
    if known and wish.scale and wish.scale != (known.scale_min, known.scale_max):
        raise click.UsageError(f"The survey {known.key} runs from {known.scale_min} to {known.scale_max}.")
    if known and wish.metric and wish.metric != known.metric:
        raise click.UsageError(f"The survey {known.key} measures {known.metric}.")
    return Choices(
        wish.fields,
        known.metric if known else wish.metric,
        known.scale_min if known else lowest,
        known.scale_max if known else highest,
        wish.date_order,
        wish.values,
        sure=wish.scale is not None,
        wave=wish.wave,
        same_ids=wish.same_ids,
    )


def _stop_where_it_asks(job_id: int, checked: ImportJob, plan: Plan) -> None:
    """Nothing of one answer is ever written over another: an id with two answers is a question, not a guess."""
    asked = import_questions.open_question(checked, plan, listen.waves_of(db.session(), checked.survey_id))
    if asked is not None:
        unit_of_work(lambda: upload.discard(db.session(), job_id))
        raise click.ClickException(asked)


def _values(given: tuple[str, ...]) -> dict[str, int | None]:
    values: dict[str, int | None] = {}
    for one in given:
        text, found, score = one.rpartition("=")
        if not found or not text.strip() or (score.strip() and not score.strip().lstrip("-").isdigit()):
            raise click.UsageError(
                "--value wants TEXT=SCORE, for example Good=5; without a score it is no answer."
            )
        values[text.strip()] = int(score) if score.strip() else None
    return values


def _scale(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    lowest, found, highest = given.partition("-")
    if not (
        found and lowest.strip().isdigit() and highest.strip().isdigit() and int(lowest) < int(highest) <= 100
    ):
        raise click.UsageError("--scale wants LOWEST-HIGHEST, for example --scale 0-10.")
    return int(lowest), int(highest)


def _fields(corrections: tuple[str, ...]) -> dict[str, str]:
    pairs = [correction.rpartition("=") for correction in corrections]
    if any(not found for _, found, _ in pairs):
        raise click.UsageError("--map wants COLUMN=FIELD, for example --map 'Voto=score'.")
    return {column: field for column, _, field in pairs}


def _keep(wish: Wish, plan: Plan, survey: Survey | surveys.NewSurvey) -> int:
    session, at = db.session(), now()
    job = upload.keep(session, wish.file, wish.file.name, plan, by_id=None, at=at)
    if wish.compare and isinstance(survey, Survey):
        listen.look_again(session, job.id, survey, None)
    listen.decide_reading(session, job.id, plan, survey, backfill_days=wish.backfill_days, at=at)
    return job.id


def _explain(plan: Plan, known: Survey | None, wish: Wish, say: Translate) -> None:
    """On the error stream, so that `--json` stays clean on the other."""
    scale = f"{plan.metric} {plan.lowest} to {plan.highest}"
    made = f"survey {wish.survey} ({scale})" if known else f"survey {wish.survey} is new: guessed as {scale}"
    click.echo(f"{wish.file.name}: {plan.platform} export, {made}", err=True)
    for line in import_questions.explain(plan, say):
        click.echo(line, err=True)


def _run(job_id: int, rows: int, wish: Wish) -> ImportJob:
    if wish.as_json:
        return run_import(job_id)
    with click.progressbar(length=rows, label="Importing", file=sys.stderr) as bar:
        return run_import(job_id, lambda job: bar.update(job.rows_read - bar.pos))


def _report_dry_run(job: ImportJob, wish: Wish, say: Translate) -> None:
    if job.problem:
        raise click.ClickException(
            f"{sentence(job.problem['code'], job.problem['facts'], say)} Nothing was stored."
        )
    found = job.forecast or {}
    if wish.as_json:
        click.echo(json.dumps({"dry_run": True, **found}, ensure_ascii=False))
        return
    click.echo(
        f"{found['created']} new, {found['updated']} updated, {found['duplicate']} known already, "
        f"{found['rejected']} rejected, {found['tickets']} tickets would open. Nothing was stored."
    )
    for team in found["teams"]:
        click.echo(f"  {team['a_day']} a day for team {team['name']}")
    for line in lost_words.lines(found):
        click.echo(line)


def _report(job: ImportJob, wish: Wish, say: Translate) -> None:
    rows = db.session.scalars(select(ImportRow).where(ImportRow.job_id == job.id).order_by(ImportRow.line))
    rejected = [{"line": row.line, "reason": sentence(row.reason, row.facts or {}, say)} for row in rows]
    counts: dict[str, Any] = {
        "read": job.rows_read, "created": job.created, "updated": job.updated, "duplicate": job.duplicate,
        "rejected": rejected, "tickets": job.tickets,
    }  # fmt: skip
    problem = sentence(job.problem["code"], job.problem["facts"], say) if job.problem else None
    if wish.as_json:
        click.echo(json.dumps(counts | ({"problem": problem} if problem else {}), ensure_ascii=False))
    else:
        click.echo(
            f"{job.rows_read} rows read: {job.created} new, {job.updated} updated, {job.duplicate} known already, "
            f"{job.rejected} rejected; {job.tickets} tickets opened."
        )
        for row in rejected[:20]:
            click.echo(f"  line {row['line']}: {row['reason']}")
    if problem:
        raise click.ClickException(f"{problem} What was heard before that stays.")
