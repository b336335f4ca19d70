from ipaddress import ip_address

from flask import Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cxloop.database import db
from cxloop.entrances import OPEN, Entrance
from cxloop.people.policies import administers
from cxloop.web import current
from cxloop.web.health.checks import all_checks
from cxloop.web.health.figures import CONTENT_TYPE, exposition, figures

room = Entrance("health", __name__)
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


@room.get("/livez", policy=OPEN)
def livez() -> ResponseReturnValue:
    """The process answers; nothing else is looked at."""
    return Response("green\n", mimetype="text/plain")


@room.get("/readyz", policy=OPEN)
def readyz() -> ResponseReturnValue:
    """Green or red for everybody; what was looked at, for administrators."""
    checks = all_checks(db.session(), current.settings(), current.moment())
    is_well = all(check.is_well for check in checks)
    answer: dict[str, object] = {"colour": "green" if is_well else "red"}
    database, *_ = checks
    if database.is_well and _is_administrator():
        answer["checks"] = {check.name: {"ok": check.is_well, "found": check.found} for check in checks}
    return jsonify(answer), 200 if is_well else 503


@room.get("/metrics", policy=OPEN)
def metrics() -> ResponseReturnValue:
    """For this machine and for administrators; to everybody else it does not exist."""
    if not (_is_from_this_machine() or _is_administrator()):
        abort(404)
    return Response(exposition(figures(db.session(), current.moment())), content_type=CONTENT_TYPE)


def _is_administrator() -> bool:
    return bool(current_user.is_authenticated and administers(current_user))


def _is_from_this_machine() -> bool:
    """A proxy on this machine speaks for strangers: then it is not us who ask."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
