"""Lengths as a person says them: two figures at most, rounded down. Pure."""

from datetime import timedelta

from cxloop.language import words

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def tight(text: str) -> str:
    """The same on one line: a length, a date or a phone number is not broken between its parts."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def lasting(length: timedelta, language: str) -> str:
    """On the wall: "40 min", "1 h 20", "2 d 3 h"."""
    days, rest = divmod(abs(length), 24 * HOUR)
    if not days:
        return in_hours(rest, language)
    say, over = words(language).gettext, rest // HOUR
    said = say("%(days)s d %(hours)s h") % {"days": days, "hours": over} if over else say("%s d") % days
    return tight(said)


def in_hours(length: timedelta, language: str) -> str:
    """Without days, as working time is counted: "40 min", "1 h 20", "40 h"."""
    say = words(language).gettext
    hours, rest = divmod(int(abs(length) / MINUTE), 60)
    if not hours:
        return tight(say("%(minutes)s min") % {"minutes": rest})
    if not rest:
        return tight(say("%(hours)s h") % {"hours": hours})
    return tight(say("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest})
