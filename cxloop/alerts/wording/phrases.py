"""The parts that sentences of alerts are made of, in the reader's language. Pure."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta

from cxloop.alerts.wording.facts import Privacy, TicketFacts
from cxloop.language import Translate


def ranges(numbers: Iterable[int]) -> str:
    """Every number, runs written short: "#7, #9–#12"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"#{first}" if first == last else f"#{first}–#{last}" for first, last in runs)


def initials(name: str | None) -> str:
    """ "Maria De Rossi" → "M. D. R."; of an address only its first letter."""
    parts = (name or "").partition("@")[0].split()
    letters = [part[0].upper() for part in parts if part[0].isalnum()]
    return ". ".join(letters[:3]) + "." if letters else ""


def scored(facts: TicketFacts, say: Translate) -> str:
    """ "NPS 3 of 10"."""
    if facts.score is None:
        return say("An unhappy customer")
    named = {"metric": facts.metric.upper(), "score": facts.score, "top": facts.scale_max}
    return say("%(metric)s %(score)s of %(top)s") % named


def who(facts: TicketFacts, privacy: Privacy) -> str:
    """The customer and the company, as far as this channel may know."""
    name = facts.contact_name if privacy != "masked" else initials(facts.contact_name)
    return ", ".join(part for part in (name, facts.account_name) if part)


def status(facts: TicketFacts, say: Translate) -> str:
    """Where the ticket stands now, in a sentence."""
    ended = {
        "resolved": say("Resolved; waiting for the customer’s word"),
        "verified": say("● Verified: the customer says it is solved"),
        "unverified": say("Closed; the customer did not answer"),
        "not_asked": say("Closed; the customer was not asked"),
        "unreachable": say("Closed; the customer could not be reached"),
        "contact_declined": say("Closed; the customer wants no contact"),
        "not_actionable": say("Closed; nothing to be done"),
    }
    if facts.state in ended:
        return ended[facts.state]
    if not facts.owner_name:
        return say("Nobody has it yet")
    words_for = say("%(owner)s has it") if facts.owner_confirmed else say("It is %(owner)s’s turn")
    return words_for % {"owner": facts.owner_name}


def due(due_at: datetime, zone: ZoneInfo, language: str, at: datetime) -> str:
    """A deadline with its sign: ▲ once it is over."""
    return f"{'▲' if due_at <= at else '○'} {moment(due_at, zone, language)}"


def moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    """ "Tue 3 Mar, 18:00 CET"."""
    local = at.astimezone(zone)
    return f"{format_datetime(local, 'EEE d MMM, HH:mm', tzinfo=zone, locale=language)} {local.tzname()}"


def length(at: datetime, due_at: datetime, language: str) -> str:
    """How long after: "2 hours"."""
    return format_timedelta(at - due_at, locale=language, threshold=1.5)


def join(*parts: str) -> str:
    """What is not empty, with dots between."""
    return " · ".join(part for part in parts if part)
