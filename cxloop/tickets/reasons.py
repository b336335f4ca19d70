"""Why a rule named an answer, and why the others did not: by the verdict of its day and what was known then."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from cxloop import rules
from cxloop.language import marked as _
from cxloop.responses import thresholds
from cxloop.responses.models import Response
from cxloop.rules import Facts, OfSurvey
from cxloop.rules.models import Verdict
from cxloop.sentences import Sentence, sentence
from cxloop.tickets import rule_sets
from cxloop.tickets.models import Rule, Triggering
from cxloop.tickets.rule_names import called
from cxloop.tickets.rule_versions import tree_of


@dataclass(frozen=True)
class Tried:
    """One rule as it was tried; `named` is the first that fitted."""

    rule_id: int
    key: str
    name: str
    version: int
    is_met: bool | None
    named: bool
    because: Sentence


@dataclass(frozen=True)
class Reasons:
    """What became of an answer in a sentence, and each rule of its day in order."""

    summary: Sentence
    tried: list[Tried]

    @property
    def named(self) -> Tried | None:
        return next((one for one in self.tried if one.named), None)


def of_answer(session: Session, response_id: int) -> Reasons | None:
    """None: there is no such answer."""
    response = session.get(Response, response_id)
    if response is None:
        return None
    if response.survey.is_anonymous:
        return Reasons(
            sentence(_("Its survey is anonymous: no answer of it opens a ticket to a person.")), []
        )
    if response.score is None:
        return Reasons(sentence(_("It has no score, and without one no rule is tried.")), [])
    record = session.get(Triggering, response_id)
    if response.rule_set_id is None:
        return Reasons(_from_before(session, response, record), [])
    tried = _tried(session, response)
    return Reasons(_summary(session, tried, record), tried)


def _tried(session: Session, response: Response) -> list[Tried]:
    verdict, found = session.get(Verdict, response.id), list[Tried]()
    facts = verdict.facts if verdict else _facts(session, response)
    for rule in rule_sets.of_set(session, response.rule_set_id or 0):
        node = tree_of(session, rule)
        explained = rules.explain(facts, node)
        because, is_met = rules.because(facts, explained), explained.is_met
        named = bool(is_met) and not any(one.named for one in found)
        found.append(Tried(rule.id, rule.key, rule.name, rule.version, is_met, named, because))
    return found


def _facts(session: Session, response: Response) -> Facts:
    """Its score decided: nothing else was looked at."""
    survey, then = response.survey, thresholds.versions(session, response.survey).at(response.received_at)
    of = OfSurvey(
        survey.key, survey.metric, survey.scale_min, survey.scale_max, then.report_low, then.ticket_low, then.urgent_low
    )  # fmt: skip
    return {"survey": of.as_facts(), "score": response.score}


def _summary(session: Session, tried: list[Tried], record: Triggering | None) -> Sentence:
    named = next((one for one in tried if one.named), None)
    if (
        record is not None
        and record.rule_id is not None
        and (named is None or named.rule_id != record.rule_id)
    ):
        return _by_record(session, record)
    if named is None:
        return sentence(_("No rule fits: it was heard, counted and left alone.")) if tried else sentence(
            _("No rule was in force when it was heard.")
        )  # fmt: skip
    facts: dict[str, Any] = {"rule": called(named.name), "version": named.version, "because": named.because}
    if record is not None and record.outcome == "suppressed":
        return sentence(_("“%(rule)s”, version %(version)d, set it aside: %(because)s."), **facts)
    return sentence(_("“%(rule)s”, version %(version)d: %(because)s."), **facts)


def _by_record(session: Session, record: Triggering) -> Sentence:
    rule = session.get_one(Rule, record.rule_id)
    if rule.key == "by_hand":
        return sentence(_("A colleague opened it by hand."))
    return sentence(_("“%(rule)s”, version %(version)d."), rule=called(rule.name), version=rule.version)


def _from_before(session: Session, response: Response, record: Triggering | None) -> Sentence:
    if record is not None and record.rule_id is not None:
        return _by_record(session, record)
    if response.named_up_to is not None and response.named_up_to >= 0:
        return sentence(
            _("No rule fits: on its day answers up to %(limit)d were named, and this is %(score)d."),
            limit=response.named_up_to, score=response.score or 0,
        )  # fmt: skip
    return sentence(_("No rule named it on its day."))
