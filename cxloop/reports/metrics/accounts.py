"""M14: whose voice we have, by revenue; who is silent; what is exposed before it renews; a score by companies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cxloop.reports.metrics.figure import Definition, Showing, showing
from cxloop.reports.metrics.proportions import Proportion, proportion

M14 = Definition("M14")
RENEWS_WITHIN = timedelta(days=180)
UNHAPPY_PEOPLE = 2
RESAMPLES = 2000
PROMOTER_FROM, DETRACTOR_TO = 9, 6


@dataclass(frozen=True, slots=True)
class Lens:
    """One company as it stands: `revenue` a year (None: not known), who decides there, and what is the matter."""

    id: int
    revenue: int | None
    renews_on: date | None
    answers: int
    """Answers of its people in the window."""
    deciders: int
    deciders_heard: int
    open_tickets: int
    is_silent: bool
    """Asked in two rounds or more, and neither an answer nor a conversation."""
    unhappy: int

    def renews_soon(self, today: date) -> bool:
        return self.renews_on is not None and today <= self.renews_on <= today + RENEWS_WITHIN

    @property
    def is_exposed(self) -> bool:
        return self.open_tickets > 0 or self.is_silent or self.unhappy >= UNHAPPY_PEOPLE


@dataclass(frozen=True, slots=True)
class Voices:
    """Revenue is a sum, so it has no interval; `heard` of `known` companies, deciders as a share with one."""

    definition: Definition
    heard: int
    known: int
    revenue_heard: int
    revenue: int
    without_revenue: int
    deciders: Proportion
    renewing: tuple[int, int]
    """How many companies renew soon, and their revenue."""
    exposed: tuple[int, int]
    silent: int

    @property
    def showing(self) -> Showing:
        return showing(self.known)


def voices(companies: Iterable[Lens], today: date) -> Voices:
    """Who is heard and what is exposed; a company without a known revenue adds nothing to a sum and is counted."""
    known = list(companies)
    heard = [one for one in known if one.answers]
    soon = [one for one in known if one.renews_soon(today)]
    exposed = [one for one in soon if one.is_exposed]
    return Voices(
        M14, len(heard), len(known), _revenue(heard), _revenue(known), sum(one.revenue is None for one in known),
        proportion(M14, sum(one.deciders_heard for one in known), sum(one.deciders for one in known)),
        (len(soon), _revenue(soon)), (len(exposed), _revenue(exposed)), sum(one.is_silent for one in known),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountScore:
    """The NPS of all answers, its interval by drawing whole companies again: answers of one company are alike."""

    definition: Definition
    value: float | None
    low: float | None
    high: float | None
    n: int
    companies: int

    @property
    def showing(self) -> Showing:
        return showing(self.n)


def account_score(companies: Sequence[Sequence[int]], seed: int = 14) -> AccountScore:
    """From the 0 to 10 answers of each company (method: all responses); 2,000 seeded resamples of companies."""
    tallies = [(_net(answers), len(answers)) for answers in companies if answers]
    n = sum(size for _net_, size in tallies)
    if not n:
        return AccountScore(M14, None, None, None, 0, 0)
    value = 100 * sum(net for net, _size in tallies) / n
    if len(tallies) == 1:  # one company says nothing of how companies differ
        return AccountScore(M14, value, None, None, n, 1)
    chance, drawn = Random(seed), []
    for _ in range(RESAMPLES):
        chosen = chance.choices(tallies, k=len(tallies))
        drawn.append(100 * sum(net for net, _ in chosen) / sum(size for _, size in chosen))
    drawn.sort()
    return AccountScore(M14, value, _quantile(drawn, 0.025), _quantile(drawn, 0.975), n, len(tallies))


def _revenue(companies: Iterable[Lens]) -> int:
    return sum(one.revenue or 0 for one in companies)


def _net(answers: Iterable[int]) -> int:
    return sum((answer >= PROMOTER_FROM) - (answer <= DETRACTOR_TO) for answer in answers)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
