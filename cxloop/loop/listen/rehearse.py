"""Rehearse: one invented unhappy answer goes through the loop, and is taken out again with everything it made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.loop.listen.hear import Door, hear
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, Source, Survey
from cxloop.tickets.models import Ticket

NAME, ADDRESS = "Rehearsal", "rehearsal@cxloop.invalid"


@dataclass(frozen=True)
class Rehearsed:
    """What became of it: nobody where no rule asks for somebody."""

    survey: str
    score: int
    team: str | None = None
    owner: str | None = None
    """None: it would wait in the team's queue."""
    priority: str = ""
    contact_due_at: datetime | None = None
    resolution_due_at: datetime | None = None


class Rehearsal(Exception):
    """Raised with what was seen, so that the unit of work is taken back whole."""

    def __init__(self, seen: Rehearsed) -> None:
        super().__init__()
        self.seen = seen


def rehearse(session: Session, survey: Survey, *, at: datetime) -> None:
    """Let the lowest score come in by a door of its own.

    Raises:
        Rehearsal: always; who catches it outside the unit of work has changed nothing.
    """
    source = Source(survey_id=survey.id, survey=survey, door="file", name="rehearsal")
    session.add(source)
    session.flush()
    score = survey.scale_min
    answer = Heard(1, "rehearsal", score, None, at, email=ADDRESS, name=NAME)
    hear(session, [answer], Door(source, via="import", at=at))
    asked = (
        select(Ticket)
        .join(Response, Response.id == Ticket.response_id)
        .where(Response.source_id == source.id)
    )
    ticket = session.scalars(asked).first()
    if ticket is None:
        raise Rehearsal(Rehearsed(survey.name, score))
    seen = Rehearsed(
        survey.name, score, ticket.team.name, ticket.owner.name if ticket.owner else None, ticket.priority,
        ticket.contact_due_at, ticket.resolution_due_at,
    )  # fmt: skip
    raise Rehearsal(seen)
