"""The executive page in one paragraph, computed from its figures: now first, then the days that can be judged."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from cxloop.reports.executive import Executive, MeasuredScore
from cxloop.reports.metrics.change import Verdict
from cxloop.reports.metrics.figure import Showing
from cxloop.reports.period import HORIZON_DAYS
from cxloop.reports.saying import Say

MOST_NAMED = 3
"""Improvements that worked, by name."""
STRONG = re.compile(r"</?b>")


class Piece(NamedTuple):
    """Some words of a paragraph, printed strongly or not."""

    words: str
    is_strong: bool = False


def standfirst(page: Executive, say: Say) -> list[Piece]:
    """The paragraph; without tickets and answers only what came in this month, without that nothing."""
    parts: list[list[Piece]] = []
    if page.now.told or page.tickets or page.answers:
        parts += _this_month(page, say)
    if page.tickets or page.answers:
        parts += [_in_these_days(page, say), *_judged(page, say), _measured(page, say), *_score(page, say)]
    pieces: list[Piece] = []
    for part in filter(None, parts):
        pieces += [Piece(" "), *part] if pieces else part
    return pieces


def plain(pieces: list[Piece]) -> str:
    """The paragraph without emphasis, as a terminal or a lock screen has it."""
    return "".join(piece.words for piece in pieces)


def _this_month(page: Executive, say: Say) -> list[list[Piece]]:
    now = page.now
    told = several(
        "This month so far <b>one customer told us they were unhappy</b>; we spoke to %(spoken)s, and %(waiting)s wait"
        " for us.",
        "This month so far <b>%(n)s customers told us they were unhappy</b>: we spoke to %(spoken)s, and %(waiting)s"
        " wait for us.",
        now.told, say=say,
        spoken=say.number(now.spoken_to), waiting=say.number(now.waiting),
    )  # fmt: skip
    ended = several("One could not be reached or needed nothing.", "%(n)s could not be reached or needed nothing.",
        now.ended, say=say,
    ) if now.ended else []  # fmt: skip
    return [told, ended]


def _in_these_days(page: Executive, say: Say) -> list[Piece]:
    return several("Between %(first)s and %(last)s it was <b>one customer</b> (tickets: %(tickets)s).",
        "Between %(first)s and %(last)s it was <b>%(n)s customers</b> (tickets: %(tickets)s).",
        page.customers.told, say=say,
        first=say.first_day(page.period), last=say.day(page.period.last), tickets=say.number(page.tickets),
    )  # fmt: skip


def _judged(page: Executive, say: Say) -> list[list[Piece]]:
    ladder = page.ladder
    closed = several(
        "Of the %(contactable)s tickets that can be judged <b>one is closed</b>: in %(verified)s the customer says it"
        " is solved, in %(silent)s they were asked and said nothing.",
        "Of the %(contactable)s tickets that can be judged <b>%(closed)s are closed</b>: in %(verified)s the customer"
        " says it is solved, in %(silent)s they were asked and said nothing.",
        ladder.completion.k, say=say,
        contactable=say.number(ladder["contactable"]), closed=say.number(ladder.completion.k),
        verified=say.number(ladder["verified"]), silent=say.number(ladder.silent),
    ) if ladder.detected else []  # fmt: skip
    running = several("One ticket is younger than %(days)s days and not judged yet.",
        "%(n)s tickets are younger than %(days)s days and not judged yet.", ladder.running, say=say, days=HORIZON_DAYS,
    ) if ladder.running else []  # fmt: skip
    return [closed, running]


def _measured(page: Executive, say: Say) -> list[Piece]:
    measured = [one for one in page.improvements if one.is_live and one.is_measured]
    if not measured:
        return []
    worked = [one.title for one in measured if one.verdict == "improved"]
    begins = several(
        "Of one improvement measured,", "Of %(n)s improvements measured,", len(measured), say=say
    )
    said = (
        plain(several("%(n)s worked", "%(n)s worked", len(worked), say=say)) if worked else say("none worked")
    )
    more = ", …" if len(worked) > MOST_NAMED else ""
    names = f": {', '.join(worked[:MOST_NAMED])}{more}" if worked else ""
    return [*begins, Piece(" "), Piece(said, is_strong=True), Piece(f"{names}.")]


def _score(page: Executive, say: Say) -> list[list[Piece]]:
    one = page.chosen
    if one is None or not one.score.n:
        return []
    if one.score.showing not in (Showing.FAINT, Showing.FULL):
        return [
            several("With one answer there is no score worth a sentence.",
                "With %(n)s answers there is no score worth a sentence.", one.score.n, say=say,
            )
        ]  # fmt: skip
    return [_moved(one, say)]


def _moved(one: MeasuredScore, say: Say) -> list[Piece]:
    facts = {"score": say.score(one.score), "before": say.score(one.before)}
    if one.change.verdict is None:
        return [Piece(say("The score is %(score)s; there is no earlier period to compare it with.", **facts))]
    said = {
        Verdict.NOISE: say(
            "The score is %(score)s, and its move from %(before)s is <b>within noise</b>, so it is no reason to"
            " celebrate or to worry."
        ),
        Verdict.RISE: say(
            "The score is %(score)s, and its <b>rise</b> from %(before)s is larger than chance explains."
        ),
        Verdict.FALL: say(
            "The score is %(score)s, and its <b>fall</b> from %(before)s is larger than chance explains."
        ),
    }
    return _pieces(said[one.change.verdict], facts)


def several(one: str, many: str, count: float, *, say: Say, **facts: object) -> list[Piece]:
    # the msgid is chosen first and filled piece by piece, so that nobody's words are taken for emphasis
    chosen = say.chosen(one, many, count)
    return _pieces(chosen, {"n": say.number(count), **facts})


def _pieces(template: str, facts: Mapping[str, object]) -> list[Piece]:
    parts = STRONG.split(template)
    return [Piece(part % facts, bool(place % 2)) for place, part in enumerate(parts) if part]
