"""The entrance of absences: one's own, and those of people one may act for."""

from flask import Flask, abort

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.people import absences
from cxloop.people.absences import Absence
from cxloop.people.models import User
from cxloop.people.policies import may_act_for
from cxloop.web import current

room = Entrance("away", __name__, url_prefix="/people")
ONE = f"/<int(max={2**53 - 1}):user_id>/away"
AN_ABSENCE = f"{ONE}/<int(max={2**53 - 1}):absence_id>"


def register(app: Flask) -> None:
    app.register_blueprint(room)


def known(user_id: int) -> User:
    """The person, or 404: there is none, they are gone, or it is not for the signed-in person to say."""
    person = db.session.get(User, user_id)
    if person is None or not may_act_for(current.user(), person):
        abort(404)
    return person


def theirs(user_id: int, absence_id: int) -> Absence:
    known(user_id)
    return absences.absence_of(db.session(), absence_id, user_id) or abort(404)
