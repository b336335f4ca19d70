"""The one message of a ticket: why it matters, by when, who has it. Pure."""

from collections.abc import Iterable
from datetime import datetime

from cxloop.alerts.wording.facts import OWED, Privacy, TicketFacts, Told
from cxloop.alerts.wording.phrases import due, join, moment, scored, status, who
from cxloop.language import Translate, words

QUOTED = 300


def opened(facts: TicketFacts, language: str, at: datetime, privacy: Privacy = "masked") -> Told:
    """The one message of a ticket: why it matters, by when, who has it. Updated as the ticket changes."""
    say = words(language).gettext
    headline = join(scored(facts, say), say("urgent") if facts.is_urgent else "", who(facts, privacy))
    quote, is_cut = _quote(facts.comment, privacy)
    return Told(
        headline=headline,
        summary=join(say("Ticket %(number)s") % {"number": facts.number}, headline),
        lines=tuple(_lines(facts, language, at, say)),
        quote=quote,
        is_cut=is_cut,
        status=status(facts, say),
        may_be_taken=facts.state in OWED and not (facts.owner_name and facts.owner_confirmed),
        ticket=facts.number,
    )


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
        yield say("First contact"), "✓ " + moment(facts.first_reached_at, facts.zone, language)
    else:
        yield say("First contact by"), due(facts.first_contact_due_at, facts.zone, language, at)
    yield say("Resolve by"), due(facts.resolution_due_at, facts.zone, language, at)


def _why(why: str, say: Translate) -> str:
    score, found, limit = why.partition("<=")
    if not found:
        return say("a colleague wrote down what the customer said") if why == "by_hand" else why
    return say("score %(score)s, at or below %(limit)s") % {"score": score, "limit": limit}
