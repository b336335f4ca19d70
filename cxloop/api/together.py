"""Answers that programs send at the same time are heard in one transaction, and each program is told of its own.

What is not plain goes alone afterwards, as if there were no group: a refusal, a survey to make, an answer or a key that
is in the group already, and everybody of a group that failed. So one place decides what is refused and how.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session
from werkzeug.exceptions import ServiceUnavailable

from cxloop.api import batch, hearing, reading
from cxloop.api.hearing import Secret
from cxloop.api.once import Answer, Named, answered_before, keep_answer
from cxloop.api.problems import Refusal
from cxloop.api.response_shapes import NewResponse
from cxloop.api.speaking import said
from cxloop.crashpoints import reach
from cxloop.database import db, unit_of_work
from cxloop.database.gathering import Gathering, NobodyCame, Take
from cxloop.people.repeats import AnotherCall, StillRunning
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Source, Survey
from cxloop.trails import program_of

LONGEST_WAIT_SECONDS = 10
GATHERING = "cxloop-api-answers"
UNAVAILABLE = (OperationalError, InterfaceError, PoolExhausted)
log = structlog.get_logger()


@dataclass(frozen=True)
class Call:
    """One answer as it was sent, when, and its key if it has one."""

    one: NewResponse
    at: datetime
    secret: Secret
    named: Named | None
    via: str = "api"


def register(app: Flask) -> None:
    app.extensions[GATHERING] = Gathering[Call, Answer | None](_serve)


def heard_together(
    item: Any, at: datetime, secret: Secret, named: Named | None, via: str
) -> Answer | None:  # fmt: skip
    """Hear one answer with those that others send now; None when it has to go alone.

    Raises:
        ServiceUnavailable: the calls in front took too long; nothing was kept.
        SQLAlchemyError: the database cannot be used now.
    """
    try:
        call = Call(reading.shaped(item, NewResponse), at, secret, named, via)
    except Refusal:
        return None
    db.session.rollback()  # a follower holds no connection while it waits
    gathering: Gathering[Call, Answer | None] = current_app.extensions[GATHERING]
    try:
        answer = gathering.bring(call, LONGEST_WAIT_SECONDS)
    except NobodyCame:
        raise ServiceUnavailable from None
    except UNAVAILABLE:
        raise
    except Exception:
        return None
    if answer is not None:
        reach("api_after_commit")
    return answer


def _serve(take: Take[Call]) -> list[Answer | None]:
    try:
        return unit_of_work(lambda: _hear(db.session(), take()))
    except UNAVAILABLE:
        raise
    except Exception as error:
        log.warning("heard_one_by_one", kind=type(error).__name__)
        raise


def _hear(session: Session, calls: Sequence[Call]) -> list[Answer | None]:
    """The answer to each call, in their order, or None; all of it is kept or nothing."""
    group = _Group(session)
    for place, call in enumerate(calls):
        group.admit(place, call)
    told = group.hear(max(call.at for call in calls))
    reach("api_after_effect")
    for place, answer in told.items():
        if named := calls[place].named:
            keep_answer(session, named, answer)
    session.flush()
    reach("api_before_commit")
    return [group.known.get(place) or told.get(place) for place in range(len(calls))]


@dataclass
class _Asked:
    """A survey with its door for programs, which of them came, and its answers by their external ids."""

    survey: Survey
    source: Source | None
    via: str
    answers: dict[str, Heard] = field(default_factory=dict)


class _Group:
    """Who takes part: each answer and each key once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.known: dict[int, Answer] = {}
        """Calls that came before, with what they were answered then."""
        self._by_survey: dict[tuple[str, str | None], _Asked | None] = {}
        self._keys: set[tuple[int, str]] = set()

    def admit(self, place: int, call: Call) -> None:
        """Let this call take part, unless it has to go alone."""
        try:
            if call.named and self._came_before(place, call.named):
                return
            asked = self._asked(call.one.survey, call.via)
            if asked is None:
                return
            hearing.compare(call.one, asked.survey)
            answer = hearing.heard(call.one, asked.survey, place, call.secret)
        except (Refusal, AnotherCall, StillRunning):
            return
        asked.answers.setdefault(answer.external_id, answer)

    def _asked(self, survey: str, via: str) -> _Asked | None:
        key = survey, program_of(via)
        if key not in self._by_survey:
            found = hearing.survey_and_source(self.session, survey)
            self._by_survey[key] = found and _Asked(*found, via)
        return self._by_survey[key]

    def _came_before(self, place: int, named: Named) -> bool:
        if (named.token_id, named.key) in self._keys:
            raise StillRunning
        self._keys.add((named.token_id, named.key))
        before = answered_before(self.session, named)
        if before is not None:
            self.known[place] = before
        return before is not None

    def hear(self, at: datetime) -> dict[int, Answer]:
        """What each who takes part is answered, by its place; `at` is when the last of them came."""
        told: dict[int, Answer] = {}
        for asked in filter(None, self._by_survey.values()):
            if not asked.answers:
                continue
            answers = list(asked.answers.values())
            became, _tickets = batch.hear_of(self.session, asked.survey, answers, at, asked.via, asked.source)
            for one in became:
                if one.result == "rejected":  # goes alone, where the refusal is said
                    continue
                told[one.index] = said(batch.alone(one), 201 if one.result == "created" else 200)
        return told
