"""What came back after it was solved, and whether those we spoke to recovered more than chance brings back."""

from cxloop.reports.closed_loop import ClosedLoop
from cxloop.reports.metrics.recovery import FEWEST_A_SIDE
from cxloop.reports.saying import Say
from cxloop.reports.sheets.sheet import Section, few, large, share, source, table


def repeated(found: ClosedLoop, say: Say) -> Section:
    again = found.reopened
    rows = [
        (say("opened again within 30 days"), share(say, again)),
        (say("people hurt again by the same cause within 180 days"), share(say, found.repeated_people)),
        (say("companies hurt again by the same cause within 180 days"), share(say, found.repeated_companies)),
    ]
    words = [say("No ticket of these days has been resolved for thirty days yet.")]
    if again.n:
        words = [
            say("Opened again within thirty days: %(share)s.", share=share(say, again)), few(say, again),
            say("Of customers who answered twice or more, hurt again by the same cause: %(share)s.",
                share=share(say, found.repeated_people)),
        ]  # fmt: skip
    return Section(
        "repeats", say("What came back"),
        source(say, again.definition, say("Reopened and hurt again"), clock="received",
               n=say("n = %(n)s resolved", n=say.number(again.n)), exclusions=again.exclusions, rows="times"),
        tuple(filter(None, words)), large(say, again), again.showing == "faint",
        tables=(table(say("What came back"), (say("What"), "#" + say("Share")), rows),),
    )  # fmt: skip


def recovered(found: ClosedLoop, say: Say) -> Section:
    got = found.recovery
    net = got.net
    if net.value is None or net.low is None or net.high is None:
        words = [
            say("Not measurable: for a comparison %(least)s who answered again are needed on each side at the same"
                " first score. Scores come back by themselves, so a rise alone proves nothing.",
                least=FEWEST_A_SIDE)
        ]  # fmt: skip
    else:
        facts = {
            "points": say.signed(100 * net.value), "low": say.signed(100 * net.low),
            "high": say.signed(100 * net.high), "n": say.number(net.n), "m": say.number(net.n_compared),
        }  # fmt: skip
        if net.is_shown:
            words = [say("Net of what comes back by itself: %(points)s points, 95 %% interval %(low)s to %(high)s"
                         " (n = %(n)s and %(m)s).", **facts)]  # fmt: skip
        else:
            words = [say("Not shown to differ from those nobody reached: %(points)s points, 95 %% interval %(low)s to"
                         " %(high)s (n = %(n)s and %(m)s).", **facts)]  # fmt: skip
    words.append(say("Observational: who could not be reached may be others than who could."))
    rows = [
        (say("spoken to: 7 or more afterwards"), share(say, got.raw)),
        (say("nobody reached them: 7 or more afterwards"), share(say, got.compared)),
        (say("spoken to and answered again at all"), share(say, got.attrition)),
        *(
            (
                say("mean move after a first score of %(band)s", band=band.replace("-", "–")),
                say("%(points)s points (n = %(n)s)", points=say.signed(moved, 1), n=say.number(n)),
            )
            for band, (moved, n) in got.shift.items()
        ),
    ]
    return Section(
        "recovery", say("Did it help to call?"),
        source(say, got.definition, say("Net recovery"), clock="received",
               n=say("n = %(n)s spoken to", n=say.number(got.attrition.n)), exclusions=got.exclusions),
        tuple(words), tables=(table(say("First and next score"), (say("Whose"), "#" + say("Result")), rows),),
    )  # fmt: skip
