"""Learn: what keeps recurring is changed for everybody, and its effect is measured."""

from cxloop.loop.learn.learn import (
    AlreadyRegistered,
    ImprovementChanged,
    change,
    decide,
    link,
    measure,
    raise_improvement,
)

__all__ = [
    "AlreadyRegistered",
    "ImprovementChanged",
    "change",
    "decide",
    "link",
    "measure",
    "raise_improvement",
]
