"""The executive page in a few lines, for a message: the same figures, the same words."""

from cxloop.reports.executive import Executive
from cxloop.reports.plain_words import measure_name
from cxloop.reports.saying import Say


def brief(page: Executive, say: Say) -> list[tuple[str, str]]:
    """(label, what) lines; what has nothing to say is left out."""
    now = page.now
    month = say(
        "%(told)s told us, %(spoken)s spoken to, %(waiting)s waiting",
        told=say.number(now.told), spoken=say.number(now.spoken_to), waiting=say.number(now.waiting),
    )  # fmt: skip
    lines = [(say("This month so far"), month)]
    if page.ladder.detected:
        lines.append((say("Closed strictly"), say.of(page.ladder.completion)))
    if page.verified.replied.n:
        lines.append((say("Verified by the customer"), say.of(page.verified.verified)))
    if page.contacted.reached.n:
        lines.append((say("Contacted in time"), say.of(page.contacted.reached)))
    measured = [one for one in page.improvements if one.is_live and one.is_measured]
    if measured:
        worked = sum(one.verdict == "improved" for one in measured)
        said = say("%(k)s of %(n)s measured worked", k=say.number(worked), n=say.number(len(measured)))
        lines.append((say("Improvements"), said))
    waiting = sum(one.waits_for_a_decision for one in page.improvements)
    if waiting:
        lines.append((say("Decisions needed"), say.number(waiting)))
    one = page.chosen
    if one and one.score.showing in ("faint", "full"):
        verdict = f", {say.verdict(one.change.verdict)}" if one.change.verdict else ""
        lines.append(
            (
                measure_name(one.measure, say),
                f"{say.score(one.score)} [{say.score_bounds(one.score)}]{verdict}",
            )
        )
    return lines
