"""What we promised a customer: that its moment comes near, and that it passed. Pure."""

from datetime import datetime

from cxloop.alerts.wording.facts import TicketFacts, Told
from cxloop.alerts.wording.phrases import join, length, moment, status, who
from cxloop.language import words

PROMISE_DUE, PROMISE_MISSED = "promise_due", "promise_missed"
GIVEN = frozenset({PROMISE_DUE, PROMISE_MISSED})
LONGEST = 300


def promised(facts: TicketFacts, language: str, at: datetime, what: str, due_at: datetime) -> Told:
    """What the customer still waits for; late once its moment has passed."""
    say = words(language).gettext
    when = moment(due_at, facts.zone, language)
    if due_at >= at:
        said = "○ " + say("Promised to a customer, due soon")
        line = say("%(due)s, %(left)s left") % {"due": when, "left": length(due_at, at, language)}
    else:
        said = "▲ " + say("Promised to a customer, and late")
        line = say("%(due)s, late by %(late)s") % {"due": when, "late": length(at, due_at, language)}
    ticket = say("Ticket %(number)s") % {"number": facts.number}
    headline = join(said, ticket, who(facts, "masked"))
    lines = ((say("Promised"), what[:LONGEST]), (say("By"), line))
    return Told(headline, headline, lines, status=status(facts, say), ticket=facts.number)
