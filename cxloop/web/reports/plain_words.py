"""Sentences the executive page needs that are more than a word in a template."""

from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.reports.measures import Measure
from cxloop.reports.metrics.ladder import Ladder


@dataclass(frozen=True)
class Gap:
    """Where the ladder loses most: how many, and the sentence that says so."""

    count: int
    sentence: str


def biggest_gap(ladder: Ladder) -> Gap | None:
    """The rung that most tickets did not climb; None when nobody is lost."""
    rungs = list(ladder.rungs)
    lost = [(before[1] - after[1], after[0]) for before, after in pairwise(rungs)]
    count, name = max(lost, default=(0, ""))
    return Gap(count, _lost(name, count)) if count else None


def _lost(rung: str, count: int) -> str:
    said = {
        "attempted": ngettext(
            "nobody has tried to reach %(num)s customer.",
            "nobody has tried to reach %(num)s customers.",
            count,
        ),
        "reached": ngettext(
            "%(num)s customer was called but never reached.",
            "%(num)s customers were called but never reached.",
            count,
        ),
        "cause": ngettext(
            "for %(num)s customer we reached, no cause is written down.",
            "for %(num)s customers we reached, no cause is written down.",
            count,
        ),
        "action": ngettext(
            "for %(num)s known cause, nothing is recorded as done.",
            "for %(num)s known causes, nothing is recorded as done.",
            count,
        ),
        "told": ngettext(
            "%(num)s customer was not told what was done.",
            "%(num)s customers were not told what was done.",
            count,
        ),
        "asked": ngettext(
            "%(num)s customer was not asked whether it is solved.",
            "%(num)s customers were not asked whether it is solved.",
            count,
        ),
        "verified": ngettext(
            "%(num)s customer who was asked has not said that it is solved.",
            "%(num)s customers who were asked have not said that it is solved.",
            count,
        ),
    }
    return str(said[rung])


def figure_names() -> dict[str, str]:
    """The figures that have rows, as headings."""
    return {
        "ladder": _("From an unhappy answer to a closed loop"),
        "contacted": _("Contacted in time"),
        "times": _("How long it takes"),
        "verified": _("Verified by the customer"),
        "causes": _("Why customers were unhappy"),
        "score": _("The number"),
    }


def improvement_states() -> dict[str, str]:
    """What is on its way, as the page counts it."""
    return {
        "proposed": _("proposed"), "triaged": _("triaged"), "decided": _("decided"), "doing": _("doing"),
        "live": _("live"), "measuring": _("measuring"), "measured": _("measured"), "told_back": _("told back"),
    }  # fmt: skip


def measure_name(measure: Measure) -> str:
    """ "NPS, relationship"; "CSAT, single moments (1 to 7)"."""
    kind = _("relationship") if measure.is_relationship else _("single moments")
    named = f"{measure.metric.upper() if measure.metric != 'enps' else 'eNPS'}, {kind}"
    if len(measure.key.split("-")) > 2 and not measure.key.endswith("anonymous"):
        named += " " + _("(%(low)s to %(high)s)", low=measure.lowest, high=measure.highest)
    return f"{named}, {_('anonymous')}" if measure.is_anonymous else str(named)
