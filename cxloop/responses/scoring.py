"""The metrics, their scales, and what counts as low: defaults a survey starts from. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A metric's whole-number scale and its three thresholds, each "at or below"; None means never."""

    lowest: int
    highest: int
    low_at: int
    ticket_at: int | None
    urgent_at: int | None


SCALES = {
    "nps": Scale(0, 10, low_at=6, ticket_at=6, urgent_at=4),
    "enps": Scale(0, 10, low_at=6, ticket_at=None, urgent_at=None),
    "csat": Scale(1, 5, low_at=2, ticket_at=2, urgent_at=1),
    "ces": Scale(1, 7, low_at=3, ticket_at=3, urgent_at=2),
    "osat": Scale(1, 10, low_at=5, ticket_at=5, urgent_at=3),
}
WITHOUT_SCORE = ("verbatim", "interview")
METRICS = (*SCALES, *WITHOUT_SCORE)
RECOMMENDING = frozenset({"nps", "enps"})


def scale_for(metric: str, lowest: int | None = None, highest: int | None = None) -> Scale:
    """The metric's default scale, or one of another width with its thresholds at the same share of it.

    Raises KeyError for a metric that has no score, ValueError for a scale that is empty.
    """
    usual = SCALES[metric]
    bottom = usual.lowest if lowest is None else lowest
    top = usual.highest if highest is None else highest
    if top <= bottom:
        raise ValueError(f"a scale from {bottom} to {top} has no room for a score")
    if (bottom, top) == (usual.lowest, usual.highest):
        return usual

    def moved(threshold: int | None) -> int | None:
        if threshold is None:
            return None
        share = (threshold - usual.lowest) / (usual.highest - usual.lowest)
        return bottom + int(share * (top - bottom))

    return Scale(bottom, top, moved(usual.low_at) or bottom, moved(usual.ticket_at), moved(usual.urgent_at))


def band(metric: str, score: int, scale: Scale | None = None) -> str:
    """The report band of one score: detractor, passive, promoter for nps and enps; else low, middle, high.

    Promoters are the top two points of an eleven-point scale (Reichheld 2003). For the others "high" is the
    top share that the satisfied-customers figure counts: 4-5 of 5, 6-7 of 7, 8-10 of 10.
    """
    scale = scale or SCALES[metric]
    if score <= scale.low_at:
        return "detractor" if metric in RECOMMENDING else "low"
    if metric in RECOMMENDING:
        return "promoter" if score >= scale.highest - 1 else "passive"
    return (
        "high"
        if score > scale.highest - max(2, round((scale.highest - scale.lowest + 1) * 0.3))
        else "middle"
    )
