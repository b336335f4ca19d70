"""Reading a file again that was imported: the upload, and the corrections."""

from datetime import datetime
from pathlib import Path

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import imports_answers
from cxloop.responses.importing import upload
from cxloop.responses.importing.plan import Plan, WrongMapping, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.models import ImportJob
from cxloop.web import current, files
from cxloop.web.downloads import taken_away
from cxloop.web.imports.asking import ask_for_import
from cxloop.web.imports.forms import UploadForm
from cxloop.web.imports.look_words import corrections_as_csv
from cxloop.web.imports.room import found, room
from cxloop.web.imports.running import standing

LONGEST_REASON = 500


@room.post("/imports/<int:job_id>/again", policy=imports_answers)
def again(job_id: int) -> ResponseReturnValue:
    """The same file once more, to be compared with what was stored of it; nothing is heard and nothing changed yet."""
    before = found(job_id)
    if before.state not in ("done", "stopped") or before.survey is None:
        return redirect(url_for(".show", job_id=job_id))
    form = UploadForm()
    file = files.chosen(form)
    if file is None:
        return _refused(before, form)
    with files.on_disk(file) as path:
        try:
            plan = _plan(path, before)
        except UnreadableFile as refused:
            files.refuse(form, refused)
            return _refused(before, form)
        name, by_id, at = file.filename or "", current.user().id, current.moment()
        look_id = unit_of_work(lambda: _keep(path, name, plan, before, by_id, at))
    return redirect(url_for(".show", job_id=look_id))


@room.post("/imports/<int:job_id>/corrections", policy=imports_answers)
def correct(job_id: int) -> ResponseReturnValue:
    """Correct what the second look found, for a reason that every answer keeps."""
    if not found(job_id).is_second_look:
        return redirect(url_for(".show", job_id=job_id))
    at, why = current.moment(), cleaned(request.form.get("why", ""))[:LONGEST_REASON] or None
    job = unit_of_work(lambda: listen.start_import(db.session(), job_id, at, current.by(), why))
    if job.state == "running":
        ask_for_import(job_id)
    return redirect(url_for(".show", job_id=job_id))


@room.get("/imports/<int:job_id>/corrections.csv", policy=imports_answers)
def corrections(job_id: int) -> ResponseReturnValue:
    """Every answer that a file changed, with what it said before."""
    found(job_id)
    return taken_away(corrections_as_csv(job_id), f"corrections-{job_id}", what="corrections", subject=job_id)


def _plan(path: Path, before: ImportJob) -> Plan:
    """As the file is guessed now, on the scale of its survey and in the wave it came in."""
    survey, reading = before.survey, before.reading or {}
    assert survey is not None  # noqa: S101 - the caller has looked
    choices = Choices(
        {}, survey.metric, survey.scale_min, survey.scale_max, reading.get("date_order"),
        reading.get("values") or {}, wave=reading.get("wave"),
    )  # fmt: skip
    try:
        return plan_for(path, str(current.company_zone()), choices)
    except WrongMapping:  # nothing was mapped
        abort(404)


def _keep(path: Path, name: str, plan: Plan, before: ImportJob, by_id: int, at: datetime) -> int:
    session = db.session()
    job = upload.keep(session, path, name, plan, by_id=by_id, at=at)
    looked_at = before
    while looked_at.is_second_look and looked_at.look_of_id:
        looked_at = session.get_one(ImportJob, looked_at.look_of_id)
    survey = before.survey
    assert survey is not None  # noqa: S101 - the caller has looked
    listen.look_again(session, job.id, survey, looked_at)
    return job.id


def _refused(job: ImportJob, form: UploadForm) -> ResponseReturnValue:
    return render_template("imports/show.html", job=job, again=form, **standing(job)), 422
