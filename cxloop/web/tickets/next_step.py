"""The one next step of a ticket, computed from where it stands. Pure."""

from dataclasses import dataclass
from typing import Literal

from cxloop.tickets.steps import CLOSED

WHY = {"reopened": "customer_says_no", "contacting": "tried"}
Kind = Literal["take", "call", "write", "log", "resolve", "word", "raise"]


@dataclass(frozen=True)
class NextStep:
    """What to do now; `why` is a code the page puts into words."""

    kind: Kind
    why: str


def next_step(
    state: str, *, is_owned: bool, is_reached: bool, has_phone: bool, has_email: bool, may_contact: bool
) -> NextStep:
    """One step: take what nobody owns, reach who was not reached, solve, hear the customer's word, learn.

    Args:
        is_reached: somebody has spoken with the customer in the present segment.
        may_contact: False when the customer has asked not to be contacted.
    """
    if state == "resolved":
        return NextStep("word", "waits_for_word")
    if state in CLOSED:
        return NextStep("raise", state)
    if not is_owned:
        return NextStep("take", "nobody_owns")
    if not may_contact:
        return NextStep("resolve", "no_contact_wanted")
    if is_reached and state != "reopened":
        return NextStep("resolve", "reached")
    return NextStep(_way(has_phone, has_email), WHY.get(state, "not_reached"))


def _way(has_phone: bool, has_email: bool) -> Kind:
    if has_phone:
        return "call"
    return "write" if has_email else "log"
