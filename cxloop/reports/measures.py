"""What is never blended: answers of one metric, one kind and one scale. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from cxloop.reports.metrics.score import Score, nps_of_tally, share_of_tally
from cxloop.responses.scoring import RECOMMENDING, SCALES, Scale, band

SCORED = tuple(SCALES)
KEPT_FROM_ANONYMOUS = 5
"""Anonymous surveys show no group of fewer answers than this."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric as it may be added up: relationship and moments apart, scales apart, anonymous ones apart."""

    metric: str
    is_relationship: bool
    lowest: int
    highest: int
    is_anonymous: bool = False

    @property
    def key(self) -> str:
        """A name for addresses: "nps-relationship", "csat-moment", "osat-moment-1-5" on an unusual scale."""
        usual = SCALES[self.metric]
        words = [self.metric, "relationship" if self.is_relationship else "moment"]
        if (self.lowest, self.highest) != (usual.lowest, usual.highest):
            words += [str(self.lowest), str(self.highest)]
        return "-".join([*words, "anonymous"] if self.is_anonymous else words)

    @property
    def recommends(self) -> bool:
        """Whether the score is promoters less detractors; otherwise it is a share of satisfied answers."""
        return self.metric in RECOMMENDING and (self.lowest, self.highest) == (0, 10)

    @property
    def high_from(self) -> int:
        """The lowest score counted as satisfied (promoter, for those that recommend)."""
        scale = Scale(self.lowest, self.highest, low_at=self.lowest - 2, ticket_at=None, urgent_at=None)
        tops = ("high", "promoter")
        return next(
            s for s in range(self.highest, self.lowest - 2, -1) if band(self.metric, s - 1, scale) not in tops
        )

    @property
    def order(self) -> tuple[int, bool, str]:
        """The number a page leads with comes first: NPS, relationship."""
        return SCORED.index(self.metric), not self.is_relationship, self.key


def score_of(measure: Measure, tally: Mapping[int, int], skipped: int = 0) -> Score:
    """M1 of {score: answers}: NPS, or the share of satisfied answers."""
    answers = {score: count for score, count in tally.items() if count > 0}
    if measure.is_anonymous and sum(answers.values()) < KEPT_FROM_ANONYMOUS:
        answers = {}
    if measure.recommends:
        return nps_of_tally(answers, skipped=skipped)
    return share_of_tally(answers, at_or_above=measure.high_from, skipped=skipped)


def six_as_passive(measure: Measure, tally: Mapping[int, int]) -> Score | None:
    """What the NPS would be if a six counted as passive; None for other scores."""
    return nps_of_tally(tally, passive_from=6) if measure.recommends else None
