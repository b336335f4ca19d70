"""SurveyMonkey's responses: ids of choices, told together with what the survey calls them."""

from collections.abc import Sequence
from typing import Any

from cxloop.responses.importing.texts import untagged
from cxloop.responses.platforms.asked import Asked, known
from cxloop.responses.platforms.bodies import Tree, value_at, word
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
from cxloop.responses.platforms.told import Told

PAGE = 100
ONE_BY_ONE = 5
STANDING = ("response_status", "collection_mode")
PERSONAL = {"name": "name", "company": "company", "email": "email", "phone": "phone"}


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
    asked += [Asked(name, name.replace("_", " "), "detail", word(item.get(name))) for name in STANDING]
    modified, number = item.get("date_modified"), word(item.get("id"))
    told = Told(number, [*asked, *_customer(item)], modified, item.get("date_created") or modified)
    return Found(f"{number}@{word(modified)}", told.as_tree())


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
    """A question with choices; where those are weighed and say no numbers themselves, their weights are the scale."""
    words = {word(choice.get("id")): untagged(word(choice.get("text")) or "") for choice in choices}
    answer = given[0] if given else {}
    chosen = word(answer.get("choice_id"))
    weights = {
        word(choice.get("id")): weight for choice in choices if (weight := _weight(choice)) is not None
    }
    is_weighed = len(weights) == len(choices) == len(set(weights.values())) > 2
    if is_weighed and not any(any(map(str.isdecimal, text)) for text in words.values()):
        points = weights.values()
        told = weights.get(chosen)
        value = None if told is None else str(told)
        return Asked(ref, label, "scale", value, min(points), max(points))
    value = word(answer.get("text")) or words.get(chosen) or None
    return Asked(ref, label, "choice", value, options=tuple(filter(None, words.values())))


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
    return untagged(word(value_at(first, "heading")) or "")


SURVEYMONKEY = Puller("surveymonkey", "https://api.surveymonkey.com", (TOKEN, SURVEY, BASE), bearer, pages)
