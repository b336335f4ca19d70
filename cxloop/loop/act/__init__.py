"""Act: somebody takes the ticket, reaches the customer, and says what was wrong and what was done."""

from cxloop.loop.act.act import (
    TakenBySomeoneElse,
    add_note,
    assign,
    escalate_next,
    log_contact,
    resolve,
    take,
)

__all__ = [
    "TakenBySomeoneElse",
    "add_note",
    "assign",
    "escalate_next",
    "log_contact",
    "resolve",
    "take",
]
