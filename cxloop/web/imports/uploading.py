"""The list of imports, and the door for a new file."""

from datetime import datetime
from pathlib import Path

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import imports_answers
from cxloop.responses.importing import upload
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.models import ImportJob
from cxloop.web import current, files
from cxloop.web.imports.asking import ask_for_check
from cxloop.web.imports.forms import UploadForm
from cxloop.web.imports.room import found, room

SHOWN = 50


@room.get("/imports", policy=imports_answers)
def index() -> ResponseReturnValue:
    return _index(UploadForm(), 200)


@room.post("/imports", policy=imports_answers)
def receive() -> ResponseReturnValue:
    form = UploadForm()
    file = files.chosen(form)
    if file is None:
        return _index(form, 422)
    with files.on_disk(file) as path:
        try:
            plan = _plan(path)
        except UnreadableFile as refused:
            files.refuse(form, refused)
            return _index(form, 422)
        name, by_id, at = file.filename or "", current.user().id, current.moment()
        job_id, is_decided = unit_of_work(lambda: _keep(path, name, plan, by_id, at))
    if is_decided:
        ask_for_check(job_id, plan)
    return redirect(url_for(".show", job_id=job_id))


@room.post("/imports/<int:job_id>/discard", policy=imports_answers)
def discard(job_id: int) -> ResponseReturnValue:
    found(job_id)
    unit_of_work(lambda: upload.discard(db.session(), job_id))
    return redirect(url_for(".index"))


def _plan(path: Path) -> Plan:
    """As guessed, or as somebody decided for the last file with these columns."""
    zone = str(current.company_zone())
    plan = plan_for(path, zone)
    door = upload.remembered(db.session(), plan)
    if door is None or door.mapping is None:
        return plan
    return plan_for(path, zone, upload.decisions(door))


def _keep(path: Path, name: str, plan: Plan, by_id: int, at: datetime) -> tuple[int, bool]:
    """The upload's number, and whether there is nothing to ask: somebody answered for the last file like it."""
    session = db.session()
    door = upload.remembered(session, plan)
    job = upload.keep(session, path, name, plan, by_id=by_id, at=at)
    if door is not None and plan.is_ready:
        listen.decide_reading(session, job.id, plan, door.survey, backfill_days=None, at=at)
        return job.id, True
    job.survey_id = door.survey_id if door else None
    session.flush()
    return job.id, False


def _index(form: UploadForm, status: int) -> ResponseReturnValue:
    newest = db.session.scalars(select(ImportJob).order_by(ImportJob.id.desc()).limit(SHOWN)).all()
    return render_template("imports/index.html", form=form, jobs=newest), status
