"""Where on the journey it hurts: unhappy customers and causes by stage, beside the answers given there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.journey.catalogue import circle
from cxloop.journey.circle import Circle, Place
from cxloop.reports.causes import CauseName, catalogue
from cxloop.reports.metrics.pareto import M11
from cxloop.reports.metrics.proportions import Proportion, proportion
from cxloop.reports.period import Period
from cxloop.reports.ticket_facts import ticket_facts
from cxloop.reports.wanted import Wanted
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket

NOWHERE = ""
"""The stage of what names none."""


@dataclass(frozen=True)
class Stage:
    """`rate`: unhappy answers of all scored answers of the stage; `causes` of its tickets, "" where none is known."""

    key: str
    name_en: str
    name_it: str
    rate: Proportion
    causes: dict[str, int]

    def name(self, language: str) -> str:
        return self.name_it if language == "it" else self.name_en


@dataclass(frozen=True)
class Where:
    """The stages in the order of the journey, then what stands nowhere (key "")."""

    stages: tuple[Stage, ...]
    has_rates: bool
    names: dict[int, CauseName]

    def cause_name(self, name: str, language: str) -> str:
        found = self.names.get(int(name))
        return found.path(language) if found else f"#{name}"


def where(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Where:
    """By the day answered. An answer's own words count before its survey's."""
    journey, names = circle(session), catalogue(session)
    stages = _Stages(session, journey)
    hurt: dict[str, dict[str, int]] = {}
    facts = ticket_facts(
        session, period, as_of, "answered", Ticket.response_id.label("response_id"), wanted=wanted
    ).subquery()
    said = (Response.survey_id, Response.touchpoint, Response.stage)
    rows: Any = session.execute(
        select(*said, facts.c.driver_id, func.count())
        .join(Response, Response.id == facts.c.response_id)
        .where(facts.c.eligible == 1)
        .group_by(*said, facts.c.driver_id)
    )
    for survey_id, touchpoint, stage, driver_id, count in rows:
        here = hurt.setdefault(stages.key(survey_id, touchpoint, stage), {})
        cause = str(names[driver_id].counts_as) if driver_id else ""
        here[cause] = here.get(cause, 0) + count
    zone = company_zone(session)
    given: dict[str, int] = {}
    answers: Any = session.execute(
        select(*said, func.count())
        .where(
            Response.answered_at >= period.starts_at(zone), Response.answered_at < period.ends_at(zone),
            Response.score.is_not(None), Response.withdrawn_at.is_(None), wanted.of_answers(),
        )
        .group_by(*said)
    )  # fmt: skip
    for survey_id, touchpoint, stage, count in answers:
        key = stages.key(survey_id, touchpoint, stage)
        given[key] = given.get(key, 0) + count
    known = [*journey.stages, Place(NOWHERE, "", "")]
    return Where(
        tuple(_stage(one, hurt.get(one.key, {}), given.get(one.key, 0)) for one in known),
        wanted.tier is None,
        names,
    )


def _stage(place: Place, causes: dict[str, int], answers: int) -> Stage:
    unhappy = sum(causes.values())
    rate = proportion(M11, unhappy, max(answers, unhappy))
    return Stage(place.key, place.name_en, place.name_it, rate, causes)


class _Stages:
    """Which stage the words of an answer mean, each asked once."""

    def __init__(self, session: Session, journey: Circle) -> None:
        rows = session.execute(select(Survey.id, Survey.touchpoint, Survey.stage))
        self._surveys = {id_: (touchpoint, stage) for id_, touchpoint, stage in rows}
        self._journey = journey
        self._known: dict[Any, str] = {}

    def key(self, survey_id: int, touchpoint: str | None, stage: str | None) -> str:
        said = (survey_id, touchpoint, stage)
        if said not in self._known:
            place = self._journey.stage_of((touchpoint, stage), self._surveys.get(survey_id, (None, None)))
            self._known[said] = place.key if place else NOWHERE
        return self._known[said]
