"""Simulated companies for M12: `python -m tests.rooms.reports.companies_of_chance` prints docs/effects.md's long run.

420 answers a window of thirteen weeks; the target 7 tickets per 100 answers, all other causes 13.5.
"""

import sys
from collections import Counter
from random import Random

from cxloop.reports.metrics.effect import Window, effect

ANSWERS, WEEKS = 420, 13
TARGET, OTHERS = 0.07, 0.135
CODED = 0.93
COMPANIES = {
    "nothing": "nothing done",
    "all_fall": "nothing done, every cause × 0.6",
    "all_rise": "nothing done, every cause × 1.5",
    "coded_late": "nothing done, a third of the causes after it not known yet",
    "waves": "nothing done, waves of φ 2",
    "quarter": "the cause really falls to a quarter",
}
VOLUME = {"all_fall": 0.6, "all_rise": 1.5}
LONG = 1000


def share_of_verdicts(company: str, companies: int, chance: Random) -> dict[str, float]:
    """How often each verdict is given."""
    said: Counter[str] = Counter()
    for _ in range(companies):
        before = _window(chance, 1, 1, company == "waves", CODED)
        volume = VOLUME.get(company, 1)
        after = _window(
            chance,
            volume * (0.25 if company == "quarter" else 1),
            volume,
            company == "waves",
            CODED * 2 / 3 if company == "coded_late" else CODED,
        )
        said[effect(before, after).verdict.value] += 1
    return {verdict: said[verdict] / companies for verdict in ("improved", "worse", "no_change", "not_yet")}


def _window(chance: Random, target: float, others: float, in_waves: bool, coded: float) -> Window:
    weeks, uncoded = [], 0
    for _ in range(WEEKS):
        mean = ANSWERS / WEEKS
        ours = _tickets(chance, mean * TARGET * target / coded, in_waves)
        rest = _tickets(chance, mean * OTHERS * others / coded, in_waves)
        kept = [sum(chance.random() < coded for _ in range(count)) for count in (ours, rest)]
        uncoded += ours + rest - sum(kept)
        weeks.append((kept[0], kept[1]))
    return Window(tuple(weeks), uncoded, ANSWERS)


def _tickets(chance: Random, mean: float, in_waves: bool) -> int:
    """Poisson; in waves its mean varies by a gamma, so that the variance of counts is twice the mean."""
    if in_waves:
        mean = chance.gammavariate(mean, 1)
    count, waited = 0, chance.expovariate(1)
    while waited < mean:
        count += 1
        waited += chance.expovariate(1)
    return count


def main() -> None:
    for company, words in COMPANIES.items():
        shares = share_of_verdicts(company, LONG, Random(f"long:{company}"))
        cells = " | ".join(f"{100 * share:.1f} %" for share in shares.values())
        sys.stdout.write(f"| {words} | {cells} |\n")


if __name__ == "__main__":
    main()
