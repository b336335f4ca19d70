from flask import abort

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.models import Mailing
from cxloop.responses.models import Survey

room = Entrance("invitations", __name__)
LARGEST_ID = 2**63 - 1


def found_survey(survey_id: int) -> Survey:
    """A survey that can be asked by letter; 404 when there is none."""
    survey = db.session.get(Survey, survey_id) if survey_id <= LARGEST_ID else None
    return survey if survey and survey.metric in queries.ASKABLE else abort(404)


def found_mailing(mailing_id: int) -> Mailing:
    """The mailing of this number as it stands now; 404 when there is none."""
    found = db.session.get(Mailing, mailing_id, populate_existing=True) if mailing_id <= LARGEST_ID else None
    return found or abort(404)
