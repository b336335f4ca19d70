"""The button back. Signature, then the effect in one short transaction, then the answer: never before the commit."""

import json
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from cxloop.alerts.errors import DeliveryFailed
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.entrances import SIGNED, Entrance
from cxloop.people.company import company_language
from cxloop.slack.choosing import door
from cxloop.slack.clicks import Click, Outcome, click_in, press, sentence
from cxloop.slack.signature import is_signed

PATIENCE_MILLISECONDS = 1500
WHISPER_SECONDS = 0.9
LARGEST_BODY = 512 * 1024

log = structlog.get_logger()


class SlackEntrance(Entrance):
    """Slack proves itself by its signature; it has no form token."""

    csrf_exempt = True


room = SlackEntrance("slack", __name__)


@room.post("/slack/actions", policy=SIGNED)
def actions() -> ResponseReturnValue:
    """A click in Slack: 200 as soon as its effect is committed, or after a private refusal."""
    at = now()
    if not _is_from_slack(at):
        return "", 401
    payload = _object(request.form.get("payload", ""))
    if payload is None:
        return "", 400
    click = click_in(payload)
    if click is None:
        return "", 200  # a button that only opens a page, or something we never asked for
    settings = _settings()
    try:
        outcome = unit_of_work(
            lambda: press(db.session(), click, at, company_language(db.session(), settings.language)),
            PATIENCE_MILLISECONDS,
        )
    except DBAPIError as error:
        log.warning("slack_click_not_saved", reason=type(error).__name__)
        outcome = Outcome("not_saved", sentence("not_saved", settings.language))
    told = outcome.whisper is None or _whisper(settings, click, outcome.whisper)
    return ("", 503) if outcome.effect == "not_saved" and not told else ("", 200)


@room.post("/slack/events", policy=SIGNED)
def events() -> ResponseReturnValue:
    """Slack asks once whether this address is ours."""
    if not _is_from_slack(now()):
        return "", 401
    payload = _object(request.get_data())
    if payload is None:
        return "", 400
    challenge = payload.get("challenge")
    if payload.get("type") == "url_verification" and isinstance(challenge, str):
        return jsonify(challenge=challenge[:1000])
    return "", 200


def register(app: Flask) -> None:
    """Add Slack's entrances to the application."""
    app.register_blueprint(room)


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _is_from_slack(at: datetime) -> bool:
    if request.content_length is None or request.content_length > LARGEST_BODY:
        return False
    headers = request.headers
    return is_signed(
        _settings().slack_signing_secret,
        request.get_data(cache=True),
        headers.getlist("X-Slack-Request-Timestamp"),
        headers.getlist("X-Slack-Signature"),
        at,
    )


def _object(text: str | bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _whisper(settings: Settings, click: Click, text: str) -> bool:
    """Whether it was said; the click's answer cannot wait long for it."""
    slack = door(settings, now, seconds=WHISPER_SECONDS)
    try:
        slack.whisper(click.channel, click.person.user, text)
    except DeliveryFailed as failed:
        log.warning("slack_whisper_failed", code=failed.code)
        return False
    finally:
        slack.close()
    return True
