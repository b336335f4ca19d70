"""At the door of the API: who calls, whether they may, and how often they called this minute."""

from contextlib import suppress
from datetime import datetime
from threading import Lock

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from cxloop.api.entrance import v1
from cxloop.api.problems import Refusal
from cxloop.audit_log import By
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN, REGISTRY
from cxloop.people import calls, repeats, tokens
from cxloop.people.refusing import turned_away
from cxloop.people.scopes import PERSON_NEEDS, Needs
from cxloop.people.tokens import Program
from cxloop.trails import Via

LARGEST_BODY = 10 * 1024 * 1024
PATIENCE_MILLISECONDS = 1500
REALM = 'Bearer realm="cxloop"'


class Blocks:
    """What this process has reserved of each program's minute: (minute, calls left of the block, calls left after)."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[datetime, int, int]] = {}
        self._lock = Lock()

    def take(self, program: Program, at: datetime, limit: int) -> int:
        """One call; returns how many are left this minute, -1 when none was."""
        minute = calls.minute_of(at)
        left = self._from_block(program.token_id, minute)
        if left is not None:
            return left
        granted, after = _reserve(program, at, limit)
        if not granted:
            return -1
        with self._lock:
            self._held[program.token_id] = (minute, granted - 1, after)
        return granted - 1 + after

    def _from_block(self, token_id: int, minute: datetime) -> int | None:
        with self._lock:
            began, left, after = self._held.get(token_id, (minute, 0, 0))
            if began != minute or not left:
                return None
            self._held[token_id] = (began, left - 1, after)
        return left - 1 + after


BLOCKS = "cxloop-api-calls"


def register(app: Flask) -> None:
    app.extensions[BLOCKS] = Blocks()


@v1.before_request
def _check() -> ResponseReturnValue | None:
    policy = current_app.extensions[REGISTRY][request.endpoint]
    if policy is OPEN:
        return None
    at = now()
    program = _program(at)
    _count(program, at)
    if not isinstance(policy, Needs) or not policy.allows(program.scopes):
        scope = getattr(policy, "scope", "")
        said = {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'}
        _tell_refused(program, at)
        raise Refusal(403, "scope-missing", f"The token needs the scope {scope}.", headers=said)
    person = tokens.person_of(db.session(), program)
    if person is not None and not PERSON_NEEDS[policy.scope](person):
        _tell_refused(program, at)
        raise Refusal(403, "person-may-not", "Whose program this is may not do this themselves.")
    g.program, g.moment, g.person = program, at, person
    request.max_content_length = LARGEST_BODY
    return None


@v1.errorhandler(Refusal)
def _refuse(refusal: Refusal) -> Response:
    return refusal.response()


@v1.after_request
def _say_what_is_left(response: Response) -> Response:
    if "calls_left" in g:
        seconds = 60 - now().second
        response.headers["RateLimit-Policy"] = f'"minute";q={_limit()};w=60'
        response.headers["RateLimit"] = f'"minute";r={max(0, g.calls_left)};t={seconds}'
    return response


def _program(at: datetime) -> Program:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not secret:
        said = {"WWW-Authenticate": REALM}
        raise Refusal(401, "no-token", "Send a token: Authorization: Bearer cxl_…", headers=said)
    program = tokens.program_of(db.session(), secret.strip(), at)
    if program is None:
        said = {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
        raise Refusal(401, "bad-token", "Ask an administrator for a new one.", headers=said)
    if program.is_nobodys:
        said = {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
        wish = "Ask an administrator to take the program over under Listen › Programs. Nothing was changed."
        raise Refusal(401, "person-deactivated", wish, headers=said)
    return program


def _tell_refused(program: Program, at: datetime) -> None:
    by = By(program.acts_as, Via("api", f"token:{program.token_id}"))
    what = f"{request.method} {request.endpoint}"
    with suppress(DBAPIError):  # a log that cannot be written opens no door
        unit_of_work(lambda: turned_away(db.session(), what, at, by), patience=PATIENCE_MILLISECONDS)


def _count(program: Program, at: datetime) -> None:
    blocks: Blocks = current_app.extensions[BLOCKS]
    g.calls_left = blocks.take(program, at, _limit())
    if g.calls_left < 0:
        seconds = 60 - at.second
        wait = {"Retry-After": str(seconds)}
        raise Refusal(429, "too-many-calls", f"Come back in {seconds} s. Nothing was changed.", headers=wait)


def _reserve(program: Program, at: datetime, limit: int) -> tuple[int, int]:
    """The next block of calls, and a note that the token is in use.

    When the database takes no writes, calls are let in uncounted: reading must still work.
    """

    def work() -> tuple[int, int]:
        session = db.session()
        if tokens.is_stale(program, at):
            tokens.seen(session, program.token_id, at)
            calls.forget(session, at)
            repeats.forget(session, at)
        return calls.reserve(session, f"token:{program.token_id}", at, limit)

    try:
        return unit_of_work(work, patience=PATIENCE_MILLISECONDS)
    except DBAPIError:
        db.session.rollback()
        return 1, limit


def _limit() -> int:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.api_calls
