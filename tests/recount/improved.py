"""M12's counts: the target's and the others' tickets of both windows, week by week, and how many causes are known."""

from datetime import date, timedelta

from tests.recount.rows import Row, Rows

DAY = timedelta(days=1)


def counts(rows: Rows, improvement: Row) -> dict[str, object]:
    """By the day answered: a ticket counts once its cause could be known, closed or thirty days old."""
    length = improvement.baseline_to - improvement.baseline_from
    after = improvement.live_on + improvement.washout_days * DAY
    found = [
        _window(rows, improvement, start, start + length) for start in (improvement.baseline_from, after)
    ]
    return {name: [window[name] for window in found] for name in found[0]}


def _window(rows: Rows, improvement: Row, start: date, end: date) -> dict[str, object]:
    weeks = [[0, 0] for _ in range(-(-(end - start).days // 7))]
    uncoded = 0
    for ticket in rows.tickets(start, end, "answered_at"):
        ends = [one for one in rows.of("resolution", ticket) if one.at <= rows.now]
        aged = rows.response[ticket.response_id].answered_at + 30 * DAY <= rows.now
        is_known = ticket.opened_at <= rows.now and (ends or aged)
        if not rows.has_a_score(ticket.survey_id) or not is_known:
            continue
        cause = max(ends, key=lambda one: one.id).driver_id if ends else None
        if cause is None:
            uncoded += 1
            continue
        day = rows.day(rows.response[ticket.response_id].answered_at)
        weeks[(day - start).days // 7][cause not in _below(rows, improvement.driver_id)] += 1
    return {
        "target": sum(ours for ours, _ in weeks), "comparison": sum(others for _, others in weeks),
        "uncoded": uncoded, "coded": sum(map(sum, weeks)), "weeks": weeks,
        "answers": sum(one.score is not None for one in rows.answers(start, end)),
    }  # fmt: skip


def _below(rows: Rows, cause: int) -> set[int]:
    """A cause, its parts, and theirs."""
    parts = {one.id for one in rows.all["driver"] if one.parent_id == cause}
    return {cause}.union(*(_below(rows, part) for part in parts))
