"""The product's figures, as it tells machines, beside ours."""

from datetime import date

from tests.recount import causes, closed_loops, promises, questions, scores, shares, times
from tests.recount.rows import Rows


def ours(rows: Rows, start: date, end: date) -> dict[str, float | None]:
    """Every figure by a name that leads to the same one in the product's answer."""
    cohort = rows.tickets(start, end, "received_at")
    climbed = closed_loops.ladder(rows, cohort)
    found = {f"ladder.{name}": climbed[name] for name in ("detected", "running", "silent", "unreachable")}
    found["ladder.exclusions.by_hand"] = climbed["by_hand"] or None
    found |= {f"ladder.rungs.{name}": climbed[name] for name in ("contactable", *closed_loops.RUNGS)}
    found |= _share("strict_completion", climbed["strict"], climbed["contactable"])
    found |= _share("attempted_in_time", *promises.in_time(rows, cohort, promises.ANY))
    found |= _share("contacted_in_time", *promises.in_time(rows, cohort, promises.REACHED))
    found |= _share("written_down_late", *promises.written_late(rows, cohort))
    for name, outcomes in (("attempted", promises.ANY), ("contacted", promises.REACHED)):
        found |= _share(f"{name}_in_later_rounds", *promises.in_later_rounds(rows, cohort, outcomes))
    found |= _share("resolved_in_time", *promises.resolved_in_time(rows, cohort))
    for which in ("attempted", "reached", "resolved", "first_resolved"):
        taken = times.time_to(rows, cohort, which)
        found |= {f"time_to_{which}.{name}": value for name, value in taken.items()}
    words = questions.verified(rows, cohort)
    replied = sum(words[word] for word in questions.WORDS)
    found |= {f"verified.{name}": words[name] for name in ("partly", "no", "silent", "may_still_answer")}
    found |= _share("verified", words["yes"], replied)
    found |= _share("verified.replied", replied, words["asked"])
    found |= _share("verified.first_time", words["first_time"], words["tickets_asked"])
    if words["asked"]:
        found["verified.lowest"] = words["yes"] / words["asked"]
        found["verified.highest"] = (words["yes"] + words["silent"]) / words["asked"]
    closed, by_cause = causes.causes(rows, rows.tickets(start, end, "answered_at"))
    return found | _share("causes.coverage", sum(by_cause.values()), closed)


def our_score(rows: Rows, told: dict, start: date, end: date) -> dict[str, float]:
    return scores.nps(rows, told["metric"], told["is_relationship"], start, end)


def differences(told: dict, expected: dict[str, float | None]) -> dict[str, tuple]:
    """{figure: (the product's, ours)} wherever they are not the same."""
    pairs = {name: (_at(told, name), value) for name, value in expected.items()}
    return {name: pair for name, pair in pairs.items() if not _same(*pair)}


def _share(name: str, k: float, n: int) -> dict[str, float]:
    found: dict[str, float] = {f"{name}.k": k, f"{name}.n": n}
    if n:
        low, high = shares.wilson(k, n)
        found |= {f"{name}.low": low / 100, f"{name}.high": high / 100}
    return found


def _at(told: dict, name: str) -> float | None:
    value = told
    for part in name.split("."):
        value = value.get(part)
    return value


def _same(theirs: float | None, mine: float | None) -> bool:
    if theirs is None or mine is None:
        return theirs is mine
    return abs(theirs - mine) < 1e-6 * max(1, abs(mine))
