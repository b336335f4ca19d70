"""Tally's submissions, with their questions; the ids of questions are those of its calls."""

from typing import Any

from cxloop.responses.platforms.bodies import word
from cxloop.responses.platforms.pulling.puller import (
    BASE,
    MOST_PAGES,
    SURVEY,
    TOKEN,
    Ask,
    Credentials,
    Found,
    Pages,
    Puller,
    Wish,
    bearer,
    iso,
    items,
)

PAGE = 100


def pages(credentials: Credentials, wish: Wish) -> Pages:
    for page in range(1, MOST_PAGES + 1):
        query = {"page": page, "limit": PAGE, "filter": "completed", "startDate": iso(wish.since)}
        told = yield Ask(f"/forms/{credentials['survey_id']}/submissions", query)
        questions = {word(question.get("id")): question for question in items(told, "questions")}
        found = items(told, "submissions")
        if found:
            yield [_found(item, questions) for item in found]
        if told.get("hasMore") is not True or not found:
            return


def _found(item: dict[str, Any], questions: dict[str | None, dict[str, Any]]) -> Found:
    answers = {word(answer.get("questionId")): answer.get("answer") for answer in items(item, "responses")}
    fields = [
        {"key": f"question_{ref}", "label": question.get("title"), "type": question.get("type"),
         "value": answers.get(ref)}
        for ref, question in questions.items()
    ]  # fmt: skip
    submission, submitted = word(item.get("id")), item.get("submittedAt")
    form = {
        "responseId": submission,
        "createdAt": submitted,
        "isCompleted": item.get("isCompleted"),
        "fields": fields,
    }
    return Found(f"{submission}@{word(submitted)}", {"eventType": "FORM_RESPONSE", "data": form})


TALLY = Puller("tally", "https://api.tally.so", (TOKEN, SURVEY, BASE), bearer, pages)
