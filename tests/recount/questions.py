"""M8: every question that was asked, not the newest of each ticket; one taken back unanswered is silence."""

from tests.recount.rows import Row, Rows

WORDS = ("yes", "partly", "no")


def verified(rows: Rows, cohort: list[Row]) -> dict[str, int]:
    asked = [
        [one for one in rows.of("verification", ticket) if one.asked_at is not None] for ticket in cohort
    ]
    every = [one for questions in asked for one in questions]
    found = {word: sum(one.answer == word for one in every) for word in WORDS}
    quiet = [one for one in every if one.answer not in WORDS]
    found["may_still_answer"] = sum(
        one.answer is None and one.withdrawn_at is None and one.expires_at > rows.now for one in quiet
    )
    found["silent"] = len(quiet)
    found["asked"] = len(every)
    found["tickets_asked"] = sum(bool(questions) for questions in asked)
    found["first_time"] = sum(bool(questions) and questions[0].answer == "yes" for questions in asked)
    return found
