"""M11: which causes, how sure the order is, and how much of what was closed is coded at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from random import Random

from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.proportions import Proportion, proportion

M11 = Definition("M11")
RESAMPLES = 1000
TOP = 3


@dataclass(frozen=True, slots=True)
class CodedTickets:
    """`count` tickets with the same causes; k causes weigh 1/k each."""

    causes: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: its weight and share of the coded, tickets per answer, how surely it is in the top 3."""

    name: str
    weight: float
    share: Proportion
    rate: Proportion
    cumulative: float
    top: float


@dataclass(frozen=True, slots=True)
class Pareto:
    """The causes, heaviest first, and how much of what was closed is coded."""

    definition: Definition
    causes: tuple[Cause, ...]
    coverage: Proportion
    uncoded: int


def pareto(tickets: Iterable[CodedTickets], closed: int, answers: int, seed: int = 11) -> Pareto:
    """Rank the causes of coded tickets out of `closed` ones, against `answers` eligible responses.

    Rates are per answer (times 100 for the page) with Wilson intervals. Rank stability is the Bayesian
    bootstrap (Rubin 1981): each resample weighs the groups by gamma variates of their counts, so its cost
    does not grow with n; the seed makes it repeatable.

    Raises:
        ValueError: a coded ticket without cause, or fewer closed tickets or answers than coded ones.
    """
    groups: dict[tuple[str, ...], int] = {}
    for alike in tickets:
        if not alike.causes:
            raise ValueError("a coded ticket has a cause")
        if alike.count:
            groups[alike.causes] = groups.get(alike.causes, 0) + alike.count
    coded = sum(groups.values())
    if coded > min(closed, answers):
        raise ValueError(f"{coded} coded tickets out of {closed} closed ones and {answers} answers")
    weights = _weights(groups)
    top = _top_shares(groups, Random(seed))
    causes: list[Cause] = []
    so_far = 0.0
    for name, summed in _ranked(weights):
        weight = min(summed, coded)  # thirds do not add up to a whole ticket
        so_far = min(so_far + weight, coded)
        of_coded, of_answers = proportion(M11, weight, coded), proportion(M11, weight, answers)
        causes.append(Cause(name, weight, of_coded, of_answers, so_far / coded, top[name]))
    return Pareto(M11, tuple(causes), proportion(M11, coded, closed), closed - coded)


def _weights(groups: Mapping[tuple[str, ...], int]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for causes, count in groups.items():
        for cause in causes:
            weights[cause] = weights.get(cause, 0) + count / len(causes)
    return weights


def _ranked(weights: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(weights.items(), key=lambda cause: (-cause[1], cause[0]))


def _top_shares(groups: Mapping[tuple[str, ...], int], random: Random) -> dict[str, float]:
    """How often each cause is among the first three when the tickets are drawn again."""
    names = sorted({cause for causes in groups for cause in causes})
    places = {name: place for place, name in enumerate(names)}
    shapes = [([places[cause] for cause in causes], count) for causes, count in sorted(groups.items())]
    often = [0] * len(names)
    for _ in range(RESAMPLES if names else 0):
        drawn = [0.0] * len(names)
        for inside, count in shapes:
            weight = random.gammavariate(count, 1) / len(inside)
            for place in inside:
                drawn[place] += weight
        for place in nlargest(TOP, range(len(names)), key=drawn.__getitem__):
            often[place] += 1
    return {name: often[place] / RESAMPLES for name, place in places.items()}
