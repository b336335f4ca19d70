"""A platform's API may answer anything: a puller finds answers, says why not, or ends; nothing else, ever."""

import json
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.responses.platforms import PLATFORMS, NotUnderstood
from cxloop.responses.platforms.pulling import PULLERS, Ask, PullRefused, Wish
from tests.breadth import examples
from tests.rooms.responses.platforms import calls
from tests.rooms.responses.platforms.test_anything_may_arrive import anything

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
LISTS = ["items", "fields", "data", "questions", "submissions", "pages", "responses"]
NAMES = [
    *LISTS, "result", "values", "answers", "id", "labels", "status", "fileId", "links", "hasMore", "updatedAt",
    "createdAt", "token", "choices", "headings",
]  # fmt: skip
replies = st.recursive(
    anything | st.sampled_from(["complete", "2026-03-10T09:00:00Z", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=12,
)
objects = st.dictionaries(st.sampled_from(NAMES), replies, max_size=5)
shaped = st.fixed_dictionaries(
    {name: st.lists(objects, max_size=2) for name in LISTS}
    | {"result": objects, "status": st.just("complete")}
) | st.lists(objects, max_size=2)
"""With lists and objects where the documentation has them, and anything inside."""


@pytest.mark.parametrize("key", PULLERS)
@examples(15, wide=200)
@given(
    told=st.lists(shaped | replies, min_size=1, max_size=4),
    ids=st.lists(st.sampled_from(["R_1", "2"]), max_size=2),
)
def test_whatever_an_api_answers_ends_in_answers_or_a_reason(key, told, ids):
    converse(key, told, ids)


@examples(30, wide=500)
@given(
    told=st.lists(
        st.dictionaries(
            st.sampled_from(["id", "submitdate", "score", "email", "datestamp"]), replies, max_size=5
        )
        | st.fixed_dictionaries(
            {"id": st.integers(0, 9).map(str), "submitdate": st.just("2026-03-10 09:00:00")}
        ),
        max_size=4,
    ),
    questions=replies,
)
def test_whatever_limesurvey_exports_ends_in_answers_or_a_reason(told, questions):
    export = b64encode(json.dumps({"responses": told}).encode()).decode()
    converse("limesurvey", [{"result": one, "error": None} for one in ("key", questions, export, export)], [])


def converse(key, told, ids):
    credentials = {"token": "t" * 20, "survey_id": "S1", "username": "carl", "password": "p" * 20}
    conversation = PULLERS[key].pages(credentials, Wish(SINCE, ids))
    found = []
    try:
        said = next(conversation)
        for turn in range(300):
            if isinstance(said, Ask):
                assert said.path.startswith("/")
                said = conversation.send(told[turn % len(told)])
            else:
                found += said
                said = next(conversation)
    except StopIteration:
        pass
    except PullRefused as refused:
        json.dumps(refused.facts)
    for one in found[:20]:
        keep(key, one)


def keep(key, found):
    """What was found can be stored and read like a call, or is refused like one."""
    body = json.dumps(found.body).encode()
    try:
        PLATFORMS[key].read(body, calls.JSON, {}, calls.NPS)
    except NotUnderstood as refused:
        json.dumps(refused.facts)
