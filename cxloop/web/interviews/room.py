from flask import abort

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.people.policies import scope_of
from cxloop.responses.interviews import queries
from cxloop.responses.interviews.models import Finding, Interview, Participant
from cxloop.web import current

room = Entrance("interviews", __name__)


def visible(interview_id: int) -> Interview:
    """The interview, or 404 when it does not exist or is not this person's to see."""
    return queries.visible(db.session(), interview_id, scope_of(current.user())) or abort(404)


def participant_of(interview: Interview, participant_id: int) -> Participant:
    """Somebody who took part in it, or 404."""
    found = (person for person in interview.participants if person.id == participant_id)
    return next(found, None) or abort(404)


def finding_in(interview: Interview, finding_id: int) -> Finding:
    """A finding of it that stands, or 404."""
    return queries.finding(db.session(), interview.id, finding_id) or abort(404)
