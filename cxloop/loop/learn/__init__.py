"""Learn: what keeps recurring is changed for everybody, and its effect is measured."""

from cxloop.improvements.steering import NotDecidable
from cxloop.loop.learn.deciding import ImprovementChanged, decide
from cxloop.loop.learn.learn import AlreadyRegistered, change, link, raise_improvement
from cxloop.loop.learn.measuring import measure, measure_next
from cxloop.loop.learn.noticing import notice_next
from cxloop.loop.learn.telling import tell

__all__ = [
    "AlreadyRegistered",
    "ImprovementChanged",
    "NotDecidable",
    "change",
    "decide",
    "link",
    "measure",
    "measure_next",
    "notice_next",
    "raise_improvement",
    "tell",
]
