from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.people.policies import reads_intake
from cxloop.reports.intake import begin, intake
from cxloop.reports.intake_doors import WEEKS, doors, first_week
from cxloop.reports.intake_gaps import newest
from cxloop.reports.intake_rules import by_rule
from cxloop.web import current, formats
from cxloop.web.intake import places, words

room = Entrance("intake", __name__)
RULES_OF = timedelta(days=7)


@room.get("/listen", policy=reads_intake)
def index() -> ResponseReturnValue:
    session, at = db.session(), current.moment()
    arrivals = doors(session, at)
    return render_template(
        "intake/index.html",
        figures=intake(session, at),
        doors=arrivals,
        is_empty=not any(door.is_used for door in arrivals),
        weeks=[first_week(at) + timedelta(weeks=number) for number in range(WEEKS)],
        gaps=newest(session, at),
        rules=by_rule(session, begin(session, at, RULES_OF), at),
        say=formats.say(),
        places=places.places(),
        labels=words.doors(),
        gap_words=words.gap,
        subject_words=words.subject,
        subject_href=places.subject_href,
    )
