"""Formbricks' management API, newest first; an answer may change for weeks after it began."""

from datetime import timedelta

from cxloop.responses.platforms.bodies import word
from cxloop.responses.platforms.moments import moment_of
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
    items,
)
from cxloop.responses.platforms.reasons import NotUnderstood

PAGE = 100
OPEN_FOR = timedelta(days=14)
KEPT = ("id", "type", "headline", "range", "inputType")


def pages(credentials: Credentials, wish: Wish) -> Pages:
    survey_id = credentials["survey_id"]
    survey = yield Ask(f"/api/v1/management/surveys/{survey_id}")
    told = survey.get("data") if isinstance(survey, dict) else None
    given = told.get("questions") if isinstance(told, dict) else None
    questions = [
        {name: question[name] for name in KEPT if name in question}
        for question in (given if isinstance(given, list) else ())
        if isinstance(question, dict)
    ]
    for page in range(MOST_PAGES):
        query = {"surveyId": survey_id, "limit": PAGE, "skip": page * PAGE}
        found = items((yield Ask("/api/v1/management/responses", query)), "data")
        changed = [item for item in found if _is_since(item, "updatedAt", wish)]
        if changed:
            yield [_found(item, questions) for item in changed]
        if len(found) < PAGE or not _is_since(found[-1], "createdAt", Wish(wish.since - OPEN_FOR)):
            return


def _is_since(item: dict[str, object], name: str, wish: Wish) -> bool:
    """What has no readable moment is taken: nothing is passed over for it."""
    try:
        moment = moment_of(item.get(name))
    except NotUnderstood:
        return True
    return moment is None or moment >= wish.since


def _found(item: dict[str, object], questions: list[dict[str, object]]) -> Found:
    event = "responseFinished" if item.get("finished") is True else "responseUpdated"
    key = f"{word(item.get('id'))}@{word(item.get('updatedAt'))}"
    return Found(key, {"event": event, "data": {**item, "survey": {"questions": questions}}})


FORMBRICKS = Puller(
    "formbricks", "https://app.formbricks.com", (TOKEN, SURVEY, BASE),
    lambda credentials: {"x-api-key": credentials["token"]}, pages,
)  # fmt: skip
