"""Where an answer without a score comes from: the colleague who wrote it down, the interview it was said in."""

from dataclasses import dataclass

from cxloop.database import db
from cxloop.people.models import User
from cxloop.people.policies import scope_of
from cxloop.responses.interviews import queries
from cxloop.responses.interviews.models import Interview
from cxloop.responses.models import Response

TYPED = ("who", "phone", "company")


@dataclass(frozen=True)
class Origin:
    """`interview` is None where there is none, or it is not the reader's to open."""

    written_by: User | None
    interview: Interview | None
    finding_id: int | None
    called: str = ""
    """How a teller who does not see the customer named them, with the number they were told."""


def origin_of(response: Response, reader: User) -> Origin:
    """What the ticket's page says of it."""
    session = db.session()
    by = session.get(User, response.written_by_id) if response.written_by_id else None
    finding = queries.finding_of(session, response.id) if response.score is None else None
    if finding is None:
        typed = response.attributes or {}
        return Origin(by, None, None, ", ".join(typed[part] for part in TYPED if part in typed))
    interview = queries.visible(session, finding.interview_id, scope_of(reader))
    return Origin(by, interview, finding.id if interview else None)
