"""Qualtrics: an answer that a notice named is fetched by itself; gaps by an export, which takes three calls."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cxloop.responses.platforms.asked import Asked, known
from cxloop.responses.platforms.bodies import Tree, value_at, word
from cxloop.responses.platforms.pulled import pulled_body
from cxloop.responses.platforms.pulling.puller import (
    BASE,
    SURVEY,
    TOKEN,
    Ask,
    Credentials,
    Found,
    Pages,
    Puller,
    PullRefused,
    Wish,
    iso,
    items,
)

ONE_BY_ONE = 20
MOST_LOOKS, EXPORT_SECONDS = 90, 2.0
TAGS = re.compile(r"<[^<>]{0,200}>")
TESTS = (1, 2, 8, 9)
PERSON = {
    "email": "recipientEmail", "first_name": "recipientFirstName", "last_name": "recipientLastName",
    "contact_external_id": "externalDataReference", "language": "userLanguage",
}  # fmt: skip
THEIRS = (
    *PERSON.values(), "startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate",
    "_recordId", "locationLatitude", "locationLongitude", "distributionChannel",
)  # fmt: skip


def pages(credentials: Credentials, wish: Wish) -> Pages:
    survey = f"/API/v3/surveys/{credentials['survey_id']}"
    told = yield Ask(survey)
    questions = value_at(told, "result", "questions")
    if not isinstance(questions, dict):
        raise PullRefused("answer_unknown", {"part": "questions"})
    if 0 < len(wish.ids) <= ONE_BY_ONE:
        for response_id in wish.ids:
            one = yield Ask(f"{survey}/responses/{response_id}", may_be_gone=True)
            if isinstance(result := value_at(one, "result"), dict):
                yield [_found(result, questions)]
        return
    export = f"{survey}/export-responses"
    wanted = {
        "format": "json",
        "compress": False,
        "startDate": iso(wish.since),
        "sortByLastModifiedDate": True,
    }
    started = yield Ask(export, json=wanted)
    progress = word(value_at(started, "result", "progressId"))
    for _ in range(MOST_LOOKS):
        state = yield Ask(f"{export}/{progress}", after=EXPORT_SECONDS)
        if word(value_at(state, "result", "status")) == "complete":
            file = yield Ask(f"{export}/{word(value_at(state, 'result', 'fileId'))}/file")
            yield [_found(item, questions) for item in items(file, "responses")]
            return
        if word(value_at(state, "result", "status")) == "failed":
            break
    raise PullRefused("export_failed")


def _found(item: Tree, questions: Mapping[str, Any]) -> Found:
    values, labels = (_plain(item.get(name)) for name in ("values", "labels"))
    asked = [known(field, word(values.get(name))) for field, name in PERSON.items()]
    for ref, question in questions.items():
        asked += _asked(ref, question, values, labels)
    own = [name for name in values if name not in THEIRS and not name.startswith("QID")]
    asked += [Asked(name, name.replace("_", " "), "unknown", word(values[name])) for name in own]
    recorded = values.get("recordedDate") or values.get("endDate")
    reason = (
        "test_call"
        if values.get("status") in TESTS
        else "not_finished"
        if values.get("finished") == 0
        else None
    )
    number = word(item.get("responseId"))
    return Found(
        f"{number}@{word(recorded)}", pulled_body(number, asked, recorded, values.get("endDate"), reason)
    )


def _asked(ref: str, question: Any, values: Mapping[str, Any], labels: Mapping[str, Any]) -> Sequence[Asked]:
    """A choice is a number that means nothing by itself, except on an NPS question; its label is what was read."""
    label = TAGS.sub(
        "", word(value_at(question, "questionText")) or word(value_at(question, "questionLabel")) or ""
    )
    kind, selector = (word(value_at(question, "questionType", name)) for name in ("type", "selector"))
    if kind == "TE":
        return [
            Asked(
                ref,
                label,
                "long_text" if selector in {"ML", "ESTB"} else "text",
                word(values.get(f"{ref}_TEXT")),
            )
        ]
    if selector == "NPS":
        return [Asked(ref, label, "nps", word(values.get(ref)), 0, 10)]
    if kind == "Slider":
        return [Asked(ref, label, "scale", word(values.get(f"{ref}_1")))]
    if kind == "MC":
        return [Asked(ref, label, "unknown", word(labels.get(ref)))]
    return []


def _plain(tree: Any) -> Tree:
    return tree if isinstance(tree, dict) else {}


def _headers(credentials: Credentials) -> dict[str, str]:
    return {"X-API-TOKEN": credentials["token"]}


QUALTRICS = Puller("qualtrics", "", (TOKEN, SURVEY, BASE), _headers, pages)
