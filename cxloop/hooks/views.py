"""One call of a platform: believed over its raw bytes, committed, and only then answered."""

from datetime import datetime
from typing import Any

import structlog
from flask import Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from cxloop import crashpoints
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.entrances import SIGNED, Entrance
from cxloop.hooks import doubt
from cxloop.loop import listen
from cxloop.loop.listen import is_readable_call
from cxloop.responses.inbound import queries
from cxloop.responses.platforms import PLATFORMS, Platform

LARGEST_BODY = 1024 * 1024
PATIENCE_MILLISECONDS = 2000
LONGEST_HEADER = 500
COME_BACK = {"Retry-After": "30"}
log = structlog.get_logger()


class HookEntrance(Entrance):
    """Platforms prove themselves by a signature or a secret address; they have no form token."""

    csrf_exempt = True


room = HookEntrance("hooks", __name__)


@room.get("/hooks/<platform>/<address>", policy=SIGNED)
def check(platform: str, address: str) -> ResponseReturnValue:
    """Some platforms look whether somebody is there before they call; this says nothing about any source."""
    return jsonify(ready=True)


@room.post("/hooks/<platform>/<address>", policy=SIGNED)
def receive(platform: str, address: str) -> ResponseReturnValue:
    """Keep one call. 200 only after the commit; the same again is 200 with the same id."""
    request.max_content_length = LARGEST_BODY
    try:
        body = request.get_data(cache=False)
        if len(body) >= LARGEST_BODY and request.content_length is None:
            # A body in chunks ends silently at the limit; only the next read says so.
            request.stream.read(1)
    except RequestEntityTooLarge:
        return jsonify(error="The body is larger than 1 MB. Nothing was kept."), 413
    except HTTPException:
        return jsonify(error="The body did not arrive whole. Nothing was kept."), 400
    at = now()
    try:
        return _keep(platform, address, body, at)
    except SQLAlchemyError as error:
        db.session.rollback()
        log.warning(
            "hook_not_kept", platform=platform if platform in PLATFORMS else "?", kind=type(error).__name__
        )
        return _later()


def _keep(platform_key: str, address: str, body: bytes, at: datetime) -> ResponseReturnValue:
    platform = PLATFORMS.get(platform_key)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if platform and platform.only_greets(body, request.content_type, headers):
        return jsonify(ready=True)
    hook = _believed(platform, address, body, headers, at) if platform else None
    if platform is None or hook is None:
        return _refused(at)
    if hook.paused_at is not None:
        return _later()
    source_id = hook.source_id
    key = queries.dedupe_key(platform.event_id(body, request.content_type, headers), body)
    kept = {name: headers[name][:LONGEST_HEADER] for name in platform.keeps_headers if name in headers}
    content_type = (request.content_type or "")[:LONGEST_HEADER] or None
    if doubt.is_full(db.session(), source_id, at) and not is_readable_call(
        db.session(), source_id, body, content_type, kept
    ):
        return _no_room()

    def work() -> tuple[int, int]:
        found = queries.keep(
            db.session(), source_id, key, body=body, content_type=content_type, headers=kept, at=at
        )
        crashpoints.reach("hook_before_commit")
        return found

    number, repeats = unit_of_work(work, PATIENCE_MILLISECONDS)
    crashpoints.reach("hook_after_commit")
    return jsonify(id=number, repeats=repeats)


def _believed(
    platform: Platform, address: str, body: bytes, headers: dict[str, str], at: datetime
) -> Row[Any] | None:
    """The door, if it is there and this call is believed."""
    if "\0" in address:
        return None
    settings: Settings = current_app.config["SETTINGS"]
    hook = queries.hook_at(db.session, platform.key, address, at, signs=platform.signs)
    if hook is None:
        return None
    known = listen.secrets_of(hook, secret_key=settings.secret_key, at=at)
    if hook.signing_secret and not known:
        log.warning("hook_secret_lost", source=hook.source_id)
        return None  # it was sealed with another key: an unsigned call must not pass for want of it
    url = f"{settings.public_url}/hooks/{platform.key}/{address}"
    return hook if platform.believes(body, headers, known, at, url) else None


def _refused(at: datetime) -> ResponseReturnValue:
    """Always the same, so that nobody learns which sources there are."""
    if seconds := doubt.seconds_to_wait(at):
        wait = {"Retry-After": str(seconds)}
        return (
            jsonify(error="Too many calls that were not believed. Nothing was kept; come back later."),
            429,
            wait,
        )
    return jsonify(error="This call was not believed. Nothing was kept."), 401


def _no_room() -> tuple[Response, int, dict[str, str]]:
    """So much waits for a person already that this call, which cannot be read either, is left with its sender."""
    return (
        jsonify(error="Too many calls that could not be read. Nothing was kept; send it again later."),
        429,
        COME_BACK,
    )


def _later() -> tuple[Response, int, dict[str, str]]:
    """Never a 404 or 410, at which platforms give up a webhook for good."""
    return jsonify(error="Not now. Nothing was kept; send it again later."), 503, COME_BACK
