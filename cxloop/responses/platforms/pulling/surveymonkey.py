"""SurveyMonkey's responses: ids of choices, told together with what the survey calls them."""

import re
from collections.abc import Sequence
from typing import Any

from cxloop.responses.platforms.asked import Asked, known
from cxloop.responses.platforms.bodies import Tree, value_at, word
from cxloop.responses.platforms.pulled import pulled_body
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
    PullRefused,
    Wish,
    bearer,
    items,
)

PAGE = 100
ONE_BY_ONE = 5
PERSONAL = {"name": "name", "company": "company", "email": "email", "phone": "phone"}
NUMBER = re.compile(r"\D*(\d{1,2})\D*", re.ASCII)
TAGS = re.compile(r"<[^<>]{0,200}>")
PREVIEWS = ("preview", "survey_preview", "collector_preview")


def pages(credentials: Credentials, wish: Wish) -> Pages:
    """A few answers that calls have named are fetched one by one; more of them, and gaps, by the day's list."""
    survey = f"/v3/surveys/{credentials['survey_id']}"
    details = yield Ask(f"{survey}/details")
    questions = [question for page in items(details, "pages") for question in items(page, "questions")]
    if 0 < len(wish.ids) <= ONE_BY_ONE:
        for response_id in wish.ids:
            one = yield Ask(f"{survey}/responses/{response_id}/details", may_be_gone=True)
            if one and not isinstance(one, dict):
                raise PullRefused("answer_unknown", {"part": "response"})
            if one:
                yield [_found(one, questions)]
        return
    since = wish.since.strftime("%Y-%m-%dT%H:%M:%S")
    for page in range(1, MOST_PAGES + 1):
        query = {
            "per_page": PAGE,
            "page": page,
            "start_modified_at": since,
            "sort_by": "date_modified",
            "sort_order": "ASC",
        }
        told = yield Ask(f"{survey}/responses/bulk", query)
        found = items(told, "data")
        if found:
            yield [_found(item, questions) for item in found]
        if not word(value_at(told, "links", "next")) or not found:
            return


def _found(item: Tree, questions: Sequence[Tree]) -> Found:
    given = {
        word(question.get("id")): question.get("answers")
        for page in _objects(item.get("pages"))
        for question in _objects(page.get("questions"))
    }
    asked = [one for question in questions for one in _asked(question, given.get(word(question.get("id"))))]
    modified, status = item.get("date_modified"), word(item.get("response_status"))
    reason = "test_call" if word(item.get("collection_mode")) in PREVIEWS else _reason(status)
    body = pulled_body(
        word(item.get("id")),
        [*asked, *_customer(item)],
        modified,
        item.get("date_created") or modified,
        reason,
    )
    return Found(f"{word(item.get('id'))}@{word(modified)}", body)


def _reason(status: str | None) -> str | None:
    if status in {"disqualified", "overquota"}:
        return "not_an_answer"
    return "not_finished" if status == "partial" else None


def _customer(item: Tree) -> list[Asked]:
    contact = value_at(item, "metadata", "contact")
    asked = [
        known(field, word(item.get(there)) or word(value_at(contact, name, "value")))
        for field, there, name in (
            ("email", "email_address", "email"), ("first_name", "first_name", "first_name"),
            ("last_name", "last_name", "last_name"), ("contact_external_id", "custom_value", "custom_value"),
        )
    ]  # fmt: skip
    variables = item.get("custom_variables")
    more = variables.items() if isinstance(variables, dict) else ()
    return asked + [Asked(name, name.replace("_", " "), "unknown", word(value)) for name, value in more]


def _asked(question: Tree, answers: Any) -> list[Asked]:
    """One question as one, or, where each row asks for another thing, as one a row."""
    ref, label = word(question.get("id")) or "", _label(question)
    given = [answer for answer in answers if isinstance(answer, dict)] if isinstance(answers, list) else []
    family = word(question.get("family"))
    if family in {"open_ended", "demographic"}:
        rows = _listed(question, "rows")
        if len(rows) > 1:
            return [_row(row, given) for row in rows]
        essay = word(question.get("subtype")) == "essay"
        return [
            Asked(ref, label, "long_text" if essay else "text", word(given[0].get("text")) if given else None)
        ]
    return [_choice(ref, label, _listed(question, "choices"), given)]


def _row(row: Tree, given: Sequence[Tree]) -> Asked:
    ref = word(row.get("id")) or ""
    text = next((word(answer.get("text")) for answer in given if word(answer.get("row_id")) == ref), None)
    return Asked(ref, word(row.get("text")) or "", PERSONAL.get(word(row.get("type")) or "", "text"), text)


def _choice(ref: str, label: str, choices: Sequence[Tree], given: Sequence[Tree]) -> Asked:
    """A scale is a list of choices that are all numbers, by their words or by their weights."""
    words = {word(choice.get("id")): TAGS.sub("", word(choice.get("text")) or "") for choice in choices}
    by_words = {name: int(found[1]) for name, text in words.items() if (found := NUMBER.fullmatch(text))}
    by_weight = {
        word(choice.get("id")): weight for choice in choices if (weight := _weight(choice)) is not None
    }
    points = next(
        (one for one in (by_words, by_weight) if len(one) == len(choices) == len(set(one.values())) > 2), None
    )
    answer = given[0] if given else {}
    chosen = word(answer.get("choice_id"))
    if points is None:
        return Asked(ref, label, "choice", word(answer.get("text")) or words.get(chosen) or None)
    value = points.get(chosen)
    return Asked(
        ref, label, "scale", None if value is None else str(value), min(points.values()), max(points.values())
    )


def _weight(choice: Tree) -> int | None:
    weight = choice.get("weight")
    return weight if isinstance(weight, int) and not isinstance(weight, bool) and 0 <= weight <= 10 else None


def _listed(question: Tree, name: str) -> list[Tree]:
    return _objects(value_at(question, "answers", name))


def _objects(found: Any) -> list[Tree]:
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _label(question: Tree) -> str:
    headings = question.get("headings")
    first = headings[0] if isinstance(headings, list) and headings else None
    return TAGS.sub("", word(value_at(first, "heading")) or "")


SURVEYMONKEY = Puller("surveymonkey", "https://api.surveymonkey.com", (TOKEN, SURVEY, BASE), bearer, pages)
