"""Qualtrics: an answer that a notice named is fetched by itself; gaps by an export, which takes three calls."""

from collections.abc import Mapping, Sequence
from typing import Any

from cxloop.responses.descriptions.description import spoken
from cxloop.responses.importing.texts import untagged
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Tree, value_at, word
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
from cxloop.responses.platforms.told import Told

ONE_BY_ONE = 20
MOST_LOOKS, EXPORT_SECONDS = 90, 2.0


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
    asked: list[Asked] = []
    for ref, question in questions.items():
        asked += _asked(ref, question, values, labels)
    own = [name for name in values if not name.startswith("QID")]
    asked += [Asked(name, spoken(name), "unknown", word(values[name])) for name in own]
    recorded = values.get("recordedDate") or values.get("endDate")
    number = word(item.get("responseId"))
    return Found(f"{number}@{word(recorded)}", Told(number, asked, recorded, values.get("endDate")).as_tree())


def _asked(ref: str, question: Any, values: Mapping[str, Any], labels: Mapping[str, Any]) -> Sequence[Asked]:
    """A choice is a number that means nothing by itself, except on an NPS question; its label is what was read."""
    label = untagged(
        word(value_at(question, "questionText")) or word(value_at(question, "questionLabel")) or ""
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
        return [Asked(ref, label, "unknown", word(labels.get(ref)), options=_options(question))]
    return []


def _options(question: Any) -> tuple[str, ...]:
    choices = _plain(value_at(question, "choices")).values()
    texts = [word(value_at(one, "choiceText")) or word(value_at(one, "description")) for one in choices]
    return tuple(untagged(text) for text in texts if text)


def _plain(tree: Any) -> Tree:
    return tree if isinstance(tree, dict) else {}


def _headers(credentials: Credentials) -> dict[str, str]:
    return {"X-API-TOKEN": credentials["token"]}


QUALTRICS = Puller("qualtrics", "", (TOKEN, SURVEY, BASE), _headers, pages)
