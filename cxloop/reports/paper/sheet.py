"""What the sheet says: the page's figures in the words of one language, ready to be set."""

from typing import Any

from cxloop.reports.drawings import band_words, bands_of
from cxloop.reports.executive import Executive, MeasuredScore
from cxloop.reports.metrics.change import Verdict
from cxloop.reports.metrics.figure import COUNTS_ONLY_BELOW, Showing
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.paper.improvements import cut, decisions, improvements, marked
from cxloop.reports.plain_words import measure_name
from cxloop.reports.saying import Say
from cxloop.reports.standfirst import plain, several, standfirst


def sheet(
    page: Executive, say: Say, company: str, told_back: tuple[int, int] | None = None
) -> dict[str, Any]:
    """Numbers, words and shares by the place they have on the sheet; a part without anything to say is None.

    Args:
        told_back: customers who were told what changed, of those who can be.
    """
    return {
        "language": say.language,
        "company": cut(company, 60),
        "title": say("What we changed for customers"),
        "dated": say("As of %(moment)s", moment=say.as_of(page.as_of)),
        "lead": [list(piece) for piece in standfirst(page, say)]
        or [[say("Nothing has been heard yet: this page fills with the first answers."), False]],
        "month": _month(page, say),
        "ladder": _ladder(page, say),
        "verified": _verified(page, say),
        "promises": _promises(page, say),
        "improvements": improvements(page, say),
        "told_back": {
            "figure": say("%(k)s of %(n)s", k=say.number(told_back[0]), n=say.number(told_back[1])),
            "words": say("customers who raised what we changed were told"),
        }
        if told_back and told_back[1]
        else None,
        "number": _number(page, say),
        "decisions": decisions(page, say),
        "foot": _foot(page, say),
    }


def _month(page: Executive, say: Say) -> dict[str, Any]:
    now = page.now
    numbers = [(now.told, say("told us")), (now.spoken_to, say("spoken to")), (now.waiting, say("waiting"))]
    if now.ended:
        numbers.append((now.ended, say("not reached, or nothing to do")))
    return {
        "title": say("This month so far"),
        "note": say.day(page.month.last) if page.month.days == 1 else say.days(page.month),
        "numbers": [{"n": say.number(count), "label": label} for count, label in numbers],
    }


def _ladder(page: Executive, say: Say) -> dict[str, Any] | None:
    figure = page.ladder
    if not figure.detected:
        return None
    contactable = figure["contactable"]
    names = (
        say("detected"), say("attempted"), say("reached"), say("cause"), say("action"), say("told"), say("asked"),
        say("verified yes"),
    )  # fmt: skip
    counts = [figure.detected, *(count for name, count in figure.rungs if name != "contactable")]
    shares = [say("of %(n)s", n=say.number(contactable))] + [
        say.percent(count / contactable, 0) if contactable >= COUNTS_ONLY_BELOW else ""
        for count in counts[1:]
    ]
    solved, silent, closed = figure["verified"], figure.silent, round(figure.completion.k)
    words = say("Closed strictly: %(of)s", of=say.of(figure.completion))
    return {
        "title": say("From an unhappy answer to a closed loop"),
        "note": say.days(page.period),
        "rungs": [
            {"name": name, "count": count, "words": say.number(count), "share": share}
            for name, count, share in zip(names, counts, shares, strict=True)
        ],
        "all": contactable, "solved": solved, "silent": silent, "open": max(0, contactable - closed),
        "closed_words": words,
        "closed_interval": _interval(figure.completion, say),
        "solved_words": say("%(n)s say it is solved", n=say.number(solved)),
        "silent_words": say("%(n)s silent after we asked", n=say.number(silent)),
        "open_words": say("%(n)s not closed", n=say.number(max(0, contactable - closed))),
        "alt": f"{words}. " + ", ".join(f"{name} {say.number(n)}" for name, n in zip(names, counts, strict=True)),
    }  # fmt: skip


def _verified(page: Executive, say: Say) -> dict[str, Any] | None:
    found = page.verified
    yes, rest = round(found.verified.k), found.partly + found.no
    if not found.replied.n:
        return None
    bounds = ""
    if found.lowest is not None and found.highest is not None and found.replied.n >= COUNTS_ONLY_BELOW:
        bounds = say(
            "If silence meant no %(low)s, if yes %(high)s.",
            low=say.percent(found.lowest, 0), high=say.percent(found.highest, 0),
        )  # fmt: skip
    return {
        "title": say("Verified by the customer"), "figure": say.of(found.verified),
        "interval": _interval(found.verified, say), "note": say("who replied: solved"),
        "parts": [yes, rest, found.silent], "bounds": bounds,
        "labels": [
            say("%(n)s yes", n=say.number(yes)), say("%(n)s partly or no", n=say.number(rest)),
            say("%(n)s silent", n=say.number(found.silent)),
        ],
    }  # fmt: skip


def _promises(page: Executive, say: Say) -> dict[str, Any] | None:
    figure = page.contacted.reached
    if not figure.n:
        return None
    return {
        "title": say("Contacted in time"), "figure": say.of(figure), "note": say("promises that fell due"),
        "interval": _interval(figure, say),
        "low": figure.low, "value": figure.share, "high": figure.high,
        "shows": figure.showing not in (Showing.NOTHING, Showing.COUNTS),
        "more": say("Resolved in time: %(of)s.", of=say.of(page.resolved_in_time)) if page.resolved_in_time.n else "",
        "scale": [say.number(0), say.number(50), say.percent(1, 0)],
    }  # fmt: skip


def _number(page: Executive, say: Say) -> dict[str, Any] | None:
    one = page.chosen
    if one is None or not one.score.n:
        return None
    if one.score.showing == Showing.COUNTS:
        too_few = say(
            "%(name)s: too few for a score. Read what they said instead.", name=measure_name(one.measure, say)
        )
        return _heading(say) | {"value": "–", "said": too_few, "verdict": None, "n": say.number(one.score.n)}
    return (
        _heading(say)
        | {
            "value": say.score(one.score),
            "said": say(
                "%(name)s. 95 %% interval %(bounds)s, n = %(n)s",
                name=measure_name(one.measure, say), bounds=say.score_bounds(one.score), n=say.number(one.score.n),
            ),
            "six": say("If a 6 counted as passive the number would be %(score)s (n = %(n)s).",
                       score=say.score(one.six_as_passive), n=say.number(one.score.n)) if one.six_as_passive else "",
        }
        | _moved(one, say)
        | {"months": _months(page, say), "answers": _answers(one, say)}
    )  # fmt: skip


def _heading(say: Say) -> dict[str, Any]:
    return {"title": say("The number"), "moved": "", "seen": None, "months": None, "answers": None, "six": ""}


def _moved(one: MeasuredScore, say: Say) -> dict[str, Any]:
    change = one.change
    if change.verdict is None or one.before.showing not in (Showing.FAINT, Showing.FULL):
        few = say(
            "Before, there were too few answers to compare with (n = %(n)s).", n=say.number(one.before.n)
        )
        return {"verdict": None, "moved": few}
    moved = say(
        "It was %(before)s in the same number of days before (n = %(n)s). The move is %(move)s points, 95 %% interval"
        " %(low)s to %(high)s.",
        before=say.score(one.before), n=say.number(one.before.n), move=say.signed(change.raw or 0),
        low=say.signed(change.low or 0), high=say.signed(change.high or 0),
    )  # fmt: skip
    shape = {Verdict.NOISE: "none", Verdict.RISE: "improved", Verdict.FALL: "late"}[change.verdict]
    seen = None
    if one.smallest_visible_change:
        least = one.smallest_visible_change
        seen = {
            "title": say("The smallest move we could see"), "least": least, "moved": abs(change.raw or 0),
            "least_words": say("%(n)s points", n=say.number(least)),
            "moved_words": say("it moved %(n)s", n=say.number(abs(change.raw or 0))),
        }  # fmt: skip
    return {"verdict": say.verdict(change.verdict), "shape": shape, "moved": moved, "seen": seen}


def _months(page: Executive, say: Say) -> dict[str, Any] | None:
    points = [
        {
            "label": say.month(one.month),
            "value": one.score.value,
            "low": one.score.low,
            "high": one.score.high,
        }
        if one.score.n >= COUNTS_ONLY_BELOW
        else {"label": say.month(one.month), "value": None, "low": None, "high": None}
        for one in page.months
    ]
    if sum(point["value"] is not None for point in points) < 2:
        return None
    limits = page.limits
    inside = (
        say("Every month lies inside the grey limits: one steady system, no signal.")
        if not limits.outside
        else plain(
            several(
                "One month lies outside the grey limits: something happened there.",
                "%(n)s months lie outside the grey limits: something happened there.", len(limits.outside), say=say,
            )
        )
    )  # fmt: skip
    return {
        "title": say("Month by month"), "points": points,
        "mean": limits.mean, "low": limits.low, "high": limits.high,
        "mean_words": say("mean %(value)s", value=say.points(limits.mean)) if limits.mean is not None else "",
        "low_words": say.points(limits.low) if limits.low is not None else "",
        "high_words": say.points(limits.high) if limits.high is not None else "",
        "marks": _marks(page), "said": inside if limits.low is not None else "",
        "alt": say("The score month by month, with intervals and the limits of a steady system"),
    }  # fmt: skip


def _marks(page: Executive) -> list[dict[str, Any]]:
    """The letters of the newest improvements that went live within the months shown, as on the page's chart."""
    first = page.months[0].month
    return [
        {"mark": mark, "place": (day.year - first.year) * 12 + day.month - first.month + (day.day - 15) / 31}
        for mark, day in marked(page).values()
        if day >= first
    ]


def _answers(one: MeasuredScore, say: Say) -> dict[str, Any]:
    bands, words = bands_of(one), band_words(one, say)
    totals: dict[str, int] = {}
    for step, count in one.distribution:
        totals[bands[step]] = totals.get(bands[step], 0) + count
    return {
        "title": say("All %(n)s answers, from %(low)s to %(high)s", n=say.number(one.score.n),
                     low=one.measure.lowest, high=one.measure.highest),
        "bars": [{"label": str(step), "count": count, "band": bands[step]} for step, count in one.distribution],
        "bands": [
            {"band": band, "words": f"{say.number(totals[band])} {words[band]}"}
            for band in ("low", "middle", "high") if band in totals
        ],
    }  # fmt: skip


def _foot(page: Executive, say: Say) -> dict[str, Any]:
    chance = page.improved_by_chance
    parts = [
        say("Closed strictly (M7): reached, cause, action, told, and verified or asked and silent to the end; of those"
            " who can be contacted, 30 days on."),
        say("Verified (M8): yes of all questions answered. Contacted in time (M4): reached by the moment promised."),
        say("Effect (M12): ratio of ratios, exact, with its interval. Score M1, change M2."),
        say("What we did goes by the day we heard it, what customers felt by the day they said it."),
    ]  # fmt: skip
    if chance:
        parts.append(
            say("Chance alone would call %(n)s of these improvements improved.", n=say.number(chance, 2))
        )
    return {
        "definitions": " ".join(parts),
        "as_of": say("As of %(moment)s", moment=say.as_of(page.as_of)),
        "zone": say("Days of %(zone)s", zone=str(page.zone)),
        "page": say("Page 1 of 1"),
    }


def _interval(figure: Proportion, say: Say) -> str:
    if figure.showing in (Showing.NOTHING, Showing.COUNTS) or figure.share is None:
        return ""
    return say(
        "%(share)s, 95 %% interval %(bounds)s",
        share=say.percent(figure.share),
        bounds=say.bounds(figure.low, figure.high),
    )
