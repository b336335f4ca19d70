"""Which answer needs somebody: fields described once, trees of conditions, their meaning in Python, SQL and words."""

from cxloop.rules.compiled import OF_ACCOUNT, Scope, compiled, joined
from cxloop.rules.evaluation import meets
from cxloop.rules.explaining import because, clause, explain, in_words
from cxloop.rules.facts import Facts, OfSurvey
from cxloop.rules.fields import FIELDS
from cxloop.rules.gathering import Asked, asked_of, gather, of_survey
from cxloop.rules.reach import NO_SCORE, Needs, could_meet, highest, must_meet, needs
from cxloop.rules.reading import NotConditions, read
from cxloop.rules.tree import Condition, Group, Node, conditions, document

__all__ = [
    "FIELDS", "NO_SCORE", "OF_ACCOUNT", "Asked", "Condition", "Facts", "Group", "Needs", "Node", "NotConditions",
    "OfSurvey", "Scope",
    "asked_of", "because", "clause", "compiled", "conditions", "could_meet", "document", "explain", "gather", "highest",
    "in_words", "joined", "meets", "must_meet", "needs", "of_survey", "read",
]  # fmt: skip
