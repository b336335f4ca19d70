"""Verify: the customer says whether it is solved."""

from cxloop.loop.verify.verify import (
    ANSWERS,
    DECIDE_WITHIN,
    WINDOW,
    NoLongerAsked,
    answer,
    ask,
    expire_next,
    is_open,
    reopen,
)

__all__ = [
    "ANSWERS",
    "DECIDE_WITHIN",
    "WINDOW",
    "NoLongerAsked",
    "answer",
    "ask",
    "expire_next",
    "is_open",
    "reopen",
]
