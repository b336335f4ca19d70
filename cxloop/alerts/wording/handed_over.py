"""Tickets that somebody was given: one alert for one act, every ticket named. Pure."""

from collections.abc import Sequence
from datetime import datetime

from cxloop.alerts.wording.facts import TicketFacts, Told
from cxloop.alerts.wording.phrases import due, join, ranges, scored, who
from cxloop.language import words

HANDED_OVER = "handed_over"
MOST_IN_FULL = 7


def handed_over(
    tickets: Sequence[TicketFacts], language: str, at: datetime, *, by: str | None, to: str | None = None
) -> Told:
    """These tickets are somebody's now, the most urgent first.

    Args:
        tickets: those that are still theirs, at least one.
        by: the name of who gave them.
        to: whose they are, for a reader who is somebody else.
    """
    say, catalogue = words(language).gettext, words(language)
    count = len(tickets)
    if count == 1:
        what = join(say("Ticket %(number)s") % {"number": tickets[0].number}, who(tickets[0], "masked"))
    else:
        what = catalogue.ngettext("%(count)s ticket", "%(count)s tickets", count) % {"count": count}
    given = say("Handed over to %(name)s") % {"name": to} if to else say("Handed over to you")
    headline = join(given, what)
    in_order = sorted(tickets, key=lambda one: (not one.is_urgent, owed_at(one), one.number))
    in_full = in_order if count <= MOST_IN_FULL else in_order[: MOST_IN_FULL - 1]
    lines = [(say("Ticket %(number)s") % {"number": one.number}, _one(one, language, at)) for one in in_full]
    if rest := in_order[len(in_full) :]:
        lines.append((say("And"), ranges(one.number for one in rest)))
    if by:
        lines.append((say("By"), by))
    number = tickets[0].number if count == 1 else None
    return Told(headline=headline, summary=headline, lines=tuple(lines), ticket=number)


def owed_at(ticket: TicketFacts) -> datetime:
    """The earliest promise that is still owed."""
    if ticket.first_reached_at is None:
        return min(ticket.first_contact_due_at, ticket.resolution_due_at)
    return ticket.resolution_due_at


def _one(ticket: TicketFacts, language: str, at: datetime) -> str:
    say = words(language).gettext
    reach = ticket.first_reached_at is None and ticket.first_contact_due_at <= ticket.resolution_due_at
    by_when = say("First contact by") if reach else say("Resolve by")
    return join(
        scored(ticket, say),
        say("urgent") if ticket.is_urgent else "",
        who(ticket, "masked"),
        f"{by_when} {due(owed_at(ticket), ticket.zone, language, at)}",
    )
