"""Drivers: association, not proof; and the reason where there is none to show."""

from cxloop.reports import charts
from cxloop.reports.drawings import NARROW, WIDE, Drawing
from cxloop.reports.drivers_of_score import MOST_ANSWERS, DriversOfScore, OfMeasure
from cxloop.reports.metrics.importance import DRIVERS, Importance, needed
from cxloop.reports.plain_words import measure_name
from cxloop.reports.saying import Say
from cxloop.reports.sheets.sheet import Section, Sheet, source, table


def sheet(found: DriversOfScore, say: Say) -> Sheet:
    lead = say("Which further questions go with the score: association, not proof.")
    if not found.measures:
        words = (
            say("No survey of these days holds further questions with numbers from 0 to 10 beside its score, so there"
                " is nothing to compare. A file’s further columns are kept with each answer."),
            say("With them, %(n)s answers are needed at least.", n=say.number(needed(1))),
        )  # fmt: skip
        section = Section(
            "none", say("Nothing to compare"),
            source(say, DRIVERS, say("Drivers of the score"), clock="answered",
                   n=say("n = %(n)s answers", n=say.number(found.answers))), words,
        )  # fmt: skip
        return Sheet(say("Drivers"), lead, (section,))
    return Sheet(say("Drivers"), lead, tuple(_section(one, say) for one in found.measures))


def _section(one: OfMeasure, say: Say) -> Section:
    got = one.found
    wide = narrow = None
    rows = []
    if got.drivers:
        title = say("Share of what is explained, by question, with intervals")
        bars = [
            charts.Bar(
                each.name, 100 * each.share, 100 * each.low, 100 * each.high, say.percent(each.share, 0)
            )
            for each in got.drivers
        ]
        wide, narrow = (Drawing(charts.bars(bars, width), title) for width in (WIDE, NARROW))
        rows = [
            (each.name, f"{say.percent(each.share)} [{say.bounds(each.low, each.high)}]")
            for each in got.drivers
        ]
    heading = (say("Question"), "#" + say("Share of what is explained, with 95 %% interval") % ())
    return Section(
        one.measure.key, measure_name(one.measure, say),
        source(say, DRIVERS, say("Drivers of the score"),
               say("the newest %(n)s answers at most", n=say.number(MOST_ANSWERS)), clock="answered",
               n=say("n = %(n)s answers", n=say.number(got.n))),
        _words(got, say), wide=wide, narrow=narrow,
        tables=(table(say("Questions by what they explain"), heading, rows),) if rows else (),
    )  # fmt: skip


def _words(got: Importance, say: Say) -> tuple[str, ...]:
    facts = {"n": say.number(got.n), "needed": say.number(got.needed)}
    if got.refused == "few":
        return (say("Refused: %(n)s answers hold all the questions, and %(needed)s are needed.", **facts),)
    if got.refused == "flat":
        return (
            say(
                "Refused: the score, or every question, has the same answer everywhere (n = %(n)s).", **facts
            ),
        )
    if got.refused:
        return (say("Refused: no question is answered by enough of these customers (n = %(n)s).", **facts),)
    explained = say.percent(got.explained or 0, 0)
    return (
        say("Together the questions explain %(share)s of what moves the score (n = %(n)s).", share=explained, **facts),
        say("Where intervals overlap, the order is not known. Association, not proof: what goes with the score need not"
            " move it."),
    )  # fmt: skip
