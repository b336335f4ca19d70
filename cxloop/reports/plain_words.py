"""Sentences and names of figures, for every skin. Pure."""

from dataclasses import dataclass
from itertools import pairwise

from cxloop.reports.measures import Measure
from cxloop.reports.metrics.ladder import Ladder
from cxloop.reports.saying import Say


@dataclass(frozen=True)
class Gap:
    """Where the ladder loses most: how many, and the sentence that says so."""

    count: int
    sentence: str


def biggest_gap(ladder: Ladder, say: Say) -> Gap | None:
    """The rung that most tickets did not climb; None when nobody is lost."""
    rungs = list(ladder.rungs)
    lost = [(before[1] - after[1], after[0]) for before, after in pairwise(rungs)]
    count, name = max(lost, default=(0, ""))
    return Gap(count, _lost(name, count, say)) if count else None


def _lost(rung: str, count: int, say: Say) -> str:
    said = {
        "attempted": say.many(
            "nobody has tried to reach %(num)s customer.",
            "nobody has tried to reach %(num)s customers.",
            count,
        ),
        "reached": say.many(
            "%(num)s customer was called but never reached.",
            "%(num)s customers were called but never reached.",
            count,
        ),
        "cause": say.many(
            "for %(num)s customer we reached, no cause is written down.",
            "for %(num)s customers we reached, no cause is written down.",
            count,
        ),
        "action": say.many(
            "for %(num)s known cause, nothing is recorded as done.",
            "for %(num)s known causes, nothing is recorded as done.",
            count,
        ),
        "told": say.many(
            "%(num)s customer was not told what was done.",
            "%(num)s customers were not told what was done.",
            count,
        ),
        "asked": say.many(
            "%(num)s customer was not asked whether it is solved.",
            "%(num)s customers were not asked whether it is solved.",
            count,
        ),
        "verified": say.many(
            "%(num)s customer who was asked has not said that it is solved.",
            "%(num)s customers who were asked have not said that it is solved.",
            count,
        ),
    }
    return str(said[rung])


def figure_names(say: Say) -> dict[str, str]:
    """The figures that have rows, as headings."""
    return {
        "ladder": say("From an unhappy answer to a closed loop"),
        "contacted": say("Contacted in time"),
        "times": say("How long it takes"),
        "verified": say("Verified by the customer"),
        "causes": say("Why customers were unhappy"),
        "score": say("The number"),
    }


def improvement_states(say: Say) -> dict[str, str]:
    """What is on its way, as the page counts it."""
    return {
        "proposed": say("proposed"), "triaged": say("triaged"), "decided": say("decided"), "doing": say("doing"),
        "live": say("live"), "measuring": say("measuring"), "measured": say("measured"), "told_back": say("told back"),
    }  # fmt: skip


def measure_name(measure: Measure, say: Say) -> str:
    """ "NPS, relationship"; "CSAT, single moments (1 to 7)"."""
    kind = say("relationship") if measure.is_relationship else say("single moments")
    named = f"{measure.metric.upper() if measure.metric != 'enps' else 'eNPS'}, {kind}"
    if len(measure.key.split("-")) > 2 and not measure.key.endswith("anonymous"):
        named += " " + say("(%(low)s to %(high)s)", low=measure.lowest, high=measure.highest)
    return f"{named}, {say('anonymous')}" if measure.is_anonymous else str(named)
