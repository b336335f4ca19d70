"""The number: never bare, and after what waits now."""

from cxloop.reports import drawings
from cxloop.reports.metrics.change import Verdict
from cxloop.reports.metrics.figure import Showing
from cxloop.reports.metrics.score import M1
from cxloop.reports.plain_words import measure_name
from cxloop.reports.saying import Say
from cxloop.reports.scores import OneNumber, Scores
from cxloop.reports.sheets.people import now_words
from cxloop.reports.sheets.sheet import Section, Sheet, Table, share, source, table

SHOWN = (Showing.FAINT, Showing.FULL)


def sheet(found: Scores, say: Say) -> Sheet:
    lead = now_words(found.now, say)
    if found.whole_range:
        lead += " " + say("There are answers from %(days)s.", days=say.days(found.whole_range))
    sections = tuple(_section(one, found, say) for one in found.numbers)
    return Sheet(say("The number"), lead, sections or (_nothing(say),))


def _nothing(say: Say) -> Section:
    words = (
        say("Nobody answered with a score in these days, so there is no number and nothing to compare."),
    )
    return Section("none", say("No number"), source(say, M1, say("The score")), words)


def _section(one: OneNumber, found: Scores, say: Say) -> Section:
    score, name = one.found.score, measure_name(one.found.measure, say)
    shown = score.showing in SHOWN
    months, key = drawings.control_chart(one.months, one.limits, found.improvements, found.period.end, say)
    notes = [f"{letter}: {title}, {say.month_and_year(day)}" for letter, title, day in key]
    return Section(
        one.found.measure.key, name,
        source(
            say, score.definition, say("The score"), clock="answered",
            n=say("n = %(n)s answers", n=say.number(score.n)), exclusions=score.exclusions,
            rows=None if one.found.measure.is_anonymous else f"score:{one.found.measure.key}",
        ),
        tuple(filter(None, [*_words(one, say), *_steady(one, say)])),
        say.score(score) if shown else say.many("%(n)s answer", "%(n)s answers", score.n, n=say.number(score.n)),
        score.showing is Showing.FAINT, months, months, (_months(one, say), _answers(one, say)), tuple(notes),
    )  # fmt: skip


def _words(one: OneNumber, say: Say) -> list[str]:
    score, before, change = one.found.score, one.found.before, one.found.change
    said = [say("Of the people we asked, %(share)s answered.", share=share(say, one.asked)) if one.asked.n else
            say("How many were asked is not known: these answers did not come by invitations of ours.")]  # fmt: skip
    if score.showing not in SHOWN:
        return [say("Fewer than ten answers: too few for a score. Read what they said instead."), *said]
    said.insert(
        0, say("95 %% interval %(bounds)s, n = %(n)s.", bounds=say.score_bounds(score), n=say.number(score.n))
    )
    if score.showing is Showing.FAINT:
        said.append(say("Fewer than thirty: the interval is wide."))
    if change.verdict is None or before.showing not in SHOWN:
        said.append(
            say("Before, there were too few answers to compare with (n = %(n)s).", n=say.number(before.n))
        )
    else:
        said.append(_moved(one, say))
    if one.found.smallest_visible_change and score.showing in SHOWN:
        said.append(
            say("With so many answers moves of %(points)s points or more can be seen.",
                points=say.number(one.found.smallest_visible_change))
        )  # fmt: skip
    if one.found.six_as_passive:
        said.append(
            say("If a 6 counted as passive the number would be %(score)s (n = %(n)s).",
                score=say.score(one.found.six_as_passive), n=say.number(score.n))
        )  # fmt: skip
    return said


def _moved(one: OneNumber, say: Say) -> str:
    change, before = one.found.change, one.found.before
    facts = {"before": say.score(before), "n": say.number(before.n), "move": say.signed(change.raw or 0),
             "low": say.signed(change.low or 0), "high": say.signed(change.high or 0)}  # fmt: skip
    if change.verdict is Verdict.NOISE:
        return say(
            "Within noise: %(move)s points from %(before)s (n = %(n)s), interval %(low)s to %(high)s.",
            **facts,
        )
    if change.verdict is Verdict.RISE:
        return say(
            "A rise: %(move)s points from %(before)s (n = %(n)s), interval %(low)s to %(high)s.", **facts
        )
    return say("A fall: %(move)s points from %(before)s (n = %(n)s), interval %(low)s to %(high)s.", **facts)


def _steady(one: OneNumber, say: Say) -> list[str]:
    if one.limits.low is None:
        return []
    outside = len(one.limits.outside)
    if not outside:
        return [say("Every month lies inside the grey limits: one steady system, no signal.")]
    return [
        say.many("One month lies outside the grey limits: something happened there.",
                 "%(n)s months lie outside the grey limits: something happened there.", outside, n=outside)
    ]  # fmt: skip


def _months(one: OneNumber, say: Say) -> Table:
    rows = []
    for point in one.months:
        shown = point.score.showing in SHOWN
        value, bounds = (say.score(point.score), say.score_bounds(point.score)) if shown else ("–", "–")
        rows.append((say.month_and_year(point.month), value, bounds, say.number(point.score.n)))
    headings = (say("Month"), "#" + say("Score"), "#" + say("95 %% interval") % (), "#n")
    return table(say("The score by month"), headings, rows)


def _answers(one: OneNumber, say: Say) -> Table:
    bands, words = drawings.bands_of(one.found), drawings.band_words(one.found, say)
    rows = [(str(step), say.number(n), words[bands[step]]) for step, n in one.found.distribution]
    return table(say("Answers by score"), (say("Score"), "#" + say("Answers"), say("Band")), rows)
