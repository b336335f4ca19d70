"""One upload: how its columns are read and for which survey; then what the import would do."""

from pathlib import PurePath

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import imports_answers
from cxloop.responses import surveys
from cxloop.responses.importing import upload
from cxloop.responses.importing.plan import Plan, WrongMapping, plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.spelling import plain
from cxloop.responses.models import ImportJob, Survey
from cxloop.responses.surveys import NewSurvey
from cxloop.web import current
from cxloop.web.imports.asking import ask_for_check
from cxloop.web.imports.forms import NEW, ReadingForm, UploadForm, columns, values
from cxloop.web.imports.room import found, room
from cxloop.web.imports.running import standing
from cxloop.web.imports.words import field_words, why

EXAMPLES = 3


@room.get("/imports/<int:job_id>", policy=imports_answers)
def show(job_id: int) -> ResponseReturnValue:
    job = found(job_id)
    if job.state in ("uploaded", "failed") or (job.state == "checked" and request.args.get("change")):
        plan = Plan.from_json(job.reading or {})
        form = ReadingForm(formdata=None)
        form.offer(surveys.offered(db.session(), job.survey_id))
        form.suggest(_guessed(job, plan))
        form.survey.data = str(job.survey_id) if job.survey_id else NEW
        form.date_order.data = plan.date_order
        form.quiet.data = job.backfill_days is not None
        form.backfill_days.data = 30 if job.backfill_days is None else job.backfill_days
        return _ask(job, plan, form, 200)
    can_look_again = job.state in ("done", "stopped") and job.survey_id is not None
    again = UploadForm(formdata=None) if can_look_again else None
    return render_template("imports/show.html", job=job, again=again, **standing(job))


@room.post("/imports/<int:job_id>/reading", policy=imports_answers)
def decide(job_id: int) -> ResponseReturnValue:
    job = found(job_id)
    if job.state not in ("uploaded", "failed", "checked"):
        return redirect(url_for(".show", job_id=job_id))
    before = Plan.from_json(job.reading or {})
    form = ReadingForm()
    form.offer(surveys.offered(db.session(), job.survey_id))
    if job.is_second_look:
        form.look_at(job.survey)
    if not form.validate():
        return _ask(job, before, form, 422)
    survey = _chosen_survey(form, _guessed(job, before))
    if survey is None:
        return _ask(job, before, form, 422)
    try:
        plan = _read_again(job_id, before, form, survey)
    except (WrongMapping, UnreadableFile) as refused:
        sentence = (
            refused.sentence(_) if isinstance(refused, UnreadableFile) else _("Choose the columns again.")
        )
        form.form_errors.append(sentence)
        return _ask(job, before, form, 422)
    if not plan.is_ready:
        return _ask(job, plan, form, 422)
    days = form.backfill_days.data or 0 if form.quiet.data else None
    at = current.moment()
    unit_of_work(lambda: listen.decide_reading(db.session(), job_id, plan, survey, backfill_days=days, at=at))
    ask_for_check(job_id, plan)
    return redirect(url_for(".show", job_id=job_id))


def _chosen_survey(form: ReadingForm, guessed: NewSurvey) -> Survey | NewSurvey | None:
    if form.survey.data == NEW:
        return form.new_survey(guessed)
    return db.session.get(Survey, int(form.survey.data))


def _read_again(job_id: int, before: Plan, form: ReadingForm, survey: Survey | NewSurvey) -> Plan:
    choices = Choices(
        columns(request.form, before.columns),
        survey.metric,
        survey.scale_min,
        survey.scale_max,
        form.date_order.data,
        values(request.form, before.score_values),
        sure=form.sure.data or before.sure,
        wave=before.wave,
        same_ids=before.same_ids,
    )
    with upload.on_disk(db.session(), job_id) as path:
        return plan_for(path, str(current.company_zone()), choices)


def _values(plan: Plan) -> list[dict[str, object]]:
    """The table of values: each with what it stands for so far, "" where it stands for itself."""
    sent = request.form if request.method == "POST" else {}
    rows: list[dict[str, object]] = []
    for position, (text, count) in enumerate(plan.score_values):
        known = plan.values.get(plain(text), "")
        chosen = "none" if known is None else str(known)
        rows.append({"text": text, "count": count, "chosen": sent.get(f"value-{position}", chosen)})
    return rows


def _guessed(job: ImportJob, plan: Plan) -> NewSurvey:
    """The survey this file would make, as decided before or as guessed."""
    stored = (job.reading or {}).get("survey")
    if stored:
        return NewSurvey(**stored)
    name = PurePath(job.filename).stem.replace("_", " ").replace("-", " ").strip().capitalize()
    return surveys.with_usual_thresholds(name or _("Survey"), plan.metric, plan.lowest, plan.highest)


def _ask(job: ImportJob, plan: Plan, form: ReadingForm, status: int) -> ResponseReturnValue:
    chosen = columns(request.form, plan.columns) if request.method == "POST" else {}
    rows = [
        {
            "name": name,
            "label": plan.labels[position],
            "field": chosen.get(name, plan.fields[position]),
            "examples": [row[position] for row in plan.preview if len(row) > position and row[position]][
                :EXAMPLES
            ],
        }
        for position, name in enumerate(plan.columns)
    ]
    page = render_template(
        "imports/reading.html",
        job=job,
        plan=plan,
        form=form,
        columns=rows,
        fields=field_words(),
        values=_values(plan),
        say=_,
        problem=why(job.problem) if job.problem else None,
    )
    return page, status
