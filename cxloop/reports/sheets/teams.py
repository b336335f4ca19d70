"""Teams: what they do, inside or outside what chance does, never ranked."""

from cxloop.reports import charts
from cxloop.reports.drawings import NARROW, WIDE, Drawing
from cxloop.reports.metrics.fairness import Compared, Funnel, Place, limits
from cxloop.reports.metrics.figure import COUNTS_ONLY_BELOW
from cxloop.reports.saying import Say
from cxloop.reports.sheets.sheet import Section, Sheet, percent, share, source, table
from cxloop.reports.teams import BEHAVIOURS, Teams

STEPS = 40


def sheet(found: Teams, say: Say) -> Sheet:
    lead = say("Teams are compared with what chance does to so many cases. Only what lies outside is worth a question,"
               " and nobody is ranked.")  # fmt: skip
    sections = [_section(name, found.funnels[name], say) for name in BEHAVIOURS]
    return Sheet(say("Teams"), lead, (*sections, _raised(found, say)))


def behaviours(say: Say) -> dict[str, tuple[str, str]]:
    return {
        "contacted": (say("Contacted in time"), "contacted"), "coded": (say("Cause written down"), "causes"),
        "told": (say("Customer told what was done"), "ladder"),
    }  # fmt: skip


def _section(name: str, found: Funnel, say: Say) -> Section:
    title, rows_of = behaviours(say)[name]
    shown = [one for one in found.teams if one.figure.n >= COUNTS_ONLY_BELOW]
    outside = [one for one in shown if one.place not in (None, Place.INSIDE)]
    rows = [
        (one.name, say.of(one.figure), percent(say, one.figure), _limits(one, say), _place(one, say))
        for one in found.teams
    ]
    headings = (say("Team"), "#" + say("Tickets"), "#" + say("Share"), "#" + say("Chance alone, 95 %%") % (),
                say("Where it stands"))  # fmt: skip
    words = [say("No team has a ticket to judge in these days.")]
    if found.overall.n:
        words = [say("All together: %(share)s.", share=share(say, found.overall))]
        names = ", ".join(one.name for one in outside)
        words.append(
            say("Outside what chance does: %(names)s.", names=names)
            if outside
            else say("No team with ten tickets or more lies outside what chance does.")
        )
    wide, narrow = _drawn(shown, found, title, say) if shown else (None, None)
    return Section(
        name, title,
        source(say, found.definition, say("Fair comparison"), clock="received",
               n=say("n = %(n)s tickets", n=say.number(found.overall.n)), rows=rows_of),
        tuple(words), wide=wide, narrow=narrow, tables=(table(title, headings, rows),) if rows else (),
    )  # fmt: skip


def _limits(one: Compared, say: Say) -> str:
    if one.limits is None or one.figure.n < COUNTS_ONLY_BELOW:
        return "–"
    return say.bounds(one.limits.low, one.limits.high, 0)


def _place(one: Compared, say: Say) -> str:
    if one.figure.n < COUNTS_ONLY_BELOW:
        return say("too few")
    words = {
        Place.INSIDE: say("as chance would have it"), Place.BELOW: say("below, worth a question"),
        Place.ABOVE: say("above, worth a question"), Place.FAR_BELOW: say("far below"),
        Place.FAR_ABOVE: say("far above"),
    }  # fmt: skip
    return words[one.place] if one.place else "–"


def _drawn(shown: list[Compared], found: Funnel, title: str, say: Say) -> tuple[Drawing, Drawing]:
    overall = found.overall.share or 0
    most = max(one.figure.n for one in shown)
    sizes = sorted({max(1, round(most * 1.1 * step / STEPS)) for step in range(1, STEPS + 1)})
    reach = []
    for n in sizes:
        at = limits(overall, n)
        reach.append(charts.Reach(n, at.low, at.high, at.far_low, at.far_high))
    dots = [
        charts.Dot(one.figure.n, one.figure.share or 0, one.name, one.place is not Place.INSIDE)
        for one in shown
    ]
    words = (say("tickets"), say("all: %(share)s", share=say.percent(overall, 0)))
    named = say("%(title)s: the share of each team by its tickets, between the limits of chance", title=title)
    wide, narrow = (
        Drawing(charts.funnel(dots, reach, overall, words, width), named) for width in (WIDE, NARROW)
    )
    return wide, narrow


def _raised(found: Teams, say: Say) -> Section:
    rows = [(name, say.number(count)) for name, count in found.raised.items()]
    funnel = next(iter(found.funnels.values()))
    words = (say("What people of a team proposed in these days; a colleague in two teams counts in both."),)
    title = say("Improvements raised")
    return Section(
        "raised", title, source(say, funnel.definition, say("Fair comparison")), words,
        tables=(table(title, (say("Team"), "#" + title), rows),) if rows else (),
    )  # fmt: skip
