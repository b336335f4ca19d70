"""From an uploaded file to an import: what a person decides about it, the dry run, and the start."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cxloop.audit_log import By, record
from cxloop.loop.listen.doors import file_source, known_file_source
from cxloop.loop.listen.forecast import ForecastTerms
from cxloop.responses import surveys
from cxloop.responses.importing.metrics import is_another_scale
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.words import ATTRIBUTE, IGNORED, own_columns
from cxloop.responses.models import ImportJob, Source, Survey, UploadChunk
from cxloop.responses.surveys import NewSurvey


def decide_reading(
    session: Session,
    job_id: int,
    plan: Plan,
    survey: Survey | NewSurvey,
    *,
    backfill_days: int | None,
    at: datetime,
) -> ImportJob:
    """Keep how a file is to be read and for which survey; a dry run comes next. Nothing once it has started."""
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state in ("uploaded", "checked", "failed", "checking"):
        job.reading = plan.as_json() | ({"survey": asdict(survey)} if isinstance(survey, NewSurvey) else {})
        job.survey_id = None if isinstance(survey, NewSurvey) else survey.id
        job.backfill_days, job.rows_expected = backfill_days, plan.rows_expected
        job.state, job.moved_at, job.forecast, job.problem = "checking", at, None, None
        session.flush()
    return job


def look_again(session: Session, job_id: int, survey: Survey, look_of: ImportJob | None) -> ImportJob:
    """Make an upload a second look at what was stored of this file: it corrects, and hears only what was not read."""
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    job.is_second_look, job.survey_id = True, survey.id
    job.look_of_id = look_of.id if look_of else None
    session.flush()
    return job


def dry_run_terms(session: Session, job: ImportJob, at: datetime) -> ForecastTerms:
    """Under which the dry run counts; a survey that does not exist yet is imagined."""
    if job.survey is None:
        return ForecastTerms(
            surveys.unsaved(_new_survey(job)), None, at, job.backfill_days, mapping=job.reading
        )
    door = known_file_source(session, job.survey.id, job.reading or {})
    same = bool((job.reading or {}).get("same_ids"))
    return ForecastTerms(
        job.survey, door.id if door else None, at, job.backfill_days, door, same, job.reading
    )


def dry_run_checked(
    session: Session, job_id: int, found: dict[str, Any] | None, problem: dict[str, Any] | None
) -> ImportJob:
    """Keep what the dry run found, or why the file cannot be read to its end."""
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state == "checking":
        job.state = "failed" if problem else "checked"
        job.forecast, job.problem = found, problem
        job.rows_expected = found["read"] if found else job.rows_expected
        session.flush()
    return job


def start_import(session: Session, job_id: int, at: datetime, by: By, why: str | None = None) -> ImportJob:
    """Make the survey if it is new, remember the columns for its next file, and let the worker begin.

    `why` is kept with every answer that a second look corrects.
    """
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    found = job.forecast or {}
    if job.state != "checked" or is_asked(job) or found.get("nothing_to_do"):
        return job
    if job.is_second_look:
        job.why = why
        answers = found["corrected"] + found["misplaced"]
        record(session, "answers_corrected", at=at, **by._asdict(), file=job.id, answers=answers)
    if job.survey_id is None:
        job.survey_id = surveys.add(session, _new_survey(job), at, by).id
    reading = job.reading or {}
    source = file_source(session, job.survey_id, reading)
    left_out = len(reading["columns"]) - len(own_columns(reading["columns"]))
    source.mapping = {
        "columns": reading["columns"][left_out:], "fields": reading["fields"][left_out:],
        "date_order": reading["date_order"], "platform": reading["platform"],
        "values": reading.get("values") or {}, "wave": reading.get("wave"), "sure": reading.get("sure", False),
    }  # fmt: skip
    job.state, job.started_at, job.moved_at = "running", at, at
    session.flush()
    return job


def asks_about_ids(job: ImportJob) -> bool:
    """Whether rows have the id of another answer, and nobody has said yet what that means.

    A second look leaves those alone and asks nothing.
    """
    if job.is_second_look:
        return False
    reading = job.reading or {}
    return bool((job.forecast or {}).get("others")) and not (reading.get("wave") or reading.get("same_ids"))


def asks_about_twice(job: ImportJob) -> bool:
    """Whether the file itself gives one id to different answers, and nobody has said yet what that means."""
    said = job.is_second_look or (job.reading or {}).get("same_ids")
    return bool((job.forecast or {}).get("twice")) and not said


def asks_about_scale(job: ImportJob) -> bool:
    """Whether the whole file, not only its first rows, holds many scores outside the scale that nobody confirmed."""
    found, reading = job.forecast or {}, job.reading or {}
    if job.is_second_look or reading.get("sure"):
        return False
    return is_another_scale((found.get("reasons") or {}).get("score_outside", 0), found.get("read", 0))


def is_asked(job: ImportJob) -> bool:
    """Whether something has to be answered before rows may be stored."""
    return asks_about_ids(job) or asks_about_twice(job) or asks_about_scale(job)


def confirm_scale(session: Session, job_id: int, at: datetime) -> ImportJob:
    """Keep that the scale is right: what lies outside it is set aside, in this file and its next ones. Counts again."""
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state == "checked":
        job.reading = {**(job.reading or {}), "sure": True}
        job.state, job.moved_at, job.forecast = "checking", at, None
        session.flush()
    return job


def let_rows_stand_alone(session: Session, job_id: int, at: datetime) -> ImportJob:
    """Read each row as an answer of its own: what stood as the answers' id is kept as a fact. Counts again.

    Nothing where no column holds ids or the import has begun.
    """
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    reading = job.reading or {}
    held = reading.get("fields") or []
    if job.state == "checked" and "external_id" in held:
        alone = [ATTRIBUTE if field == "external_id" else field for field in held]
        job.reading = {**reading, "fields": alone}
        job.state, job.moved_at, job.forecast = "checking", at, None
        session.flush()
    return job


def decide_ids(session: Session, job_id: int, wave: str | None, at: datetime) -> ImportJob:
    """Keep what ids that came back mean: a wave of this name, or (None) the same answers, corrected. Counts again."""
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state == "checked":
        job.reading = {**(job.reading or {}), "wave": wave, "same_ids": wave is None}
        job.state, job.moved_at, job.forecast = "checking", at, None
        session.flush()
    return job


def keep_column(session: Session, job_id: int, position: int, field: str, at: datetime) -> ImportJob:
    """Keep what stands in a column that nothing was kept of, as a fact or as the customer's words. Counts again.

    Nothing where the column holds something already, or the import has begun.
    """
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    reading = job.reading or {}
    held = reading.get("fields") or []
    if (
        job.state == "checked"
        and field in (ATTRIBUTE, "comment")
        and position < len(held)
        and held[position] == IGNORED
    ):
        job.reading = {**reading, "fields": [*held[:position], field, *held[position + 1 :]]}
        job.state, job.moved_at, job.forecast = "checking", at, None
        session.flush()
    return job


def waves_of(session: Session, survey_id: int | None) -> list[str]:
    """The names of the waves a survey's files came in so far."""
    chosen = select(Source.mapping).where(Source.survey_id == survey_id, Source.door == "file")
    return sorted({wave for mapping in session.scalars(chosen) if (wave := (mapping or {}).get("wave"))})


def stop_import(session: Session, job_id: int, at: datetime) -> ImportJob:
    """End a running import after its present batch; what was heard stays, and the file may be uploaded again."""
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state == "running":
        job.state, job.ended_at, job.problem = "stopped", at, {"code": "stopped_by_hand", "facts": {}}
        session.execute(delete(UploadChunk).where(UploadChunk.job_id == job_id))
        session.flush()
    return job


def _new_survey(job: ImportJob) -> NewSurvey:
    stored = (job.reading or {}).get("survey") or {}
    known = {item.name for item in fields(NewSurvey)}
    return NewSurvey(**{name: value for name, value in stored.items() if name in known})
