"""Pull missing: what to sign in with at the platform, how the last pull went, and asking for one now."""

import structlog
from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import steers_sources
from cxloop.responses.platforms.pulling import PULLERS
from cxloop.web import current
from cxloop.web.days import moment_on
from cxloop.web.sources.forms import FieldsForm, PullForm, SecretForm
from cxloop.web.sources.room import changed, found, room
from cxloop.web.sources.showing import page

LONGEST = 2000
log = structlog.get_logger()


@room.post("/sources/<int:source_id>/pull", policy=steers_sources)
def pull_missing(source_id: int) -> ResponseReturnValue:
    """Ask the worker to fetch by the platform's API what never arrived, and keep what becomes of old answers."""
    hook, form, at = found(source_id), PullForm(), current.moment()
    if hook.credentials is None:
        flash(_("There is no API token yet, so nothing can be pulled."), "late")
        return redirect(url_for(".show", source_id=source_id))
    if not form.validate():
        return page(hook, SecretForm(formdata=None), FieldsForm(formdata=None), 422, form)
    since = moment_on(form.since.data) if form.since.data else None
    chosen, days = form.says_days, form.days

    def work() -> None:
        if chosen:
            listen.choose_backfill(db.session(), source_id, days)
            changed(source_id, "backfill")
        listen.ask_for_pull(db.session(), source_id, at=at, since=since)

    unit_of_work(work)
    _ask_worker(source_id)
    flash(_("The worker is fetching what is missing. It appears below as it comes."))
    return redirect(url_for(".show", source_id=source_id))


@room.post("/sources/<int:source_id>/credentials", policy=steers_sources)
def enter_credentials(source_id: int) -> ResponseReturnValue:
    """Keep what pulling signs in with, sealed; nothing typed forgets it."""
    puller = PULLERS.get(found(source_id).platform)
    if puller is not None:
        given = {one.name: request.form.get(one.name, "")[:LONGEST] for one in puller.credentials}
        key, at = current.settings().secret_key, current.moment()

        def work() -> None:
            listen.enter_credentials(db.session(), source_id, given, secret_key=key, at=at)
            changed(source_id, "credentials")

        try:
            unit_of_work(work)
        except ValueError:
            flash(_("One of them is not written as such a value is. Nothing was changed."), "late")
        else:
            is_kept = any(given.values())
            flash(_("Kept, sealed. A pull follows within a minute.") if is_kept else _("Forgotten."))
            if is_kept:
                _ask_worker(source_id)
    return redirect(url_for(".show", source_id=source_id))


def _ask_worker(source_id: int) -> None:
    """The wish is kept, so a queue that is away does no harm: the next tick finds it."""
    from cxloop import jobs

    try:
        jobs.tasks(current_app).pull_missing(source_id)
    except Exception as error:  # the queue may be any of three
        log.warning("queue_away", task="pull_missing", kind=type(error).__name__)
