"""Rules applied: which rule names an answer, by its score alone or by what we know of it; and the verdict, kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cxloop import rules
from cxloop.database import bulk
from cxloop.responses import thresholds
from cxloop.responses.models import Response, Source, Survey
from cxloop.rules import Asked, Facts, OfSurvey
from cxloop.rules.models import Verdict
from cxloop.tickets import rule_sets
from cxloop.tickets.ruling import ASK, Ruling
from cxloop.tickets.triggers import NO_SCORE, Fired


@dataclass(frozen=True)
class Judgement:
    """What the rules of its day made of one answer."""

    fired: Fired | None

    def named_up_to(self, score: int) -> int:
        """As it is kept with the answer."""
        return score if self.fired else NO_SCORE


def ruling_now(session: Session, survey: Survey, at: datetime) -> Ruling:
    """The rules in force, for the answers of this survey."""
    now = rule_sets.in_force(session, at)
    return rule_sets.ruling(survey, now.conditions, now.set_id)


def judge(
    session: Session, ruling: Ruling, source: Source, answers: Sequence[Asked], at: datetime
) -> tuple[list[Judgement], list[dict[str, Any]]]:
    """Judge a batch of scored answers of one survey, stored or about to be.

    Returns:
        a judgement of each, and the rows of `Verdict` to be kept once the answers are stored.
    """
    asked = [one for one in answers if ruling.by_score.get(one.score) is ASK]
    gathered = (
        rules.gather(session, source.survey, source.door, asked, ruling.needs, answers) if asked else []
    )
    known = {one.id: facts for one, facts in zip(asked, gathered, strict=True)}
    judgements, verdicts = [], []
    for one in answers:
        facts = known.get(one.id)
        by_score = ruling.by_score.get(one.score, ASK)
        fired = ruling.judge(one.score, facts) if by_score is ASK else by_score
        judgements.append(Judgement(fired))
        if facts is not None:
            verdicts.append(_verdict(one.id, ruling, fired, facts, at))
    return judgements, verdicts


def keep(session: Session, verdicts: Sequence[dict[str, Any]]) -> None:
    """Store the verdicts of answers that are stored by now."""
    bulk.insert_all(session, Verdict, verdicts)


def judge_again(session: Session, response: Response, at: datetime) -> Judgement | None:
    """Judge a stored answer that says something else now, by the rules of now, and keep the verdict with it.

    Returns:
        None where thresholds alone decide: `named_up_to` says all of it.
    """
    ruling = ruling_now(session, response.survey, at)
    response.rule_set_id = ruling.rule_set_id
    return _kept(session, response, ruling, at)


def judge_as_then(session: Session, response: Response, at: datetime) -> Judgement | None:
    """Judge a stored answer that was misread by the rules of its day, and by what was known of its customer then."""
    ruling = _ruling_then(session, response)
    if ruling is None or not ruling.has_trees:
        return None
    verdict = session.get(Verdict, response.id)
    return _kept(session, response, ruling, at, verdict.facts if verdict else None)


def judged_then(session: Session, response: Response) -> Judgement | None:
    """What the rules made of it when it was heard, as the verdict says; None where its threshold says all of it."""
    ruling = _ruling_then(session, response)
    if ruling is None or not ruling.has_trees or response.score is None:
        return None
    verdict = session.get(Verdict, response.id)
    return Judgement(ruling.judge(response.score, verdict.facts if verdict else None))


def _ruling_then(session: Session, response: Response) -> Ruling | None:
    if response.rule_set_id is None:
        return None
    survey, then = response.survey, thresholds.versions(session, response.survey).at(response.received_at)
    conditions = [rule_sets.condition_of(rule) for rule in rule_sets.of_set(session, response.rule_set_id)]
    of = OfSurvey(
        survey.key, survey.metric, survey.scale_min, survey.scale_max, then.report_low, then.ticket_low, then.urgent_low
    )  # fmt: skip
    return Ruling(conditions, survey.id, of, survey.is_anonymous, response.rule_set_id)


def _kept(
    session: Session, response: Response, ruling: Ruling, at: datetime, known: Facts | None = None
) -> Judgement | None:
    session.execute(delete(Verdict).where(Verdict.response_id == response.id))
    if ruling.up_to is not None:
        response.named_up_to = ruling.up_to
        by_score = ruling.has_trees and response.score is not None
        return Judgement(ruling.judge(response.score or 0)) if by_score else None
    if response.score is None:
        response.named_up_to = NO_SCORE
        return Judgement(None)
    source = session.get_one(Source, response.source_id)
    (judgement,), verdicts = judge(session, ruling, source, [rules.asked_of(response)], at)
    if known is not None and verdicts:
        facts = {**verdicts[0]["facts"], **_of_customer(known), "survey": known["survey"]}
        judgement = Judgement(ruling.judge(response.score, facts))
        verdicts = [_verdict(response.id, ruling, judgement.fired, facts, at)]
    response.named_up_to = judgement.named_up_to(response.score)
    session.flush()
    keep(session, verdicts)
    return judgement


def _of_customer(facts: Facts) -> dict[str, Any]:
    """What no correction of the answer changes: what its customer was worth on that day."""
    return {
        name: facts[name] for name in ("tier", "yearly_value", "renews_in", "buying_role") if name in facts
    }


def _verdict(number: int, ruling: Ruling, fired: Fired | None, facts: Facts, at: datetime) -> dict[str, Any]:
    return {
        "response_id": number, "rule_set_id": ruling.rule_set_id, "rule_id": fired.rule_id if fired else None,
        "facts": dict(facts), "at": at,
    }  # fmt: skip
