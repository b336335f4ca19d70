"""Whether an answer comes by a file, by a call or by a pull, it is the same answer; and so is what is none."""

import json
from datetime import UTC, datetime

import pytest

from cxloop.responses.descriptions import BY_KEY, DESCRIPTIONS
from cxloop.responses.importing.answers import Heard, Rejected
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.rows import read_rows
from cxloop.responses.platforms import PLATFORMS
from cxloop.responses.platforms.pulling import PULLERS, Ask, Wish
from cxloop.responses.scoring import SCALES
from tests.rooms.responses.platforms import calls
from tests.rooms.responses.platforms.one_answer import (
    CARL,
    FILES,
    FROM_1_TO_5,
    api_of,
    as_bytes,
    call_of,
    credentials_of,
    file_of,
)

BY_CALL = [key for key in FILES if key != "surveymonkey"]  # its calls tell ids only
NO_ID_IN_FILES = ("google_forms",)
MARKED = [(key, mark) for key, (_, _, marks) in FILES.items() for mark in marks[1:]]
SINCE = datetime(2026, 3, 1, tzinfo=UTC)


def terms(key):
    metric = "csat" if key in FROM_1_TO_5 else "nps"
    return {"metric": metric, "scale_min": SCALES[metric].lowest, "scale_max": SCALES[metric].highest}


def by_file(key, tmp_path, mark=None):
    path = tmp_path / f"{key}.csv"
    path.write_text(file_of(key, mark))
    plan = plan_for(path, "UTC", Choices(metric=terms(key)["metric"]))
    assert plan.platform == key
    return next(iter(read_rows(path, plan)))


def by_call(key, mark=None):
    (event,) = PLATFORMS[key].read(as_bytes(call_of(key, mark)), calls.JSON, {}, terms(key))
    return event


def by_pull(key, change=lambda _body: None):
    conversation = PULLERS[key].pages(credentials_of(key), Wish(SINCE))
    api, said = api_of(key), None
    try:
        said = next(conversation)
        while True:
            if isinstance(said, Ask):
                query = {name: str(value) for name, value in said.query.items()}
                said = conversation.send(api.answer(said.path, query, json.dumps(said.json).encode()))
                continue
            for found in said:
                if CARL.number == found.external_id.rpartition("-")[2]:
                    change(found.body)
                    (event,) = PLATFORMS[key].read(as_bytes(found.body), calls.JSON, {}, terms(key))
                    return event
            said = next(conversation)
    except StopIteration:
        raise AssertionError("not pulled") from None


def same(answer: Heard, *, restarts=False):
    number = answer.external_id.rpartition("-")[2] if restarts else answer.external_id
    return number, answer.score, answer.comment, answer.email, answer.answered_at


@pytest.mark.parametrize("key", FILES)
def test_a_row_of_an_export_is_the_customers_answer(key, tmp_path):
    answer = by_file(key, tmp_path)
    assert isinstance(answer, Heard), answer
    at = datetime.fromisoformat(CARL.iso)
    told = same(answer)
    assert told[1:] == (CARL.score, CARL.comment, CARL.email, at)
    assert key in NO_ID_IN_FILES or told[0] == CARL.number


@pytest.mark.parametrize("key", BY_CALL)
def test_a_call_tells_the_same_answer_as_the_export(key, tmp_path):
    event = by_call(key)
    restarts = BY_KEY[key].restarts
    told, written = same(event.answer, restarts=restarts), same(by_file(key, tmp_path))
    assert told[1:] == written[1:]
    assert key in NO_ID_IN_FILES or told[0] == written[0]


@pytest.mark.parametrize("key", PULLERS)
def test_a_pull_tells_the_same_answer_as_the_export_and_the_call(key, tmp_path):
    pulled = by_pull(key).answer
    assert same(pulled, restarts=BY_KEY[key].restarts) == same(by_file(key, tmp_path))
    if key in BY_CALL:
        assert same(pulled) == same(
            by_call(key).answer
        )  # the very id: what a call told is not pulled once more


@pytest.mark.parametrize(("key", "mark"), MARKED)
def test_what_is_no_answer_of_a_customer_is_left_out_at_every_door(key, mark, tmp_path):
    row = by_file(key, tmp_path, mark)
    assert isinstance(row, Rejected), row
    assert row.reason in {"test_answer", "not_finished", "not_answered_there"}
    if key in BY_CALL:
        event = by_call(key, mark)
        assert (event.kind, event.reason) == ("nothing", REASONS[row.reason])


REASONS = {"test_answer": "test_call", "not_finished": "not_finished", "not_answered_there": "not_an_answer"}


def test_a_pulled_preview_or_partial_answer_is_left_out():
    def marked(name, value):
        def change(body):
            body["asked"] = [{**one, "value": value} if one["ref"] == name else one for one in body["asked"]]

        return change

    assert by_pull("qualtrics", marked("status", "1")).reason == "test_call"
    assert by_pull("surveymonkey", marked("collection_mode", "preview")).reason == "test_call"
    assert by_pull("surveymonkey", marked("response_status", "partial")).reason == "not_finished"


def test_every_platform_with_a_file_and_another_door_is_asked():
    with_files = {one.key for one in DESCRIPTIONS if one.marks}
    assert {key for key in with_files if key in PLATFORMS or key in PULLERS} == set(FILES)
    assert set(PULLERS) <= set(FILES)
