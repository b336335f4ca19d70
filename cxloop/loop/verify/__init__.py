"""Verify: the customer says whether it is solved."""

from cxloop.loop.verify.reopen import (
    DECIDE_WITHIN,
    NEW_ANSWER,
    again_due,
    complain_again,
    reopen,
    tell_reopened,
)
from cxloop.loop.verify.verify import (
    ANSWERS,
    WINDOW,
    NoLongerAsked,
    answer,
    ask,
    expire_next,
    is_open,
)

__all__ = [
    "ANSWERS",
    "DECIDE_WITHIN",
    "NEW_ANSWER",
    "WINDOW",
    "NoLongerAsked",
    "again_due",
    "answer",
    "ask",
    "complain_again",
    "expire_next",
    "is_open",
    "reopen",
    "tell_reopened",
]
