"""M7: the ladder, and what is closed strictly."""

from tests.recount.promises import ANY, REACHED, contacts
from tests.recount.rows import Row, Rows

RUNGS = ("attempted", "reached", "cause", "action", "told", "asked", "verified")


def facts(rows: Rows, ticket: Row) -> dict[str, bool]:
    solved = rows.standing(ticket)
    question = next(
        (
            one
            for one in rows.of("verification", ticket)
            if solved is not None and one.resolution_id == solved.id
        ),
        None,
    )
    asked = question is not None and question.asked_at is not None
    return {
        "attempted": bool(contacts(rows, ticket, ANY)),
        "reached": bool(contacts(rows, ticket, REACHED)),
        "cause": solved is not None and solved.driver_id is not None,
        "action": solved is not None and bool((solved.action or "").strip()),
        "told": solved is not None and solved.told_how is not None,
        "asked": asked,
        "verified": asked and question.answer == "yes",
        "silent": asked and question.answer in {None, "silent"} and question.withdrawn_at is None
        and question.expires_at <= rows.now,
    }  # fmt: skip


def ladder(rows: Rows, cohort: list[Row]) -> dict[str, int]:
    """How many stand on each rung: those who passed every rung below; of eligible answers alone."""
    named = [one for one in cohort if rows.is_eligible(one)]
    old = [one for one in named if rows.is_old_enough(one)]
    people = [one for one in old if rows.may_be_called(one)]
    found = {"detected": len(old), "running": len(named) - len(old), "contactable": len(people)}
    found["by_hand"] = len(cohort) - len(named)
    known = [facts(rows, one) for one in people]
    for place, rung in enumerate(RUNGS, 1):
        found[rung] = sum(all(one[lower] for lower in RUNGS[:place]) for one in known)
    below = RUNGS[:-1]
    found["silent"] = sum(one["silent"] and all(one[rung] for rung in below) for one in known)
    found["strict"] = found["verified"] + found["silent"]
    ends = [(one, rows.standing(one)) for one in people]
    found["unreachable"] = sum(
        end is not None
        and end.kind == "unreachable"
        and len(contacts(rows, one, ANY)) >= 3
        and not contacts(rows, one, REACHED)
        for one, end in ends
    )
    return found
