"""Causes: how many, how sure the order is, and who is behind them."""

from cxloop.reports import drawings
from cxloop.reports.metrics.figure import Showing
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.saying import Say
from cxloop.reports.sheets.sheet import Section, Sheet, Source, few, percent, share, source, table
from cxloop.reports.why import Weight, Why

SHOWN = (Showing.FAINT, Showing.FULL)
NOTHING = Weight()


def sheet(found: Why, say: Say) -> Sheet:
    figure = found.causes
    if not figure.coverage.n:
        words = (say("No ticket of these days is closed yet, so no cause can be counted."),)
        section = Section("causes", say("Why customers were unhappy"), _source(found, say), words)
        return Sheet(say("Causes"), "", (section,))
    return Sheet(say("Causes"), _lead(found, say), (_pareto(found, say), _weights(found, say)))


def _lead(found: Why, say: Say) -> str:
    if not found.causes.causes:
        return say("No cause is written down for any of these tickets yet.")
    first = found.causes.causes[0]
    name = found.cause_name(first.name, say.language)
    if first.share.showing not in SHOWN:
        return say("Most often it was %(cause)s: %(share)s.", cause=name, share=say.of(first.share))
    return say(
        "Most often it was %(cause)s: %(share)s. It is among the first three in %(top)s of redraws (n = %(n)s).",
        cause=name, share=share(say, first.share), top=say.percent(first.top, 0), n=say.number(first.share.n),
    )  # fmt: skip


def _source(found: Why, say: Say) -> Source:
    figure = found.causes
    rates = say("rates per %(n)s answers", n=say.number(found.answers))
    if not found.has_rates:
        rates = say("no rates: answers do not keep the tier of their day")
    return source(
        say, figure.definition, say("Causes with coverage"), rates, clock="answered",
        n=say("n = %(n)s finished tickets", n=say.number(figure.coverage.n)), rows="causes",
    )  # fmt: skip


def _pareto(found: Why, say: Say) -> Section:
    figure = found.causes
    rows = []
    for one in figure.causes:
        rows.append(
            (
                found.cause_name(one.name, say.language), say.of(one.share), percent(say, one.share),
                _rate(found, one.rate, say), say.percent(one.top, 0) if one.share.showing in SHOWN else "–",
            )
        )  # fmt: skip
    rows.append((say("not coded"), say("%(k)s of %(n)s", k=say.number(figure.uncoded),
                                       n=say.number(figure.coverage.n)), "–", "–", "–"))  # fmt: skip
    headings = (
        say("Cause"), "#" + say("Tickets"), "#" + say("Share of the coded"), "#" + say("Per 100 answers"),
        "#" + say("Surely among the first three"),
    )  # fmt: skip
    words = [say("The cause is known for %(share)s finished tickets.", share=share(say, figure.coverage)),
             few(say, figure.coverage)]  # fmt: skip
    wide, narrow = drawings.causes(found, say)
    return Section(
        "causes", say("Why customers were unhappy"), _source(found, say), tuple(filter(None, words)), wide=wide,
        narrow=narrow, tables=(table(say("Causes of finished tickets"), headings, rows),),
    )  # fmt: skip


def _weights(found: Why, say: Say) -> Section:
    weights = [(one, found.weights.get(one.name, NOTHING)) for one in found.causes.causes]
    rows = [
        (
            found.cause_name(one.name, say.language), say.number(one.weight), say.number(behind.urgent),
            say.number(behind.companies), say.number(behind.revenue),
        )
        for one, behind in sorted(weights, key=lambda pair: (-pair[1].revenue, -pair[1].urgent))
    ]  # fmt: skip
    words = [say("Each company counts once a cause, with its yearly revenue as it is known today.")]
    if heaviest := max(weights, key=lambda pair: pair[1].revenue, default=None):
        cause, behind = heaviest
        if behind.revenue:
            name = found.cause_name(cause.name, say.language)
            said = say(
                "By revenue the first is %(cause)s: %(revenue)s a year.",
                cause=name,
                revenue=say.number(behind.revenue),
            )
            words.insert(0, said)
    headings = (
        say("Cause"), "#" + say("Tickets"), "#" + say("Urgent ones"), "#" + say("Companies"),
        "#" + say("Revenue a year"),
    )  # fmt: skip
    return Section(
        "weights", say("By revenue and urgency"), _source(found, say), tuple(words),
        tables=(table(say("What is behind each cause"), headings, rows),) if rows else (),
    )  # fmt: skip


def _rate(found: Why, rate: Proportion, say: Say) -> str:
    if not found.has_rates or rate.showing not in SHOWN:
        return "–"
    return f"{say.number(100 * (rate.share or 0), 1)} [{say.bounds(rate.low, rate.high)}]"
