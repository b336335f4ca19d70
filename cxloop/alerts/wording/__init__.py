"""What an alert says, as structured text in the reader's language. Pure: no Slack, no mail, no database."""

from cxloop.alerts.wording.card import QUOTED, opened
from cxloop.alerts.wording.digest import digest
from cxloop.alerts.wording.events import (
    CALLED,
    COMPLAINED_AGAIN,
    LETTERS,
    RETOLD,
    SPOKE_AGAIN,
    WAITED,
    WARNED,
    about_letter,
    complained_again,
    due_soon,
    escalated,
    kept_late,
    reopened,
    retold,
    spoke_again,
    unowned,
    waited,
)
from cxloop.alerts.wording.facts import OWED, Privacy, TicketFacts, Told
from cxloop.alerts.wording.given import GIVEN, PROMISE_DUE, PROMISE_MISSED, promised
from cxloop.alerts.wording.handed_over import HANDED_OVER, handed_over
from cxloop.alerts.wording.phrases import initials, ranges, status

__all__ = [
    "CALLED",
    "COMPLAINED_AGAIN",
    "GIVEN",
    "HANDED_OVER",
    "LETTERS",
    "OWED",
    "PROMISE_DUE",
    "PROMISE_MISSED",
    "QUOTED",
    "RETOLD",
    "SPOKE_AGAIN",
    "WAITED",
    "WARNED",
    "Privacy",
    "TicketFacts",
    "Told",
    "about_letter",
    "complained_again",
    "digest",
    "due_soon",
    "escalated",
    "handed_over",
    "initials",
    "kept_late",
    "opened",
    "promised",
    "ranges",
    "reopened",
    "retold",
    "spoke_again",
    "status",
    "unowned",
    "waited",
]
