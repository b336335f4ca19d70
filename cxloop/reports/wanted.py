"""What a report is about besides its days: what its reader may see, and the filters of its address.

Team and tier are those of the day the ticket was opened. An answer belongs to the team of its survey; the tier of whom
it came from is not kept with it.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from cxloop.database import company_zone, local_day
from cxloop.journey.catalogue import circle
from cxloop.journey.circle import Circle
from cxloop.reports.models import DailyAnswers
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket

Said = tuple[int, str | None, str | None]
"""A survey, and what its answers said of touchpoint and stage."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """None: all of them. `said` are the words that mean the place; `prepared` finds them."""

    sees: frozenset[int] | None = None
    """The teams whose customers the reader may read of."""
    team: int | None = None
    survey: int | None = None
    tier: str | None = None
    place: str | None = None
    """The key of a stage of the journey, or of a touchpoint."""
    said: frozenset[Said] = frozenset()
    names: bool = True
    """Whether the reader may read what customers are called."""

    @property
    def teams(self) -> frozenset[int] | None:
        if self.team is None:
            return self.sees
        return frozenset({self.team}) & (frozenset({self.team}) if self.sees is None else self.sees)

    @property
    def is_everything(self) -> bool:
        return self == EVERYTHING

    def of_tickets(self) -> ColumnElement[bool]:
        conditions: list[ColumnElement[bool]] = [true()]
        if self.teams is not None:
            conditions.append(opened_team().in_(sorted(self.teams)))
        if self.survey is not None:
            conditions.append(Ticket.survey_id == self.survey)
        if self.tier is not None:
            conditions.append(Ticket.opened_tier == self.tier)
        if self.place is not None:
            answer = aliased(Response)
            conditions.append(exists().where(answer.id == Ticket.response_id, self._says_so(answer)))
        return and_(*conditions)

    def of_answers(self) -> ColumnElement[bool]:
        """Of Response."""
        return and_(self.of_surveys(Response.survey_id), self._says_so(Response) if self.place else true())

    def of_surveys(self, survey_id: Any) -> ColumnElement[bool]:
        conditions: list[ColumnElement[bool]] = [true()]
        if self.teams is not None:
            conditions.append(survey_id.in_(select(Survey.id).where(Survey.team_id.in_(sorted(self.teams)))))
        if self.survey is not None:
            conditions.append(survey_id == self.survey)
        return and_(*conditions)

    def _says_so(self, answer: Any) -> ColumnElement[bool]:
        return or_(
            answer.id.is_(None),
            *(
                and_(
                    answer.survey_id == survey_id,
                    answer.touchpoint.is_not_distinct_from(touchpoint),
                    answer.stage.is_not_distinct_from(stage),
                )
                for survey_id, touchpoint, stage in sorted(self.said, key=str)
            ),
        )


EVERYTHING = Wanted()


def opened_team() -> ColumnElement[int]:
    """Whose the ticket was when it was opened; of one from before that was kept, whose it is."""
    return func.coalesce(Ticket.opened_team_id, Ticket.team_id)


def prepared(session: Session, wanted: Wanted) -> Wanted:
    """With the words by which answers name the place it asks for."""
    if wanted.place is None:
        return wanted
    journey = circle(session)
    said = {one for one in said_anywhere(session) if wanted.place in places_of(journey, one, session)}
    return replace(wanted, said=frozenset(said))


def said_anywhere(session: Session) -> list[Said]:
    """Every way in which answers of each survey name a touchpoint and a stage."""
    rows = session.execute(select(Response.survey_id, Response.touchpoint, Response.stage).distinct())
    return [(row[0], row[1], row[2]) for row in rows]


def places_of(journey: Circle, said: Said, session: Session) -> tuple[str, ...]:
    """The keys of the stage and the touchpoint meant: the answer's own words before its survey's."""
    survey = session.get(Survey, said[0])
    of_survey = (survey.touchpoint, survey.stage) if survey else (None, None)
    stage = journey.stage_of((said[1], said[2]), of_survey)
    touchpoint = journey.touchpoint(said[1]) or (journey.touchpoint(of_survey[0]) if not said[1] else None)
    return tuple(one.key for one in (stage, touchpoint) if one)


def daily(session: Session, wanted: Wanted) -> FromClause:
    """Answers by survey, day and score: the tallies where they know what is asked for, else the answers themselves."""
    if wanted.place is None:
        table = DailyAnswers
        return select(table.survey_id, table.day, table.score, table.answers).where(
            wanted.of_surveys(table.survey_id)
        ).subquery()  # fmt: skip
    day = local_day(Response.answered_at, str(company_zone(session))).label("day")
    return (
        select(Response.survey_id, day, Response.score, func.count().label("answers"))
        .where(Response.score.is_not(None), Response.withdrawn_at.is_(None), wanted.of_answers())
        .group_by(Response.survey_id, day, Response.score)
        .subquery()
    )
