"""M3: eligible answers with a ticket or a recorded reason for none, by the verdict of the day they were heard."""

from datetime import datetime

from tests.recount.rows import Row, Rows


def is_eligible(rows: Rows, answer: Row) -> bool:
    """An explicit metric, a person behind it, still said, and low enough for a rule of the day it was heard."""
    survey = rows.survey[answer.survey_id]
    if not rows.has_a_score(survey.id) or survey.is_anonymous or answer.withdrawn_at is not None:
        return False
    return answer.score is not None and answer.score <= answer.named_up_to


def heard(rows: Rows, since: datetime, until: datetime) -> dict[str, int]:
    """How many were eligible, and what became of them; what is left over was dropped silently."""
    became = {one.response_id: one for one in rows.all["triggering"]}
    answers = [one for one in rows.all["response"] if since <= one.received_at <= until]
    eligible = [one for one in answers if is_eligible(rows, one)]
    known = [became[one.id] for one in eligible if one.id in became]
    kept = [one for one in known if one.ticket_id is not None or (one.outcome == "suppressed" and one.reason)]
    found = {name: sum(one.outcome == name for one in kept) for name in ("opened", "joined", "suppressed")}
    return found | {"received": len(answers), "n": len(eligible), "k": len(kept)}
