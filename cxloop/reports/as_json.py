"""The executive page for machines: every figure with its definition, version, n, interval and exclusions."""

from typing import Any

from cxloop.reports.cohorts import Customers
from cxloop.reports.executive import Executive, MeasuredScore
from cxloop.reports.frozen import Frozen
from cxloop.reports.metrics.effect import M12
from cxloop.reports.metrics.figure import Definition, Exclusion, left_out
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.metrics.score import Score
from cxloop.reports.metrics.survival import WaitingTimes

Json = dict[str, Any]


def as_json(page: Executive, language: str = "en") -> Json:
    """Shares lie between 0 and 1, scores on 100 (NPS from -100), times in hours; what is unknown is null."""
    return {
        "as_of": page.as_of.isoformat(),
        "time_zone": str(page.zone),
        "clocks": {
            "received": ["M4", "M5", "M6", "M7", "M8"], "answered": ["M1", "M2", "M11", "M12"],
        },
        "this_month": {"from": page.month.start.isoformat(), **_people(page.now)},
        "from": page.period.start.isoformat(),
        "to": page.period.end.isoformat(),
        "answers": page.answers,
        "tickets": page.tickets,
        "customers": _people(page.customers),
        "figures": {
            "ladder": {
                **_definition(page.ladder.completion.definition), "n": page.ladder.detected,
                "detected": page.ladder.detected, "rungs": dict(page.ladder.rungs),
                "silent": page.ladder.silent, "unreachable": page.ladder.unreachable, "running": page.ladder.running,
                "exclusions": _exclusions(left_out(running=page.ladder.running, by_hand=page.ladder.by_hand)),
            },
            "strict_completion": _proportion(page.ladder.completion),
            "attempted_in_time": _proportion(page.contacted.attempted),
            "contacted_in_time": _proportion(page.contacted.reached),
            "written_down_late": _proportion(page.contacted.written_late),
            "attempted_in_later_rounds": _proportion(page.later_rounds.attempted),
            "contacted_in_later_rounds": _proportion(page.later_rounds.reached),
            "resolved_in_time": {
                **_proportion(page.resolved_in_time), "paused": page.paused.paused, "snoozed": page.paused.snoozed,
                "thanks_to_pauses": page.paused.thanks_to_pauses,
            },
            **{f"time_to_{name}": _times(times) for name, times in page.times.items()},
            "verified": {
                **_proportion(page.verified.verified), "partly": page.verified.partly, "no": page.verified.no,
                "silent": page.verified.silent, "may_still_answer": page.verified.waiting,
                "replied": _proportion(page.verified.replied), "first_time": _proportion(page.verified.first_time),
                "lowest": page.verified.lowest, "highest": page.verified.highest,
            },
            "causes": {
                **_definition(page.causes.definition), "n": page.causes.coverage.n,
                "coverage": _proportion(page.causes.coverage), "uncoded": page.causes.uncoded,
                "causes": [
                    {
                        "name": page.cause_name(cause.name, language), "weight": cause.weight,
                        "share": _proportion(cause.share), "rate": _proportion(cause.rate),
                        "cumulative": cause.cumulative, "among_first_three": cause.top,
                    }
                    for cause in page.causes.causes
                ],
                "exclusions": {},
            },
            "scores": [_measured(one) for one in page.scores],
            "months": [
                {"month": point.month.isoformat(), **_score(point.score)} for point in page.months
            ],
            "control_limits": {
                **_definition(page.limits.definition), "n": page.limits.n, "mean": page.limits.mean,
                "low": page.limits.low, "high": page.limits.high, "exclusions": {},
            },
        },
        "improvements": [
            {
                "definition": "M12", "version": one.effect.version if one.effect else M12.version, "id": one.id,
                "title": one.title, "state": one.state,
                "live_on": one.live_on.isoformat() if one.live_on else None, "verdict": one.verdict,
                **_effect(one.effect), "exclusions": {"without_cause": one.effect.without_cause if one.effect else 0},
            }
            for one in page.improvements
        ],
        "improved_by_chance": page.improved_by_chance,
    }  # fmt: skip


def _effect(effect: Frozen | None) -> Json:
    if effect is None:
        return {"n": 0}
    return {
        "n": effect.n, "ratio": effect.ratio.value, "low": effect.ratio.low, "high": effect.ratio.high,
        "target": effect.target, "comparison": effect.comparison, "coded": effect.coded, "uncoded": effect.uncoded,
        "answers": effect.answers, "needed": effect.needed, "waves": effect.waves, "weeks": effect.weeks,
        "avoided": {"value": effect.avoided.value, "low": effect.avoided.low, "high": effect.avoided.high},
        "before_after_only": effect.before_after_only,
    }  # fmt: skip


def _people(customers: Customers) -> Json:
    return {
        "told": customers.told, "spoken_to": customers.spoken_to, "waiting": customers.waiting,
        "ended": customers.ended,
    }  # fmt: skip


def _definition(definition: Definition) -> Json:
    return {"definition": definition.id, "version": definition.version}


def _exclusions(exclusions: tuple[Exclusion, ...]) -> dict[str, int]:
    return {left.reason: left.count for left in exclusions}


def _proportion(figure: Proportion) -> Json:
    return {
        **_definition(figure.definition), "k": figure.k, "n": figure.n, "share": figure.share,
        "low": figure.low, "high": figure.high, "exclusions": _exclusions(figure.exclusions),
    }  # fmt: skip


def _times(times: WaitingTimes) -> Json:
    return {
        **_definition(times.definition), "unit": "hours", "k": times.k, "n": times.n,
        "median": times.median, "p90": times.p90, "longest": times.longest,
        "still_open": times.still_open, "ended_otherwise": times.ended_otherwise, "exclusions": {},
    }  # fmt: skip


def _score(score: Score) -> Json:
    return {
        **_definition(score.definition), "kind": score.kind, "value": score.value, "low": score.low,
        "high": score.high, "n": score.n, "exclusions": _exclusions(score.exclusions),
    }  # fmt: skip


def _measured(one: MeasuredScore) -> Json:
    move = one.change
    return {
        "measure": one.measure.key, "metric": one.measure.metric, "is_relationship": one.measure.is_relationship,
        **_score(one.score), "before": _score(one.before),
        "change": {
            **_definition(move.definition), "n": move.n, "raw": move.raw, "adjusted": move.adjusted, "low": move.low,
            "high": move.high, "p": move.p, "verdict": move.verdict.value if move.verdict else None, "exclusions": {},
        },
        "smallest_visible_change": one.smallest_visible_change,
        "six_as_passive": one.six_as_passive.value if one.six_as_passive else None,
        "distribution": {str(score): answers for score, answers in one.distribution},
    }  # fmt: skip
