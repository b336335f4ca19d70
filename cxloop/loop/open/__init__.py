"""Open: an answer that needs somebody becomes a ticket with an owner, two deadlines and an alert."""

from cxloop.loop.open.again import Agreed, Offer, offers, promise_again
from cxloop.loop.open.join import take_in
from cxloop.loop.open.judging import (
    Judgement,
    judge,
    judge_again,
    judge_as_then,
    judged_then,
    keep,
    ruling_now,
)
from cxloop.loop.open.open import open_by_hand, open_tickets
from cxloop.loop.open.terms import Terms, Unhappy, as_of_its_day, rule_for, terms

__all__ = [
    "Agreed",
    "Judgement",
    "Offer",
    "Terms",
    "Unhappy",
    "as_of_its_day",
    "judge",
    "judge_again",
    "judge_as_then",
    "judged_then",
    "keep",
    "offers",
    "open_by_hand",
    "open_tickets",
    "promise_again",
    "rule_for",
    "ruling_now",
    "take_in",
    "terms",
]
