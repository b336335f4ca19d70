"""Verify: the customer says whether it is solved."""

from cxloop.loop.verify.again import EnoughSaid, NothingSaid, hear_word, may_change
from cxloop.loop.verify.asking import (
    LETTERS_APART,
    ask,
    came_back,
    is_asked_by_letter,
    letter_left,
    may_be_asked,
    not_written,
    write_next,
)
from cxloop.loop.verify.reopen import (
    DECIDE_WITHIN,
    NEW_ANSWER,
    again_due,
    complain_again,
    reopen,
    tell_reopened,
)
from cxloop.loop.verify.verify import NoLongerAsked, answer, expire_next, is_open
from cxloop.loop.verify.words import ANSWERS, MOST_WORDS, ask_no_more, has_room, last_said

__all__ = [
    "ANSWERS",
    "DECIDE_WITHIN",
    "LETTERS_APART",
    "MOST_WORDS",
    "NEW_ANSWER",
    "EnoughSaid",
    "NoLongerAsked",
    "NothingSaid",
    "again_due",
    "answer",
    "ask",
    "ask_no_more",
    "came_back",
    "complain_again",
    "expire_next",
    "has_room",
    "hear_word",
    "is_asked_by_letter",
    "is_open",
    "last_said",
    "letter_left",
    "may_be_asked",
    "may_change",
    "not_written",
    "reopen",
    "tell_reopened",
    "write_next",
]
