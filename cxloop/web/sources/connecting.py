"""All platforms that call us, and connecting another."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import steers_sources
from cxloop.responses import surveys
from cxloop.responses.inbound import queries
from cxloop.responses.inbound.models import Hook
from cxloop.responses.models import Survey
from cxloop.responses.platforms import PLATFORMS
from cxloop.responses.surveys import NewSurvey
from cxloop.web import current
from cxloop.web.days import midnight
from cxloop.web.sources import once
from cxloop.web.sources.forms import NEW, ConnectForm
from cxloop.web.sources.room import room


@room.get("/sources", policy=steers_sources)
def index() -> ResponseReturnValue:
    hooks = queries.all_hooks(db.session)
    counts = queries.counts(db.session, midnight(current.moment()))
    return render_template(
        "sources/index.html", hooks=hooks, counts=counts, platforms=PLATFORMS,
        quarantined=sum(one.quarantined for one in counts.values()),
    )  # fmt: skip


@room.get("/sources/new", policy=steers_sources)
def new() -> ResponseReturnValue:
    form = ConnectForm()
    form.offer(surveys.offered(db.session()))
    return render_template("sources/new.html", form=form)


@room.post("/sources", policy=steers_sources)
def connect() -> ResponseReturnValue:
    form = ConnectForm()
    form.offer(surveys.offered(db.session()))
    survey = _chosen_survey(db.session(), form) if form.validate() else None
    if survey is None:
        return render_template("sources/new.html", form=form), 422
    platform, at, by_id = form.platform.data, current.moment(), current.user()
    key = current.settings().secret_key

    def work() -> tuple[Hook, str]:
        session = db.session()
        chosen = survey if isinstance(survey, NewSurvey) else session.get_one(Survey, survey)
        return listen.connect(
            session, platform=platform, survey=chosen, signing_secret=None, secret_key=key, by=by_id, at=at
        )

    hook, address = unit_of_work(work)
    if hook.address is None:
        once.keep(hook.source_id, address=address)
    return redirect(url_for(".show", source_id=hook.source_id))


def _chosen_survey(session: Session, form: ConnectForm) -> int | NewSurvey | None:
    return form.new_survey() if form.survey.data == NEW else int(form.survey.data)
