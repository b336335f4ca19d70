"""What a person does with a source: pause, resume, renew its address or secret, choose its fields."""

import secrets

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import steers_sources
from cxloop.web import current
from cxloop.web.sources import once
from cxloop.web.sources.forms import FieldsForm, SecretForm
from cxloop.web.sources.room import changed, found, room
from cxloop.web.sources.showing import offered, page
from cxloop.web.sources.words import field_words


@room.post("/sources/<int:source_id>/pause", policy=steers_sources)
def pause(source_id: int) -> ResponseReturnValue:
    found(source_id)
    at = current.moment()

    def work() -> None:
        listen.pause_source(db.session(), source_id, at=at)
        changed(source_id, "paused")

    unit_of_work(work)
    return _back(source_id)


@room.post("/sources/<int:source_id>/resume", policy=steers_sources)
def resume(source_id: int) -> ResponseReturnValue:
    found(source_id)

    def work() -> None:
        listen.resume_source(db.session(), source_id)
        changed(source_id, "resumed")

    unit_of_work(work)
    return _back(source_id)


@room.post("/sources/<int:source_id>/address", policy=steers_sources)
def renew_address(source_id: int) -> ResponseReturnValue:
    at = current.moment()
    if found(source_id).address_hash is None:
        flash(_("This platform signs what it sends: its address is no secret and stays."), "late")
        return _back(source_id)

    def work() -> str:
        changed(source_id, "address")
        return listen.renew_address(db.session(), source_id, at=at)

    address = unit_of_work(work)
    once.keep(source_id, address=address)
    return _back(source_id)


@room.post("/sources/<int:source_id>/secret", policy=steers_sources)
def renew_secret(source_id: int) -> ResponseReturnValue:
    """Keep the secret the platform shows; without one, make one and show it once."""
    hook, form, at = found(source_id), SecretForm(), current.moment()
    if not form.validate():
        return page(hook, form, FieldsForm(formdata=None), 422)
    made = "" if form.signing_secret.data else secrets.token_urlsafe(listen.SECRET_BYTES)
    secret, key = form.signing_secret.data or made, current.settings().secret_key

    def work() -> None:
        listen.renew_secret(db.session(), source_id, secret, secret_key=key, at=at)
        changed(source_id, "secret")

    unit_of_work(work)
    if made:
        once.keep(source_id, secret=made)
    else:
        flash(_("The secret is kept, sealed. Calls signed with it are believed from now on."))
    return _back(source_id)


@room.post("/sources/<int:source_id>/fields", policy=steers_sources)
def choose_fields(source_id: int) -> ResponseReturnValue:
    hook, form = found(source_id), FieldsForm()
    offered(hook, form)
    if not form.validate():
        return page(hook, SecretForm(formdata=None), form, 422)
    kept = {
        name: value for name, value in (hook.mapping or {}).items() if name not in (*field_words(), "values")
    }
    chosen, again, by, at = kept | form.fields(), form.again.data, current.user(), current.moment()

    def work() -> int:
        listen.choose_fields(db.session(), source_id, chosen)
        changed(source_id, "fields")
        return listen.replay_calls(db.session(), source_id=source_id, by=by, at=at) if again else 0

    count = unit_of_work(work)
    read = (
        ngettext("%(num)s call is read again now.", "%(num)s calls are read again now.", count)
        if count
        else ""
    )
    flash(f"{_('The fields are kept.')} {read}".strip())
    return _back(source_id)


def _back(source_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", source_id=source_id))
