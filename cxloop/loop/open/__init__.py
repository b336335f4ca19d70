"""Open: an answer that needs somebody becomes a ticket with an owner, two deadlines and an alert."""

from cxloop.loop.open.open import Unhappy, open_by_hand, open_tickets, terms

__all__ = [
    "Unhappy",
    "open_by_hand",
    "open_tickets",
    "terms",
]
