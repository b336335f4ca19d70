"""The journey: where customers hurt, on the circle and cause by cause."""

from cxloop.reports import charts
from cxloop.reports.drawings import NARROW, Drawing
from cxloop.reports.metrics.figure import COUNTS_ONLY_BELOW, Showing
from cxloop.reports.metrics.pareto import M11
from cxloop.reports.saying import Say
from cxloop.reports.sheets.sheet import Cell, Section, Sheet, Source, percent, share, source, table
from cxloop.reports.where import NOWHERE, Stage, Where

STEPS = (1.0, 2.0, 3.0)
"""Per 100 answers, from which a place is darker."""
CAUSES = 12


def sheet(found: Where, say: Say) -> Sheet:
    stages = [one for one in found.stages if one.key != NOWHERE]
    if not stages:
        words = (
            say(
                "The journey has no stages yet. Whoever steers settings lays them out under Settings, Journey."
            ),
        )
        return Sheet(
            say("The journey"), "", (Section("circle", say("Where it hurts"), _source(found, say), words),)
        )
    return Sheet(say("The journey"), _lead(stages, say), (_circle(found, stages, say), _heat(found, say)))


def _source(found: Where, say: Say) -> Source:
    n = sum(one.rate.n for one in found.stages)
    k = sum(one.rate.k for one in found.stages)
    return source(
        say, M11, say("Causes with coverage"), clock="answered",
        n=say("n = %(n)s unhappy of %(all)s answers", n=say.number(k), all=say.number(n)), rows="causes",
    )  # fmt: skip


def _lead(stages: list[Stage], say: Say) -> str:
    judged = [one for one in stages if one.rate.showing in (Showing.FAINT, Showing.FULL)]
    if not judged:
        return say("Too few answers at every stage for a rate; the counts are below.")
    worst = max(judged, key=lambda one: one.rate.share or 0)
    return say("Most often it hurts at %(stage)s: %(share)s of the answers.", stage=worst.name(say.language),
               share=share(say, worst.rate))  # fmt: skip


def _circle(found: Where, stages: list[Stage], say: Say) -> Section:
    rates = {one.key: one.rate.share or 0 for one in stages if one.rate.n >= COUNTS_ONLY_BELOW}
    worst = max(rates.values(), default=0)
    arcs = [
        charts.Arc(
            rates.get(one.key, 0) / worst if worst else 0,
            say.number(100 * rates[one.key]) if one.key in rates else say.of(one.rate) if one.rate.n else "–",
            one.name(say.language), bool(worst) and rates.get(one.key) == worst,
        )
        for one in stages
    ]  # fmt: skip
    title = say(
        "The journey as a circle: unhappy customers per 100 answers at each stage; a thicker line is more"
    )
    rows = [
        (_name(one, say), say.number(one.rate.k), say.number(one.rate.n), percent(say, one.rate))
        for one in found.stages
        if one.key != NOWHERE or one.rate.n
    ]
    headings = (say("Stage"), "#" + say("Unhappy"), "#" + say("Answers"), "#" + say("Share"))
    words = [
        say(
            "Unhappy customers per 100 answers at each stage; a thicker line is more. Below ten answers, counts."
        )
    ]
    if not found.has_rates:
        words.append(say("Answers do not keep the tier of their day, so rates are of the unhappy alone."))
    return Section(
        "circle", say("Where it hurts"), _source(found, say), tuple(words),
        wide=Drawing(charts.circle(arcs), title), narrow=Drawing(charts.circle(arcs, NARROW), title),
        tables=(table(say("The stages of the journey"), headings, rows),),
    )  # fmt: skip


def _name(one: Stage, say: Say) -> str:
    return one.name(say.language) if one.key != NOWHERE else say("named nowhere")


def _heat(found: Where, say: Say) -> Section:
    shown = [one for one in found.stages if one.key != NOWHERE or one.causes]
    totals: dict[str, int] = {}
    for stage in shown:
        for cause, n in stage.causes.items():
            totals[cause] = totals.get(cause, 0) + n
    causes = sorted((one for one in totals if one), key=lambda one: (-totals[one], one))
    rows = [
        _row(found.cause_name(cause, say.language), cause, shown, totals, say) for cause in causes[:CAUSES]
    ]
    if rest := causes[CAUSES:]:
        cells = [Cell(say.number(sum(stage.causes.get(one, 0) for one in rest))) for stage in shown]
        name = say("all other causes (%(n)s)", n=len(rest))
        rows.append([Cell(name), *cells, Cell(say.number(sum(totals[one] for one in rest)))])
    rows.append(_row(say("no cause known yet"), "", shown, totals, say, shade=False))
    rows.append([Cell(say("all who told us")), *(Cell(say.number(stage.rate.k), _rate(stage.rate.k, stage, say))
                 for stage in shown), Cell(say.number(sum(totals.values())))])  # fmt: skip
    headings = (say("Main cause"), *("#" + _name(one, say) for one in shown), "#" + say("All"))
    words = (say("Customers, and per 100 answers of the stage; the darker, the more often. The darkest of a stage has a"
                 " frame."),)  # fmt: skip
    if not totals:
        words, rows = (say("Nobody was unhappy in these days."),), []
    return Section(
        "heat", say("Causes, by where the customer stood"), _source(found, say), words,
        tables=(table(say("Causes by stage"), headings, rows),) if rows else (),
    )  # fmt: skip


def _row(
    name: str, cause: str, shown: list[Stage], totals: dict[str, int], say: Say, *, shade: bool = True
) -> list[Cell]:
    cells = [Cell(name)]
    for stage in shown:
        n = stage.causes.get(cause, 0)
        most = max((count for one, count in stage.causes.items() if one), default=0)
        has_rate = stage.rate.n >= COUNTS_ONLY_BELOW
        per_hundred = 100 * n / stage.rate.n if has_rate else 0
        tone = (1 + sum(per_hundred >= step for step in STEPS) if n else 0) if shade and has_rate else None
        cells.append(Cell(say.number(n) if n else say("none"), _rate(n, stage, say) if n else "", tone,
                          shade and bool(n) and n == most))  # fmt: skip
    return [*cells, Cell(say.number(totals.get(cause, 0)))]


def _rate(n: float, stage: Stage, say: Say) -> str:
    return say.number(100 * n / stage.rate.n, 1) if stage.rate.n >= COUNTS_ONLY_BELOW else ""
