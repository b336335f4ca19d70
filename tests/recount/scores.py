"""M1 and M2: what customers felt, by the day they answered."""

from datetime import date

from tests.recount.rows import Rows
from tests.recount.shares import Z, adjusted, score


def classes(rows: Rows, metric: str, relationship: bool, first: date, after: date) -> tuple[int, int, int]:
    """Promoters, passives and detractors of the nought-to-ten scores."""
    given = [
        answer.score
        for answer in rows.answers(first, after)
        if answer.score is not None
        and rows.survey[answer.survey_id].metric == metric
        and rows.survey[answer.survey_id].is_relationship == relationship
    ]
    high, low = sum(one >= 9 for one in given), sum(one <= 6 for one in given)
    return high, len(given) - high - low, low


def nps(rows: Rows, metric: str, relationship: bool, first: date, after: date) -> dict[str, float]:
    return score(*classes(rows, metric, relationship, first, after))


def change(before: tuple[int, int, int], now: tuple[int, int, int]) -> dict[str, float]:
    """The rise from one period to another, of independent people."""
    (s0, e0), (s1, e1) = adjusted(*before), adjusted(*now)
    error = (e0 * e0 + e1 * e1) ** 0.5
    raw = [100 * (one[0] - one[2]) / sum(one) for one in (before, now)]
    return {
        "raw": raw[1] - raw[0],
        "adjusted": s1 - s0,
        "low": s1 - s0 - Z * error,
        "high": s1 - s0 + Z * error,
    }
