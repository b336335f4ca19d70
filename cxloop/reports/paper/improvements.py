"""The sheet's rows of improvements, and what has to be decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cxloop.reports.executive import Executive
from cxloop.reports.saying import Say
from cxloop.reports.shown_improvements import ShownImprovement

MOST_ROWS, MOST_DECISIONS = 4, 3
LONGEST_TITLE, LONGEST_NEED = 90, 80
VERDICTS = {
    "improved": "improved",
    "worse": "late",
    "no_change": "none",
    "not_measurable": "wait",
    "not_yet": "wait",
}
"""The mark of each verdict."""


def shown(page: Executive) -> list[ShownImprovement]:
    """Those with a verdict first, the newest gone live before others; as many as the sheet has room for."""
    live = [one for one in page.improvements if one.is_live]
    return sorted(live, key=lambda one: not one.is_measured)[:MOST_ROWS]


def marked(page: Executive) -> dict[int, tuple[str, date]]:
    """The letter and the day of each improvement on the sheet that is live, by its id; the oldest is A."""
    days = sorted((one.live_on, one.id) for one in shown(page) if one.live_on)
    return {id_: (chr(ord("A") + place), day) for place, (day, id_) in enumerate(days)}


def improvements(page: Executive, say: Say) -> dict[str, Any]:
    rows, letters = shown(page), marked(page)
    rest = sum(one.is_live for one in page.improvements) - len(rows)
    return {
        "title": say("Did the improvements work?"),
        "note": say("tickets with that cause, before and after"),
        "axis": say("share of what it would have been, log scale"),
        "ticks": ["1/100", "1/10", say("no change")],
        "rows": [_row(one, letters.get(one.id, ("", None))[0], say) for one in rows],
        "none": say("No improvement is live. What keeps recurring above is where to start."),
        "more": say.many("%(num)s more is on the page.", "%(num)s more are on the page.", rest) if rest > 0 else "",
    }  # fmt: skip


def decisions(page: Executive, say: Say) -> dict[str, Any]:
    waiting = sorted(
        (one for one in page.improvements if one.waits_for_a_decision), key=lambda one: one.raised_at
    )
    oldest = (page.as_of - waiting[0].raised_at).days if waiting else 0
    rest = len(waiting) - MOST_DECISIONS
    return {
        "title": say("Decisions needed"),
        "note": say.many(
            "%(num)s; the oldest has waited %(days)s days", "%(num)s; the oldest has waited %(days)s days",
            len(waiting), days=say.number(oldest),
        ) if waiting else "",
        "rows": [
            {"title": cut(one.title, LONGEST_NEED), "since": say("raised %(day)s", day=_day(one, say))}
            for one in waiting[:MOST_DECISIONS]
        ],
        "none": say("Nothing waits for a decision."),
        "more": say.many("%(num)s more waits.", "%(num)s more wait.", rest) if rest > 0 else "",
    }  # fmt: skip


def cut(words: str, most: int) -> str:
    """The start of what somebody wrote, on one line; "…" says that there is more."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _row(one: ShownImprovement, mark: str, say: Say) -> dict[str, Any]:
    effect = one.effect if one.is_measured and one.verdict != "not_measurable" else None
    words: Sequence[str] = ()
    if effect and effect.version > 1:
        words = (say.counts(effect) + ".", say.ratio(effect))
    elif one.live_on and not one.is_measured:
        words = (say("live since %(day)s", day=say.day(one.live_on)) + ".",)
        if one.measure_on:
            words = (*words, say("Its effect is measured on %(day)s.", day=say.day(one.measure_on)))
    elif one.effect and one.effect.needed:
        words = (
            say("%(n)s tickets of the cause in the time before are needed", n=say.number(one.effect.needed))
            + ".",
        )
    verdicts = {
        "improved": say("improved"), "worse": say("worse"), "no_change": say("no detectable change"),
        "not_measurable": say("too few to measure"), "not_yet": say("not measurable yet"),
    }  # fmt: skip
    ratio = effect.ratio if effect else None
    return {
        "mark": mark, "title": cut(one.title, LONGEST_TITLE), "words": " ".join(words),
        "low": ratio.low if ratio else None, "value": ratio.value if ratio else None,
        "high": ratio.high if ratio else None, "drawn": ratio is not None and ratio.low is not None,
        "shape": VERDICTS.get(one.verdict or "", "wait"),
        "verdict": verdicts.get(one.verdict or "", say("not measured yet")),
        "strong": one.verdict == "improved",
    }  # fmt: skip


def _day(one: ShownImprovement, say: Say) -> str:
    return say.day(one.raised_at.astimezone(say.zone).date())
