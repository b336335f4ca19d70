from flask import abort

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.responses.models import ImportJob

room = Entrance("imports", __name__)
LARGEST_ID = 2**63 - 1


def found(job_id: int) -> ImportJob:
    """The upload of this number as it stands now; 404 when there is none."""
    job = db.session.get(ImportJob, job_id, populate_existing=True) if job_id <= LARGEST_ID else None
    return job or abort(404)
