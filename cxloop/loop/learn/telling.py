"""What an alert about an improvement, a thank-you or a scheduled page says, read at the moment it is sent."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from sqlalchemy.orm import Session

from cxloop.alerts.folding import numbered
from cxloop.alerts.wording import DECIDED, MEASURED, NOTICED, REPORT, THANKED, Told
from cxloop.improvements.huddles import Kudos
from cxloop.improvements.models import Decision, Improvement, Measurement
from cxloop.language import marked as _
from cxloop.language import words
from cxloop.loop.learn.scheduling import tell_report
from cxloop.people.models import User
from cxloop.reports.effect_words import counts_words, ratio_words, tenths
from cxloop.reports.frozen import frozen
from cxloop.tickets.telling import Telling
from cxloop.tickets.telling import tell as tell_of_a_ticket

VERDICTS = {
    "improved": _("It worked: improved"),
    "no_change": _("No detectable change"),
    "worse": _("It got worse"),
    "not_measurable": _("Too few tickets to measure"),
    "not_yet": _("Not measurable yet: too many tickets have no cause"),
}
DECISIONS = {
    "decided": _("Do it"),
    "triaged": _("Not now"),
    "live": _("It is live"),
    "archived": _("Won’t do"),
}


def tell(
    session: Session, *, alert_id: int, kind: str, subject: str, recipient: str, facts: Mapping[str, Any], at: datetime,
    language: str, reader: User | None = None,
) -> Telling | None:  # fmt: skip
    """The words of any alert as things are at `at`; None when there is nothing left to tell."""
    if kind == REPORT:
        report = tell_report(session, numbered(subject), at)
        return report[0] if report else None
    own = SAID.get(kind)
    if own is not None:
        return own(session, numbered(subject), language, reader)
    return tell_of_a_ticket(
        session, alert_id=alert_id, kind=kind, subject=subject, recipient=recipient, facts=facts, at=at,
        language=language, reader=reader,
    )  # fmt: skip


def _measured(session: Session, number: int, language: str, reader: User | None) -> Telling | None:
    """The verdict, in numbers and words; nothing once the improvement was put away."""
    found = session.get(Measurement, number)
    improvement = session.get(Improvement, found.improvement_id) if found else None
    if found is None or improvement is None or improvement.state == "archived":
        return None
    say, effect = words(language).gettext, frozen(found.verdict, found.figures)
    headline = say("Measured: %(title)s") % {"title": improvement.title}
    verdict = say(VERDICTS[found.verdict])
    lines = [(say("Verdict"), verdict)]
    if found.verdict not in ("not_yet", "not_measurable") and (counts := counts_words(effect, language)):
        lines += [(say("In numbers"), counts), (say("In words"), ratio_words(effect, language))]
    status = (
        say("Now tell the customers who raised it what you changed.") if found.verdict == "improved" else ""
    )
    if found.verdict == "not_yet":
        status = say("Write down the causes that are missing: it is measured again in a week.")
    return Telling(
        Told(headline, f"{headline}: {verdict}", tuple(lines), status=status),
        language,
        _page(improvement),
        reader,
    )


def _decided(session: Session, number: int, language: str, reader: User | None) -> Telling | None:
    """What was decided about what they raised, and why."""
    decision = session.get(Decision, number)
    improvement = session.get(Improvement, decision.improvement_id) if decision else None
    if decision is None or improvement is None:
        return None
    say = words(language).gettext
    by = session.get(User, decision.by_id) if decision.by_id else None
    headline = say("About your improvement: %(title)s") % {"title": improvement.title}
    said = say(DECISIONS.get(decision.state, "Do it"))
    lines = [(say("Decided"), said)] + ([(say("By"), by.name)] if by else [])
    return Telling(
        Told(headline, f"{headline}: {said}", tuple(lines), quote=decision.reason),
        language,
        _page(improvement),
        reader,
    )


def _noticed(session: Session, number: int, language: str, reader: User | None) -> Telling | None:
    """A cause left its limits; nothing once somebody decided about it."""
    improvement = session.get(Improvement, number)
    seen = improvement.noticed if improvement else None
    if improvement is None or seen is None or improvement.state != "proposed":
        return None
    say = words(language).gettext
    cause = improvement.driver.path(language) if improvement.driver else improvement.title
    headline = say("A cause left its usual range: %(cause)s") % {"cause": cause}
    week = format_date(date.fromisoformat(seen["week"]), "d MMMM", locale=language)
    numbers = say("%(n)s tickets, %(rate)s per 100 answers; up to %(limit)s would be usual") % {
        "n": seen["tickets"], "rate": tenths(seen["rate"], language), "limit": tenths(seen["limit"], language),
    }  # fmt: skip
    lines = ((say("In the week from %(day)s") % {"day": week}, numbers),)
    status = say("cxloop proposed an improvement by itself: decide whether to do it.")
    return Telling(Told(headline, headline, lines, status=status), language, _page(improvement), reader)


def _thanked(session: Session, number: int, language: str, reader: User | None) -> Telling | None:
    kudos = session.get(Kudos, number)
    if kudos is None:
        return None
    say = words(language).gettext
    to = kudos.to if reader is None else None
    headline = (
        say("%(by)s thanks %(to)s") % {"by": kudos.by.name, "to": to.name}
        if to
        else say("%(by)s thanks you") % {"by": kudos.by.name}
    )
    path = f"/huddles/{kudos.huddle_id}" if kudos.huddle_id else "/improvements"
    return Telling(Told(headline, headline, quote=kudos.words), language, path, reader)


def _page(improvement: Improvement) -> str:
    return f"/improvements/{improvement.id}"


SAID: dict[str, Callable[[Session, int, str, User | None], Telling | None]] = {
    MEASURED: _measured, DECIDED: _decided, NOTICED: _noticed, THANKED: _thanked,
}  # fmt: skip
