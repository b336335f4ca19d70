"""The stages an interview or a finding may name."""

from sqlalchemy.orm import Session

from cxloop.journey import catalogue
from cxloop.people.policies import scope_of
from cxloop.responses.interviews import queries
from cxloop.web import current
from cxloop.web.language import language


def stages_to_offer(session: Session) -> list[str]:
    """Those of the journey in its order, then what was named so far and stands nowhere."""
    circle = catalogue.circle(session)
    named = queries.stages(session, scope_of(current.user()))
    return [
        *(one.name(language()) for one in circle.stages),
        *(word for word in named if not circle.stage(word)),
    ]
