"""What the rules make of one survey's scores: what is decided by the score alone, and what has to be asked. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from cxloop.rules.facts import Facts, OfSurvey
from cxloop.rules.reach import NO_SCORE, Needs, could_meet, must_meet, needs
from cxloop.tickets.triggers import Answer, Condition, Fired, fired, fires, highest_threshold, names


class Open(Enum):
    """The score alone does not decide."""

    ASK = "ask"


ASK = Open.ASK


@dataclass(frozen=True)
class Ruling:
    """Rules in the order they are tried, and the survey as it stands."""

    conditions: Sequence[Condition]
    survey_id: int
    survey: OfSurvey
    is_anonymous: bool = False
    rule_set_id: int | None = None

    @cached_property
    def by_score(self) -> dict[int, Fired | Open | None]:
        """For each score of the scale: the rule that names it whatever else is so, nobody, or that more is asked."""
        return {score: self._decided(score) for score in range(self.survey.lowest, self.survey.highest + 1)}

    @cached_property
    def needs(self) -> Needs:
        """What has to be known of those answers."""
        return needs(rule.tree for rule in self._tried() if rule.tree is not None)

    @cached_property
    def has_trees(self) -> bool:
        """Whether more than thresholds is asked for: then each answer is judged for itself when it is heard again."""
        return any(rule.tree for rule in self._tried())

    @cached_property
    def up_to(self) -> int | None:
        """The highest score that is named, where each one below it is named too and nothing else decides; else None."""
        if not self.has_trees:
            return self._threshold()
        if ASK in self.by_score.values():
            return None
        named = [score for score, found in self.by_score.items() if found]
        highest = max(named, default=NO_SCORE)
        return highest if named == list(range(self.survey.lowest, highest + 1)) else None

    def judge(self, score: int, facts: Facts | None = None) -> Fired | None:
        """The rule that names the answer; `facts` as `needs` asks for them, where its score alone decides nothing."""
        known = facts or {"survey": self.survey.as_facts(), "score": score}
        return fires(self._answer(score), self.conditions, known)

    def _tried(self) -> Iterable[Condition]:
        return (rule for rule in self.conditions if rule.survey_id in (None, self.survey_id))

    def _threshold(self) -> int:
        limit = highest_threshold(self.conditions, self.survey_id, self.survey.ticket)
        return NO_SCORE if self.is_anonymous or limit is None else limit

    def _decided(self, score: int) -> Fired | Open | None:
        if self.is_anonymous:
            return None
        answer, may = self._answer(score), False
        for rule in self._tried():
            if rule.tree is None:
                must = could = names(answer, rule, None)
            else:
                could = could_meet(rule.tree, self.survey, score)
                must = could and must_meet(rule.tree, self.survey, score)
            if must and not may:
                return fired(answer, rule)
            may = may or could
        return ASK if may else None

    def _answer(self, score: int) -> Answer:
        return Answer(self.survey_id, score, self.survey.ticket, self.survey.urgent, self.is_anonymous)
