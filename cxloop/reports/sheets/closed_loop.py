"""The closed loop: the ladder, promises kept, how long it takes, what the customer says, what came back."""

from cxloop.reports import drawings
from cxloop.reports.closed_loop import ClosedLoop
from cxloop.reports.metrics.ladder import M7
from cxloop.reports.metrics.proportions import proportion
from cxloop.reports.period import HORIZON_DAYS
from cxloop.reports.plain_words import biggest_gap
from cxloop.reports.saying import Say
from cxloop.reports.sheets.came_back import recovered, repeated
from cxloop.reports.sheets.people import now_words
from cxloop.reports.sheets.sheet import Section, Sheet, few, large, percent, share, source, table


def sheet(found: ClosedLoop, say: Say) -> Sheet:
    sections = (
        _ladder(found, say), _promises(found, say), _times(found, say), _verified(found, say), repeated(found, say),
        recovered(found, say),
    )  # fmt: skip
    return Sheet(say("Closed loops"), now_words(found.now, say), sections)


def _ladder(found: ClosedLoop, say: Say) -> Section:
    ladder, names = found.ladder, drawings.rung_names(say)
    n = ladder["contactable"]
    rows = [(names["detected"], say.number(ladder.detected), "–")]
    for name, count in ladder.rungs:
        figure = proportion(M7, count, n)
        rows.append((names[name], say.of(figure) if n else "0", percent(say, figure)))
    rows.append((say("asked, and silent to the end"), say.number(ladder.silent), "–"))
    rows.append((say("closed strictly"), say.of(ladder.completion), percent(say, ladder.completion)))
    if not ladder.detected:
        words = [say("No unhappy answer of these days is %(days)s days old yet, so no loop can be judged strictly.",
                     days=HORIZON_DAYS)]  # fmt: skip
    else:
        words = [
            say("Closed strictly: %(share)s.", share=share(say, ladder.completion)),
            few(say, ladder.completion),
            say("In %(verified)s of them the customer says it is solved, in %(silent)s they were asked and said"
                " nothing: closed is not yet solved.",
                verified=say.number(ladder["verified"]), silent=say.number(ladder.silent)),
        ]  # fmt: skip
        if gap := biggest_gap(ladder, say):
            words.append(f"{say('The biggest gap:')} {gap.sentence}")
        if ladder.unreachable:
            words.append(
                say("Tickets on which nobody could be reached in three attempts or more: %(n)s, beside it.",
                    n=say.number(ladder.unreachable))
            )  # fmt: skip
    wide, narrow = drawings.ladder(ladder, say) if ladder.detected else (None, None)
    return Section(
        "ladder", say("From an unhappy answer to a closed loop"),
        source(say, M7, say("Strict completion"), clock="received",
               n=say("n = %(n)s contactable", n=say.number(n)), exclusions=ladder.completion.exclusions,
               rows="ladder"),
        tuple(filter(None, words)), large(say, ladder.completion), ladder.completion.showing == "faint", wide, narrow,
        (table(say("The ladder, step by step"),
               (say("Step"), "#" + say("Tickets"), "#" + say("Of the contactable, with 95 %% interval") % ()), rows),),
    )  # fmt: skip


def _promises(found: ClosedLoop, say: Say) -> Section:
    reached = found.contacted.reached
    rows = [
        (say("attempted by the deadline"), share(say, found.contacted.attempted)),
        (say("reached by the deadline"), share(say, reached)),
        (say("of these written down more than a day later"), share(say, found.contacted.written_late)),
        (say("reached by the new deadline after a reopening"), share(say, found.later_rounds.reached)),
        (say("resolved by the deadline"), share(say, found.resolved_in_time)),
        *_pauses(found, say),
    ]
    words = [say("Reached by the deadline: %(share)s.", share=share(say, reached)), few(say, reached)]
    if not reached.n:
        words = [say("No deadline of these tickets has passed yet.")]
    chart = drawings.interval(reached, say)
    return Section(
        "promises", say("Promises kept"),
        source(say, reached.definition, say("Contacted in time"), clock="received",
               n=say("n = %(n)s", n=say.number(reached.n)), exclusions=reached.exclusions, rows="contacted"),
        tuple(filter(None, words)), large(say, reached), reached.showing == "faint", chart, chart,
        (table(say("Promises kept"), (say("Promise"), "#" + say("Kept")), rows),),
    )  # fmt: skip


def _pauses(found: ClosedLoop, say: Say) -> list[tuple[str, str]]:
    """The ledger of what was due: no figure hides behind a clock that stood still."""
    n, counts = found.resolved_in_time.n, found.paused
    lines = [
        (say("of what was due: the clock stood still for a while"), counts.paused),
        (say("of what was due: put off for later"), counts.snoozed),
        (say("resolved in time thanks to pauses alone"), counts.thanks_to_pauses),
    ]
    return [(words, share(say, proportion(found.resolved_in_time.definition, k, n))) for words, k in lines]


def _times(found: ClosedLoop, say: Say) -> Section:
    names = {"attempted": say("attempted"), "reached": say("reached"), "resolved": say("resolved"),
             "first_resolved": say("resolved for the first time")}  # fmt: skip
    rows = [
        (
            names[name], say.quantile(figure.median, figure), say.quantile(figure.p90, figure),
            say("%(k)s of %(n)s", k=say.number(figure.k), n=say.number(figure.n)), say.number(figure.still_open),
            say.number(figure.ended_otherwise),
        )
        for name, figure in found.times.items()
    ]  # fmt: skip
    resolved = found.times["resolved"]
    words = [say("No ticket, no time.")]
    if resolved.n:
        words = [
            say("Half are resolved within %(length)s; open tickets are counted with the time they wait so far.",
                length=say.quantile(resolved.median, resolved)),
            say("The curves say for which share of all tickets it has happened by then."),
        ]  # fmt: skip
    wide, narrow = drawings.times(found, say) or (None, None)
    headings = (say("Until"), "#" + say("Half within"), "#" + say("Nine in ten within"), "#" + say("Happened"),
                "#" + say("Still open"), "#" + say("Ended otherwise"))  # fmt: skip
    return Section(
        "times", say("How long it takes, open tickets counted"),
        source(say, resolved.definition, say("Time to contact and resolution"), clock="received",
               n=say("n = %(n)s tickets", n=say.number(resolved.n)), rows="times"),
        tuple(words), say.quantile(resolved.median, resolved) if resolved.n else "", resolved.showing != "full",
        wide, narrow, (table(say("Times since the ticket opened"), headings, rows),),
    )  # fmt: skip


def _verified(found: ClosedLoop, say: Say) -> Section:
    told = found.verified
    words = [say("Nobody was asked yet.")]
    if told.replied.n:
        words = [
            say("%(share)s of the answers to our question say it is solved.", share=share(say, told.verified)),
            few(say, told.verified),
            say("Questions answered: %(share)s.", share=share(say, told.replied)),
            say("Solved the first time: %(share)s of the tickets that were asked.", share=share(say, told.first_time)),
        ]  # fmt: skip
        if told.replied.showing in ("faint", "full"):
            words.append(
                say("If all silence meant no, %(low)s; if it meant yes, %(high)s (n = %(n)s).",
                    low=say.percent(told.lowest or 0, 0), high=say.percent(told.highest or 0, 0),
                    n=say.number(told.replied.n))
            )  # fmt: skip
    rows = [
        (say("yes"), say.number(told.verified.k)), (say("partly"), say.number(told.partly)),
        (say("no"), say.number(told.no)), (say("no answer"), say.number(told.silent)),
        (say("of these may still answer"), say.number(told.waiting)),
    ]  # fmt: skip
    chart = drawings.interval(told.verified, say)
    return Section(
        "verified", say("Verified by the customer"),
        source(say, told.verified.definition, say("Verified by the customer"), clock="received",
               n=say("n = %(n)s questions", n=say.number(told.replied.n)), rows="verified"),
        tuple(filter(None, words)), large(say, told.verified), told.verified.showing == "faint", chart, chart,
        (table(say("What customers say"), (say("Customer says"), "#" + say("Questions")), rows),),
    )  # fmt: skip
