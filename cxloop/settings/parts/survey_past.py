"""What other thresholds of a survey would have done: which answers would have found somebody, and which not."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.people import teams
from cxloop.responses.models import Response, Survey
from cxloop.settings import choices, past
from cxloop.settings.consequences import MOST_EXAMPLES, Consequence, Example, Line
from cxloop.settings.part import Values
from cxloop.settings.sentences import Sentence, counted, sentence
from cxloop.tickets.rule_sets import tried_now
from cxloop.tickets.triggers import Answer, Condition, fires


class Replay(NamedTuple):
    """What one set of thresholds makes of the answers of a while; `opened` are the scores that find somebody."""

    opened: frozenset[int]
    answers: int
    urgent: int
    low: int
    a_day: float
    each: float
    """A day, for each of those who are given the team's tickets."""


def opened_by(
    session: Session, survey: Survey, before: Values, wanted: Values, days: int, at: datetime
) -> Consequence:
    """The answers of the last `days` under what stands and under the draft."""
    rules = tried_now(session)
    scores = past.answers_by_score(session, survey, days, at)
    today, draft = (_replay(session, survey, rules, scores, values, days) for values in (before, wanted))
    gained, lost = draft.opened - today.opened, today.opened - draft.opened
    lines = [
        Line(sentence(_("Answers somebody is called for")), today.answers, draft.answers),
        Line(sentence(_("A day")), today.a_day, draft.a_day),
        Line(sentence(_("Of them urgent")), today.urgent, draft.urgent),
        Line(sentence(_("A day, for each who is given tickets")), today.each, draft.each),
        Line(sentence(_("Counted as low in reports, from now on")), today.low, draft.low),
    ]
    known_limits = _(
        "Who had an open ticket already would have joined it: answers are counted here, not tickets."
    )
    facts = {
        "tickets": draft.answers, "today": today.answers, "a_day": draft.a_day,
        "gained": _sum(scores, gained), "lost": _sum(scores, lost),
    }  # fmt: skip
    return Consequence(
        _headline(today.answers, draft.answers, days), days, [line for line in lines if line.differs],
        _examples(session, survey.id, gained, lost, days, at), _warnings(gained, lost), sentence(known_limits), facts,
    )  # fmt: skip


def _replay(
    session: Session,
    survey: Survey,
    rules: list[Condition],
    scores: Mapping[int, int],
    values: Values,
    days: int,
) -> Replay:
    asked = {
        score: fires(
            Answer(survey.id, score, values["ticket_low"], values["urgent_low"], survey.is_anonymous), rules
        )
        for score in scores
    }
    opened = frozenset(score for score, fired in asked.items() if fired)
    urgent = [score for score, fired in asked.items() if fired and fired.priority == "urgent"]
    low = [score for score in scores if values["report_low"] is not None and score <= values["report_low"]]
    team_id, answers = choices.team_id(session, values["team"]), _sum(scores, opened)
    people = len(teams.takers(session, team_id)) if team_id else 0
    return Replay(
        opened, answers, _sum(scores, urgent), _sum(scores, low), round(answers / days, 1),
        round(answers / days / max(1, people), 1),
    )  # fmt: skip


def _headline(today: int, draft: int, days: int) -> Sentence:
    if today == draft:
        return counted(
            "In the last %(days)d days the same %(num)s answer would have found somebody.",
            "In the last %(days)d days the same %(num)s answers would have found somebody.", draft, days=days,
        )  # fmt: skip
    return counted(
        "In the last %(days)d days %(num)s answer would have found somebody, instead of %(today)d.",
        "In the last %(days)d days %(num)s answers would have found somebody, instead of %(today)d.",
        draft, days=days, today=today,
    )  # fmt: skip


def _examples(
    session: Session, survey_id: int, gained: Collection[int], lost: Collection[int], days: int, at: datetime
) -> list[Example]:
    found = []
    for scores, told in (
        (gained, _("%(who)s, %(score)d: would have been called")),
        (lost, _("%(who)s, %(score)d: would not have been called")),
    ):
        rows = (
            past.answers_of_scores(session, survey_id, scores, days, at, MOST_EXAMPLES // 2) if scores else ()
        )
        found += [_example(response, name, ticket_id, told) for response, name, ticket_id in rows]
    return found


def _example(response: Response, name: str | None, ticket_id: int | None, told: str) -> Example:
    who = name or sentence(_("somebody without a name"))
    kind, number = ("ticket", ticket_id) if ticket_id else ("contact", response.contact_id or 0)
    words = sentence(told, who=who, score=response.score or 0)
    return Example(response.comment or "", words, kind if number else "", number)


def _warnings(gained: Collection[int], lost: Collection[int]) -> list[Sentence]:
    if gained and lost:
        return [sentence(_("Some who are called today would not be, and others would be."))]
    if lost:
        scores = ", ".join(map(str, sorted(lost)))
        return [sentence(_("Who gave %(scores)s would hear from nobody."), scores=scores)]
    return []


def _sum(scores: Mapping[int, int], wanted: Collection[int]) -> int:
    return sum(scores[score] for score in wanted)
