"""Start, progress, end: every row accounted for, at any moment."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.loop.listen import known_file_source
from cxloop.people.policies import imports_answers
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.models import ImportJob, ImportRow, Source
from cxloop.web import current
from cxloop.web.downloads import taken_away
from cxloop.web.imports.asking import ask_for_check, ask_for_import
from cxloop.web.imports.look_words import look_words
from cxloop.web.imports.lost import Lost, lost
from cxloop.web.imports.rejected_rows import as_csv
from cxloop.web.imports.room import found, room
from cxloop.web.imports.words import reason_words, why

SHOWN = 20
LONGEST_WAVE = 60


@room.post("/imports/<int:job_id>/start", policy=imports_answers)
def start(job_id: int) -> ResponseReturnValue:
    found(job_id)
    at = current.moment()
    job = unit_of_work(lambda: listen.start_import(db.session(), job_id, at, current.by()))
    if job.state == "running":
        ask_for_import(job_id)
    return redirect(url_for(".show", job_id=job_id))


@room.post("/imports/<int:job_id>/ids", policy=imports_answers)
def say_what_ids_mean(job_id: int) -> ResponseReturnValue:
    """What the dry run asks: ids that came back are a wave, corrections or answers of their own; the scale is right."""
    found(job_id)
    at, wave = current.moment(), cleaned(request.form.get("wave", ""))[:LONGEST_WAVE] or None
    mean = request.form.get("mean")
    if mean == "alone":
        return _checked_again(unit_of_work(lambda: listen.let_rows_stand_alone(db.session(), job_id, at)))
    if mean == "scale":
        return _checked_again(unit_of_work(lambda: listen.confirm_scale(db.session(), job_id, at)))
    is_wave = mean != "same"
    if is_wave and wave is None:
        flash(_("Give the wave a name, for example its month."))
        return redirect(url_for(".show", job_id=job_id))
    return _checked_again(
        unit_of_work(lambda: listen.decide_ids(db.session(), job_id, wave if is_wave else None, at))
    )


def _checked_again(job: ImportJob) -> ResponseReturnValue:
    if job.state == "checking":
        ask_for_check(job.id, Plan.from_json(job.reading or {}))
    return redirect(url_for(".show", job_id=job.id))


@room.post("/imports/<int:job_id>/columns", policy=imports_answers)
def keep(job_id: int) -> ResponseReturnValue:
    """A column of which nothing was kept is kept: as a fact of the answer, or with the customer's words."""
    found(job_id)
    at, position = current.moment(), request.form.get("column", "")
    if position.isascii() and position.isdigit() and len(position) < 4:
        held = request.form.get("held", "")
        return _checked_again(
            unit_of_work(lambda: listen.keep_column(db.session(), job_id, int(position), held, at))
        )
    return redirect(url_for(".show", job_id=job_id))


@room.post("/imports/<int:job_id>/stop", policy=imports_answers)
def stop(job_id: int) -> ResponseReturnValue:
    found(job_id)
    at = current.moment()
    unit_of_work(lambda: listen.stop_import(db.session(), job_id, at))
    return redirect(url_for(".show", job_id=job_id))


@room.get("/imports/<int:job_id>/progress", policy=imports_answers)
def progress(job_id: int) -> ResponseReturnValue:
    """The part of the page that changes, asked for each second while there is work."""
    job = found(job_id)
    if not request.headers.get("HX-Request"):
        return redirect(url_for(".show", job_id=job_id))
    page = "imports/_look.html" if job.is_second_look else "imports/_standing.html"
    return render_template(page, job=job, **standing(job))


@room.get("/imports/<int:job_id>/set-aside.csv", policy=imports_answers)
def set_aside(job_id: int) -> ResponseReturnValue:
    """Every row that was set aside, with its line and reason."""
    job = found(job_id)
    rows = db.session.scalars(select(ImportRow).where(ImportRow.job_id == job_id).order_by(ImportRow.line))
    columns = (job.reading or {}).get("columns", [])
    lines = list(as_csv(columns, rows))
    return taken_away(lines, f"set-aside-{job_id}", what="rows_set_aside", subject=job_id)


def standing(job: ImportJob) -> dict[str, object]:
    """What the page says of a job: reasons with their counts, the first rows set aside, and how long is left."""
    reasons: list[tuple[str, int]] = []
    first_rows: list[tuple[int, str]] = []
    if job.rejected:
        of_job = ImportRow.job_id == job.id
        counted = select(ImportRow.reason, func.count()).where(of_job).group_by(ImportRow.reason)
        reasons = sorted(
            ((code, rows) for code, rows in db.session.execute(counted)), key=lambda row: -row[1]
        )
        rows = db.session.scalars(select(ImportRow).where(of_job).order_by(ImportRow.line).limit(SHOWN))
        first_rows = [(row.line, why({"code": row.reason, "facts": row.facts or {}})) for row in rows]
    elif job.forecast and job.state == "checked":
        reasons = list(job.forecast["reasons"].items())
        shown = [] if job.is_second_look else job.forecast.get("examples", [])
        first_rows = [(row["line"], why(row)) for row in shown]
    return {
        "reasons": [(reason_words(code), number) for code, number in reasons],
        "first_rows": first_rows,
        "left": _left(job),
        "span": _span(job),
        "door": _door(job),
        "asks_about_ids": job.state == "checked" and listen.asks_about_ids(job),
        "asks_about_scale": job.state == "checked" and listen.asks_about_scale(job),
        "asks_about_twice": job.state == "checked" and listen.asks_about_twice(job),
        "waves": listen.waves_of(db.session(), job.survey_id) if job.survey_id else [],
        "problem": why(job.problem) if job.problem else None,
        "lost": None if job.is_second_look else _lost(job),
        **(look_words(job) if job.is_second_look else {}),
    }


def _lost(job: ImportJob) -> Lost | None:
    """What the dry run says would not be kept; None where there is none to ask."""
    if job.state != "checked" or not job.forecast:
        return None
    return lost(job.forecast, (job.reading or {}).get("columns", []))


def _span(job: ImportJob) -> tuple[datetime, datetime] | None:
    """When the first and the last answer of the file were given, as the dry run found."""
    first, last = ((job.forecast or {}).get(name) for name in ("first_at", "last_at"))
    return (datetime.fromisoformat(first), datetime.fromisoformat(last)) if first and last else None


def _door(job: ImportJob) -> Source | None:
    """The door that knows files like this one; None for the first of its kind."""
    return known_file_source(db.session(), job.survey_id, job.reading or {}) if job.survey_id else None


def _left(job: ImportJob) -> timedelta | None:
    """How long the rest takes at the pace so far; None while that cannot be told."""
    if (
        job.state != "running"
        or not job.started_at
        or not job.rows_read
        or job.rows_expected <= job.rows_read
    ):
        return None
    return (current.moment() - job.started_at) * (job.rows_expected / job.rows_read - 1)
