"""What rules may look at: facts of one answer, of its survey, and of its customer on that day. Pure.

Facts are a document, so that they can be kept with the verdict: only those that the rules in force ask for.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cxloop.responses.scoring import Scale, band

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class OfSurvey:
    """The survey as it stood: the thresholds are "at or below", None never."""

    key: str
    metric: str
    lowest: int
    highest: int
    report: int | None
    ticket: int | None
    urgent: int | None

    def as_facts(self) -> dict[str, Any]:
        return asdict(self)

    def band(self, score: int) -> str:
        """low, middle or high, whatever the metric calls them."""
        low_at = self.lowest - 1 if self.report is None else self.report
        named = band(self.metric, score, Scale(self.lowest, self.highest, low_at, None, None))
        return {"detractor": "low", "passive": "middle", "promoter": "high"}.get(named, named)

    def share(self, score: int) -> float:
        """Of the way from the lowest score to the highest, in percent."""
        return (score - self.lowest) * 100.0 / (self.highest - self.lowest)

    def threshold(self, name: str) -> int | None:
        return {"report": self.report, "ticket": self.ticket, "urgent": self.urgent}[name]


def survey_in(facts: Facts) -> OfSurvey:
    return OfSurvey(**facts["survey"])


def metric_name(metric: str) -> str:
    """How people call it, in every language."""
    return {"enps": "eNPS"}.get(metric, metric.upper())
