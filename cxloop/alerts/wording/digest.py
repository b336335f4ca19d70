"""Many alerts in one. Pure."""

from collections.abc import Iterable

from cxloop.alerts.wording.facts import Told
from cxloop.alerts.wording.phrases import ranges
from cxloop.language import words


def digest(told: Iterable[tuple[str, int]], language: str) -> Told:
    """Many alerts in one: every ticket is named. `told` are (kind, ticket number) pairs."""
    say, catalogue = words(language).gettext, words(language)
    titles = {
        "ticket_opened": say("Opened"),
        "ticket_shown_again": say("Changed"),
        "escalated": say("Late"),
        "still_late": say("Still late"),
        "due_soon": say("Due soon"),
        "reopened": say("Reopened"),
        "complained_again": say("Complained again, urgent"),
        "unowned": say("Without an owner"),
        "answer_changed": say("Answer changed"),
        "word_changed": say("The customer's word changed"),
        "customer_wrote": say("The customer wrote again"),
        "answer_withdrawn": say("Answer taken back"),
    }
    by_kind: dict[str, set[int]] = {}
    for kind, number in told:
        by_kind.setdefault(kind, set()).add(number)
    tickets = set().union(*by_kind.values())
    headline = catalogue.ngettext("%(count)s ticket", "%(count)s tickets", len(tickets))
    headline %= {"count": len(tickets)}
    lines = tuple((titles.get(kind, kind), ranges(numbers)) for kind, numbers in by_kind.items())
    status = say("Many alerts at once were folded into this message.")
    return Told(headline=headline, summary=headline, lines=lines, status=status)
