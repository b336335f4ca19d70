"""Pull missing: what to sign in with at the platform, how the last pull went, and asking for one now."""

from collections.abc import Mapping

import structlog
from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import pull
from cxloop.people.policies import steers_sources
from cxloop.responses.inbound.models import Hook
from cxloop.responses.platforms.pulling import PULLERS, SENTENCES
from cxloop.web import current
from cxloop.web.sources.room import found, room

LONGEST = 2000
log = structlog.get_logger()


@room.post("/sources/<int:source_id>/pull", policy=steers_sources)
def pull_missing(source_id: int) -> ResponseReturnValue:
    """Ask the worker to fetch by the platform's API what never arrived."""
    if found(source_id).credentials is None:
        flash(_("There is no API token yet, so nothing can be pulled."), "late")
        return redirect(url_for(".show", source_id=source_id))
    at = current.moment()
    unit_of_work(lambda: pull.ask(db.session(), source_id, at=at))
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
        try:
            unit_of_work(
                lambda: pull.enter_credentials(db.session(), source_id, given, secret_key=key, at=at)
            )
        except ValueError:
            flash(_("One of them is not written as such a value is. Nothing was changed."), "late")
        else:
            is_kept = any(given.values())
            flash(_("Kept, sealed. A pull follows within a minute.") if is_kept else _("Forgotten."))
            if is_kept:
                _ask_worker(source_id)
    return redirect(url_for(".show", source_id=source_id))


def pulling(hook: Hook) -> Mapping[str, object] | None:
    """What the page says of pulling; None where the platform has no API to pull from."""
    puller = PULLERS.get(hook.platform)
    if puller is None:
        return None
    code = str((hook.pull_outcome or {}).get("code", ""))
    return {
        "fields": [(one.name, one.label(_), one.secret) for one in puller.credentials],
        "is_ready": hook.credentials is not None,
        "at": hook.pulled_at,
        "outcome": _(SENTENCES[code]) if code in SENTENCES else "",
        "is_well": code in ("", "pulled"),
        "is_asked": hook.pull_asked_at is not None,
    }


def _ask_worker(source_id: int) -> None:
    """The wish is kept, so a queue that is away does no harm: the next tick finds it."""
    from cxloop import jobs

    try:
        jobs.tasks(current_app).pull_missing(source_id)
    except Exception as error:  # the queue may be any of three
        log.warning("queue_away", task="pull_missing", kind=type(error).__name__)
