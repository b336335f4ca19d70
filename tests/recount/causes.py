"""M11: the shares of causes among the coded, and how many of the closed are coded."""

from collections import Counter

from tests.recount.rows import Row, Rows


def causes(rows: Rows, cohort: list[Row]) -> tuple[int, Counter[int]]:
    """How many are closed, and of how many each cause is the cause."""
    ends = [rows.standing(ticket) for ticket in cohort]
    closed = [end for end in ends if end is not None]
    return len(closed), Counter(end.driver_id for end in closed if end.driver_id is not None)
