"""Charts of figures with their words, for every skin: a specification each, and the title it is known by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cxloop.reports import charts, effect_words
from cxloop.reports.executive import Executive, MeasuredScore, MonthlyScore
from cxloop.reports.frozen import Frozen
from cxloop.reports.marks import ACCENT, GREY, INK, INK_3, PALE, Spec
from cxloop.reports.metrics.control import ControlLimits
from cxloop.reports.metrics.figure import COUNTS_ONLY_BELOW, Showing
from cxloop.reports.metrics.ladder import Ladder
from cxloop.reports.metrics.pareto import Pareto
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.metrics.survival import WaitingTimes
from cxloop.reports.period import HORIZON_DAYS
from cxloop.reports.saying import Say
from cxloop.reports.shown_improvements import ShownImprovement

CAUSES_DRAWN = 8
NARROW, WIDE = 330, 820
DAY = 24.0


@dataclass(frozen=True)
class Drawing:
    """A chart to be drawn, and what it says to who cannot see it."""

    spec: Spec
    title: str


class HasTimes(Protocol):
    @property
    def times(self) -> Mapping[str, WaitingTimes]: ...


class HasCauses(Protocol):
    @property
    def causes(self) -> Pareto: ...
    def cause_name(self, name: str, language: str) -> str: ...


def rung_names(say: Say) -> dict[str, str]:
    """Every step of the ladder as the page calls it."""
    return {
        "detected": say("detected"), "contactable": say("contactable"), "attempted": say("attempted"),
        "reached": say("reached"), "cause": say("cause"), "action": say("action"), "told": say("told"),
        "asked": say("asked"), "verified": say("verified yes"),
    }  # fmt: skip


def ladder(figure: Ladder, say: Say) -> tuple[Drawing, Drawing]:
    """Wide for a desk, narrow for a phone."""
    names = rung_names(say)
    n = figure["contactable"]
    shows_shares = n >= COUNTS_ONLY_BELOW
    rungs = [charts.Rung(names["detected"], figure.detected, say.number(figure.detected),
                         say("contactable %(n)s", n=say.number(n)))]  # fmt: skip
    for name, count in figure.rungs[1:]:
        share = say.percent(count / n, 0) if shows_shares and n else ""
        rungs.append(charts.Rung(names[name], count, say.number(count), share))
    title = say("Ladder from %(top)s detected to %(last)s verified yes",
              top=say.number(figure.detected), last=say.number(figure["verified"]))  # fmt: skip
    rows = [
        charts.Bar(rung.name, rung.count, None, None, " · ".join(filter(None, (rung.count_words, rung.note))),
                   ACCENT if place == len(rungs) - 1 else GREY)
        for place, rung in enumerate(rungs)
    ]  # fmt: skip
    return Drawing(charts.ladder(rungs, WIDE), title), Drawing(charts.bars(rows, NARROW), title)


def interval(figure: Proportion, say: Say) -> Drawing | None:
    """The dot strip of a share; nothing when there are too few cases for a percentage."""
    if figure.showing in (Showing.NOTHING, Showing.COUNTS) or figure.low is None or figure.high is None:
        return None
    title = say("%(share)s, 95 %% interval %(bounds)s, n = %(n)s", share=say.percent(figure.share or 0),
              bounds=say.bounds(figure.low, figure.high), n=say.number(figure.n))  # fmt: skip
    return Drawing(
        charts.interval(figure.share or 0, figure.low, figure.high, say.percent(1, 0), "50"), title
    )


def causes(page: HasCauses, say: Say) -> tuple[Drawing | None, Drawing | None]:
    """Tickets by cause with the interval of their number, the uncoded as a paler bar."""
    figure, coded = page.causes, page.causes.coverage.k
    if not figure.coverage.n:
        return None, None
    rows = []
    for cause in figure.causes[:CAUSES_DRAWN]:
        low, high = (cause.share.low or 0) * coded, (cause.share.high or 0) * coded
        words = say.number(cause.weight)
        if cause.share.n >= COUNTS_ONLY_BELOW:
            words += f" · {say.percent(cause.share.share or 0, 0)}"
        rows.append(charts.Bar(page.cause_name(cause.name, say.language), cause.weight, low, high, words))
    if rest := figure.causes[CAUSES_DRAWN:]:
        weight = sum(cause.weight for cause in rest)
        rows.append(
            charts.Bar(say("all other causes (%(n)s)", n=len(rest)), weight, None, None, say.number(weight))
        )
    rows.append(charts.Bar(say("not coded"), figure.uncoded, None, None, say.number(figure.uncoded), PALE))
    title = say("Tickets by cause: %(coded)s of %(closed)s finished tickets are coded",
              coded=say.number(coded), closed=say.number(figure.coverage.n))  # fmt: skip
    return Drawing(charts.bars(rows, WIDE), title), Drawing(charts.bars(rows, NARROW), title)


def times(page: HasTimes, say: Say) -> tuple[Drawing, Drawing] | None:
    """Three curves: attempted, reached, resolved, by days since the ticket opened."""
    names = {"attempted": say("attempted"), "reached": say("reached"), "resolved": say("resolved")}
    if not any(figure.n >= COUNTS_ONLY_BELOW for figure in page.times.values()):
        return None
    curves = {name: tuple((step.length, step.happened) for step in page.times[name].steps) for name in names}
    lines = [
        charts.Curve(word, curves[name], ACCENT if name == "reached" else INK_3)
        for name, word in names.items()
    ]
    ticks = [
        (0.0, "0"),
        (7 * DAY, say("7 days")),
        (14 * DAY, say("14 days")),
        (HORIZON_DAYS * DAY, say("30 days")),
    ]
    title = say(
        "Share of tickets attempted, reached and resolved by days since opening; open tickets counted"
    )
    whole = say.percent(1, 0)
    wide, narrow = (charts.curves(lines, ticks, whole, width) for width in (WIDE, NARROW))
    return Drawing(wide, title), Drawing(narrow, title)


def months(page: Executive, say: Say) -> tuple[Drawing | None, list[tuple[str, str, date]]]:
    return control_chart(page.months, page.limits, page.improvements, page.period.end, say)


def control_chart(
    scores: Sequence[MonthlyScore],
    limits: ControlLimits,
    improvements: Sequence[ShownImprovement],
    end: date,
    say: Say,
) -> tuple[Drawing | None, list[tuple[str, str, date]]]:
    """The months, and what their letters stand for: (letter, improvement, day it went live)."""
    points = [
        charts.Point(say.month(one.month), one.score.value, one.score.low, one.score.high)
        if one.score.n >= COUNTS_ONLY_BELOW
        else charts.Point(say.month(one.month), None, None, None)
        for one in scores
    ]
    if not any(point.value is not None for point in points):
        return None, []
    first = scores[0].month
    live = sorted((one.live_on, one.title) for one in improvements if one.is_live and one.live_on)
    inside = [(day, title) for day, title in live if first <= day < end]
    key = [(chr(ord("A") + place), title, day) for place, (day, title) in enumerate(inside[-26:])]
    markers: dict[float, str] = {}
    for letter, _title, day in key:
        place = (day.year - first.year) * 12 + day.month - first.month + (day.day - 15) / 31
        near = next((known for known in markers if abs(known - place) < 1), place)
        markers[near] = markers.get(near, "") + letter
    title = say("The score month by month, with intervals and the limits of a steady system")
    marks = [charts.Marker(place, letters) for place, letters in markers.items()]
    return Drawing(charts.months(points, _limits(limits, say), marks), title), key


def distribution(one: MeasuredScore, say: Say) -> Drawing:
    """How many gave each score, band by band."""
    bands = bands_of(one)
    tones = {"low": INK, "middle": PALE, "high": GREY}
    bars, labels = [], []
    for place, (score, answers) in enumerate(one.distribution):
        band = bands[score]
        bars.append(charts.Bar(str(score), answers, None, None, "", tones[band]))
        if place == 0 or band != bands[one.distribution[place - 1][0]]:
            count = sum(n for at, n in one.distribution if bands[at] == band)
            labels.append((place, band_words(one, say)[band], say.number(count)))
    title = say("All %(n)s answers, from %(low)s to %(high)s", n=say.number(one.score.n), low=one.measure.lowest,
              high=one.measure.highest)  # fmt: skip
    return Drawing(charts.distribution(bars, labels), title)


def bands_of(one: MeasuredScore) -> dict[int, str]:
    """low, middle or high for every score of the scale."""
    measure = one.measure
    low_to = 6 if measure.recommends else (measure.lowest + measure.highest - 1) // 2
    return {
        score: "high" if score >= measure.high_from else "low" if score <= low_to else "middle"
        for score, _answers in one.distribution
    }


def band_words(one: MeasuredScore, say: Say) -> dict[str, str]:
    if one.measure.recommends:
        return {"low": say("detractors"), "middle": say("passives"), "high": say("promoters")}
    return {"low": say("unhappy"), "middle": say("in between"), "high": say("satisfied")}


def effects(page: Executive, say: Say) -> dict[int, Drawing]:
    """The interval of each measured improvement by its id, all on one scale."""
    measured = [(one.id, one.effect) for one in page.improvements if one.is_live and one.effect]
    return {id_: ratio(effect, say) for id_, effect in measured if effect.ratio.low is not None}


def ratio(effect: Frozen, say: Say) -> Drawing:
    """What became of the cause as a multiple of what it would have been."""
    found = effect.ratio
    return Drawing(
        charts.effect(found.value, found.low, found.high, effect.verdict == "improved"),
        effect_words.ratio_words(effect, say.language),
    )


def _limits(limits: ControlLimits, say: Say) -> charts.Limits | None:
    if limits.mean is None or limits.low is None or limits.high is None:
        return None
    return charts.Limits(
        limits.mean, limits.low, limits.high,
        say("mean %(value)s", value=say.points(limits.mean)), say.points(limits.low), say.points(limits.high),
    )  # fmt: skip
