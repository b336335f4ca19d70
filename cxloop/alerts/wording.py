"""What an alert says, as structured text in the reader's language. Pure: no Slack, no mail, no database.

Levels of privacy: masked (initials, company, score, theme), standard (the name and the start of what they said),
full (all of it).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta

from cxloop.language import Translate, words

Privacy = Literal["masked", "standard", "full"]
QUOTED = 300
RETOLD = frozenset({"answer_changed", "answer_withdrawn"})
OWED = frozenset({"new", "assigned", "contacting", "in_progress", "reopened"})


@dataclass(frozen=True)
class TicketFacts:
    """All an alert may know about a ticket, at the moment it is sent; what is not known is None or empty."""

    number: int
    metric: str
    score: int | None
    scale_max: int
    is_urgent: bool
    state: str
    why: str
    first_contact_due_at: datetime
    resolution_due_at: datetime
    zone: ZoneInfo
    first_reached_at: datetime | None = None
    contact_name: str | None = None
    account_name: str | None = None
    tier: str | None = None
    theme: str | None = None
    comment: str | None = None
    earlier_scores: tuple[int, ...] = ()
    owner_name: str | None = None
    owner_confirmed: bool = False
    team_name: str = ""


@dataclass(frozen=True)
class Told:
    """What one alert says; `lines` are (label, what) pairs."""

    headline: str
    summary: str
    """One line for a phone's lock screen and for a mail's subject."""
    lines: tuple[tuple[str, str], ...] = ()
    quote: str | None = None
    is_cut: bool = False
    status: str = ""
    may_be_taken: bool = False
    ticket: int | None = None


def opened(facts: TicketFacts, language: str, at: datetime, privacy: Privacy = "masked") -> Told:
    """The one message of a ticket: why it matters, by when, who has it. Updated as the ticket changes."""
    say = words(language).gettext
    headline = _join(_scored(facts, say), say("urgent") if facts.is_urgent else "", _who(facts, privacy))
    quote, is_cut = _quote(facts.comment, privacy)
    return Told(
        headline=headline,
        summary=_join(say("Ticket %(number)s") % {"number": facts.number}, headline),
        lines=tuple(_lines(facts, language, at, say)),
        quote=quote,
        is_cut=is_cut,
        status=_status(facts, say),
        may_be_taken=facts.state in OWED and not (facts.owner_name and facts.owner_confirmed),
        ticket=facts.number,
    )


def escalated(facts: TicketFacts, language: str, at: datetime, promise: str, told: str | None) -> Told:
    """A promise was missed; `promise` is first_contact or resolution, `told` the name of who has to know."""
    say = words(language).gettext
    if promise.startswith("first_contact"):
        missed, due_at = say("First contact is late"), facts.first_contact_due_at
    else:
        missed, due_at = say("Resolution is late"), facts.resolution_due_at
    late = {"due": _moment(due_at, facts.zone, language), "late": _length(at, due_at, language)}
    lines = [(say("Was due"), say("%(due)s, late by %(late)s") % late)]
    if told:
        lines.append((say("For"), told))
    return _event(facts, f"▲ {missed}", language, lines)


def reopened(facts: TicketFacts, language: str, partly: bool) -> Told:
    """The customer says it is not solved, or only partly."""
    say = words(language).gettext
    said = say("The customer says: only partly solved") if partly else say("The customer says: not solved")
    due = _moment(facts.resolution_due_at, facts.zone, language)
    return _event(facts, said, language, [(say("Resolve by"), due)])


def unowned(facts: TicketFacts, language: str) -> Told:
    """Nobody was found for the ticket."""
    say = words(language).gettext
    due = _moment(facts.first_contact_due_at, facts.zone, language)
    return _event(facts, say("Nobody owns this ticket"), language, [(say("First contact by"), due)])


def retold(facts: TicketFacts, language: str, kind: str, said: Mapping[str, object]) -> Told:
    """The customer changed their answer, or took it back; the promise stands."""
    say = words(language).gettext
    if kind == "answer_withdrawn":
        lines = [(say("The answer"), say("deleted where it was given; the ticket stays open"))]
        return _event(facts, say("The customer took the answer back"), language, lines)
    change = say("from %(before)s to %(now)s") % {
        "before": said.get("score_before"),
        "now": said.get("score"),
    }
    lines = [(say("Score"), change), (say("The ticket"), say("stays open; you decide what it means"))]
    return _event(facts, say("The customer changed the answer"), language, lines)


def digest(told: Iterable[tuple[str, int]], language: str) -> Told:
    """Many alerts in one: every ticket is named. `told` are (kind, ticket number) pairs."""
    say, catalogue = words(language).gettext, words(language)
    titles = {
        "ticket_opened": say("Opened"),
        "escalated": say("Late"),
        "reopened": say("Reopened"),
        "unowned": say("Without an owner"),
        "answer_changed": say("Answer changed"),
        "answer_withdrawn": say("Answer taken back"),
    }
    by_kind: dict[str, set[int]] = {}
    for kind, number in told:
        by_kind.setdefault(kind, set()).add(number)
    tickets = set().union(*by_kind.values())
    headline = catalogue.ngettext("%(count)s more ticket", "%(count)s more tickets", len(tickets))
    headline %= {"count": len(tickets)}
    lines = tuple((titles.get(kind, kind), ranges(numbers)) for kind, numbers in by_kind.items())
    status = say("Many alerts at once were folded into this message.")
    return Told(headline=headline, summary=headline, lines=lines, status=status)


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


def _event(facts: TicketFacts, said: str, language: str, lines: list[tuple[str, str]]) -> Told:
    say = words(language).gettext
    ticket = say("Ticket %(number)s") % {"number": facts.number}
    headline = _join(said, ticket, _who(facts, "masked"))
    return Told(headline, headline, tuple(lines), status=_status(facts, say), ticket=facts.number)


def _scored(facts: TicketFacts, say: Translate) -> str:
    if facts.score is None:
        return say("An unhappy customer")
    named = {"metric": facts.metric.upper(), "score": facts.score, "top": facts.scale_max}
    return say("%(metric)s %(score)s of %(top)s") % named


def _who(facts: TicketFacts, privacy: Privacy) -> str:
    name = facts.contact_name if privacy != "masked" else initials(facts.contact_name)
    return ", ".join(part for part in (name, facts.account_name) if part)


def _quote(comment: str | None, privacy: Privacy) -> tuple[str | None, bool]:
    text = (comment or "").strip()
    if privacy == "masked" or not text:
        return None, False
    if privacy == "standard" and len(text) > QUOTED:
        return text[:QUOTED].rstrip() + "…", True
    return text, False


def _lines(facts: TicketFacts, language: str, at: datetime, say: Translate) -> Iterable[tuple[str, str]]:
    yield say("Why"), _why(facts.why, say)
    if facts.theme:
        yield say("About"), facts.theme
    if facts.tier:
        yield say("Tier"), facts.tier
    if facts.earlier_scores:
        yield say("Earlier scores"), ", ".join(map(str, facts.earlier_scores))
    if facts.state not in OWED:
        return
    if facts.first_reached_at:
        yield say("First contact"), "✓ " + _moment(facts.first_reached_at, facts.zone, language)
    else:
        yield say("First contact by"), _due(facts.first_contact_due_at, facts.zone, language, at)
    yield say("Resolve by"), _due(facts.resolution_due_at, facts.zone, language, at)


def _why(why: str, say: Translate) -> str:
    score, found, limit = why.partition("<=")
    if not found:
        return say("a colleague wrote down what the customer said") if why == "by_hand" else why
    return say("score %(score)s, at or below %(limit)s") % {"score": score, "limit": limit}


def _status(facts: TicketFacts, say: Translate) -> str:
    ended = {
        "resolved": say("Resolved; the customer is asked"),
        "verified": say("● Verified: the customer says it is solved"),
        "unverified": say("Closed; the customer did not answer"),
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


def _due(due_at: datetime, zone: ZoneInfo, language: str, at: datetime) -> str:
    return f"{'▲' if due_at <= at else '○'} {_moment(due_at, zone, language)}"


def _moment(moment: datetime, zone: ZoneInfo, language: str) -> str:
    local = moment.astimezone(zone)
    return f"{format_datetime(local, 'EEE d MMM, HH:mm', tzinfo=zone, locale=language)} {local.tzname()}"


def _length(at: datetime, due_at: datetime, language: str) -> str:
    return format_timedelta(at - due_at, locale=language, threshold=1.5)


def _join(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
