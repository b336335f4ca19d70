"""Companies: revenue covered, deciders heard, exposure before renewal, silence, a score that knows companies."""

from cxloop.reports import charts, drawings
from cxloop.reports.companies import Companies, Company
from cxloop.reports.drawings import NARROW, WIDE, Drawing
from cxloop.reports.marks import ACCENT, GREY
from cxloop.reports.metrics.figure import Showing
from cxloop.reports.saying import Say
from cxloop.reports.sheets.sheet import Cell, Section, Sheet, Source, few, large, share, source, table

DRAWN = 15


def sheet(found: Companies, say: Say) -> Sheet:
    if not found.voices.known:
        words = (say("No companies are known yet. A list of them with revenue and renewals comes in under Customers,"
                     " Companies."),)  # fmt: skip
        return Sheet(
            say("Accounts"), "", (Section("voices", say("Revenue covered"), _source(found, say), words),)
        )
    sections = (
        _covered(found, say),
        _deciders(found, say),
        _exposed(found, say),
        _silent(found, say),
        _score(found, say),
    )
    return Sheet(say("Accounts"), _lead(found, say), sections)


def _source(found: Companies, say: Say, *notes: str) -> Source:
    voices = found.voices
    said = list(notes)
    if voices.without_revenue:
        said.append(say("%(n)s without a known revenue add nothing", n=say.number(voices.without_revenue)))
    return source(say, voices.definition, say("Companies as customers"), *said, clock="answered",
                  n=say("n = %(n)s companies", n=say.number(voices.known)))  # fmt: skip


def _lead(found: Companies, say: Say) -> str:
    many, revenue = found.voices.exposed
    if not found.voices.renewing[0]:
        return say("No company renews within 180 days, as far as their renewals are known.")
    if not many:
        return say("No company that renews within 180 days is exposed: nothing open, nobody silent.")
    return say.many(
        "One company renews within 180 days with an open ticket, in silence or with unhappy people:"
        " %(revenue)s a year.",
        "%(n)s companies renew within 180 days with an open ticket, in silence or with unhappy people:"
        " %(revenue)s a year.",
        many, n=say.number(many), revenue=say.number(revenue),
    )  # fmt: skip


def _covered(found: Companies, say: Say) -> Section:
    voices = found.voices
    rows = [
        (say("companies heard"), say.number(voices.heard), say.number(voices.revenue_heard)),
        (say("all companies"), say.number(voices.known), say.number(voices.revenue)),
    ]
    words = [
        say("%(k)s of %(n)s companies answered in these days: a count of all, so it has no interval.",
            k=say.number(voices.heard), n=say.number(voices.known))
    ]  # fmt: skip
    if voices.revenue:
        words.append(
            say("They stand for %(heard)s of %(all)s revenue a year.", heard=say.number(voices.revenue_heard),
                all=say.number(voices.revenue))
        )  # fmt: skip
    else:
        words.append(say("No company’s revenue is known."))
    headings = (say("Companies"), "#" + say("Number"), "#" + say("Revenue a year"))
    big = say.percent(voices.revenue_heard / voices.revenue, 0) if voices.revenue and voices.known > 9 else ""
    return Section(
        "voices", say("Revenue covered"), _source(found, say), tuple(words), big, voices.showing is Showing.FAINT,
        tables=(table(say("Companies heard"), headings, rows),),
    )  # fmt: skip


def _deciders(found: Companies, say: Say) -> Section:
    figure = found.voices.deciders
    words = [say("Nobody is known to decide at a company yet; who does is written on the page of a person.")]
    if figure.n:
        words = [say("Decision-makers who answered: %(share)s.", share=share(say, figure)), few(say, figure)]
    chart = drawings.interval(figure, say)
    return Section(
        "deciders", say("Decision-makers heard"), _source(found, say), tuple(filter(None, words)), large(say, figure),
        figure.showing == "faint", chart, chart,
    )  # fmt: skip


def _exposed(found: Companies, say: Say) -> Section:
    (many, revenue), (all_, of) = found.voices.exposed, found.voices.renewing
    words = [say("No renewal within 180 days is known.")]
    if all_:
        words = [
            say("%(k)s of %(n)s companies that renew within 180 days, %(revenue)s of %(all)s a year. An exposure, not"
                " a probability.", k=say.number(many), n=say.number(all_), revenue=say.number(revenue),
                all=say.number(of))
        ]  # fmt: skip
    rows = [
        (
            Cell(one.name, one.tier or ""), _revenue(one, say),
            say.day(one.lens.renews_on) if one.lens.renews_on else "–", say.number(one.lens.answers),
            say("%(k)s of %(n)s", k=one.lens.deciders_heard, n=one.lens.deciders), say.number(one.lens.open_tickets),
            _why(one, say),
        )
        for one in found.renewing
    ]  # fmt: skip
    headings = (say("Company"), "#" + say("Revenue a year"), say("Renews"), "#" + say("Answers"),
                "#" + say("Deciders heard"), "#" + say("Open tickets"), say("What is the matter"))  # fmt: skip
    bars = [
        charts.Bar(one.name, one.lens.revenue or 0, None, None, _revenue(one, say),
                   ACCENT if one.lens.is_exposed else GREY)
        for one in found.renewing[:DRAWN]
    ]  # fmt: skip
    title = say("Renewals of the next 180 days by revenue, the exposed in the darker tone first")
    drawn = [Drawing(charts.bars(bars, width), title) if bars else None for width in (WIDE, NARROW)]
    return Section(
        "exposed", say("Exposed before renewal"), _source(found, say, say("as of today")), tuple(words),
        say.number(revenue) if all_ else "", False, drawn[0], drawn[1],
        (table(say("Companies that renew within 180 days"), headings, rows),) if rows else (),
    )  # fmt: skip


def _revenue(one: Company, say: Say) -> str:
    return say.number(one.lens.revenue) if one.lens.revenue is not None else say("not known")


def _why(one: Company, say: Say) -> str:
    said = []
    if one.lens.open_tickets:
        said.append(say.many("one open ticket", "%(num)s open tickets", one.lens.open_tickets))
    if one.lens.is_silent:
        said.append(say("silent"))
    if one.lens.unhappy > 1:
        said.append(say("%(n)s unhappy people", n=one.lens.unhappy))
    return ", ".join(said) or say("nothing open")


def _silent(found: Companies, say: Say) -> Section:
    rows = [(Cell(one.name, one.tier or ""), _revenue(one, say)) for one in found.silent]
    words = (
        say("Asked in two rounds or more within a year, and neither an answer nor a conversation."),
        *(() if rows else (say("No company is silent."),)),
    )
    return Section(
        "silent", say("Silence"), _source(found, say), words,
        tables=(table(say("Silent companies"), (say("Company"), "#" + say("Revenue a year")), rows),) if rows else (),
    )  # fmt: skip


def _score(found: Companies, say: Say) -> Section:
    score = found.score
    words = [say("Fewer than ten answers of companies to a relationship survey: too few for a score.")]
    big = ""
    if score.showing in (Showing.FAINT, Showing.FULL) and score.value is not None:
        big = say.points(score.value)
        words = [say("All answers count; n = %(n)s of %(companies)s companies.", n=say.number(score.n),
                     companies=say.number(score.companies))]  # fmt: skip
        if score.low is not None and score.high is not None:
            bounds = say("%(low)s to %(high)s", low=say.points(score.low), high=say.points(score.high))
            words.append(
                say(
                    "Interval %(bounds)s, drawn by company: people of one company answer alike.",
                    bounds=bounds,
                )
            )
        else:
            words.append(say("All of one company: no interval."))
    return Section("score", say("The score, company by company"), _source(found, say), tuple(words), big,
                   score.showing is Showing.FAINT)  # fmt: skip
