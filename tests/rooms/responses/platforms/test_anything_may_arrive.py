"""Whatever a body holds, reading it ends in events or in NotUnderstood with a sentence; nothing else, ever."""

import copy
import json
import random
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.responses.importing.answers import Heard
from cxloop.responses.platforms import PLATFORMS, NotUnderstood
from tests.breadth import examples
from tests.rooms.responses.platforms import calls
from tests.rooms.responses.platforms.one_answer import FROM_1_TO_5, call_of

BODIES = {key: calls.BODIES.get(key) or call_of(key) for key in PLATFORMS}
METRICS = [calls.NPS, calls.CSAT, calls.OSAT, {"metric": "verbatim"}, {}, {"metric": "ces", "scale_min": "1"}]
AWKWARD = [
    None, True, False, 0, -1, 3, 11, 6.5, 1e308, 10**30, "", " ", "3", "10/10", "NaN", "\ud800", "\0", "x" * 30_000,
    "٣", [], {},
    [None], [[]], {"id": None}, {"default": []}, [{"id": {}}], "2026-03-10T09:00:00Z", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00", 1e15, 253402300800, "1773133200", [3], "carl@customer.example", "responseFinished",
]  # fmt: skip
anything = st.recursive(
    st.sampled_from(AWKWARD) | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def places(tree, path=()):
    """The path of everything inside a tree."""
    yield path
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for name, value in inner:
        yield from places(value, (*path, name))


def spoiled(tree, changes, random_):
    """A copy of a real call with some of its parts replaced, left out or doubled."""
    tree = copy.deepcopy(tree)
    for value in changes:
        if not tree:
            break
        *way, last = random_.choice([path for path in places(tree) if path])
        inner = tree
        for name in way:
            inner = inner[name]
        if value == "leave out":
            del inner[last]
        else:
            inner[last] = copy.deepcopy(value)  # the list of awkward values is shared
    return tree


def check(key, body, content_type, headers, choices):
    platform = PLATFORMS[key]
    try:
        events = platform.read(body, content_type, headers, choices)
    except NotUnderstood as refused:
        told(refused)
        return
    finally:
        name = platform.event_id(body, content_type, headers)
        assert name is None or 0 < len(name) <= 200
        platform.asked(body, content_type, headers)
    for event in events:
        assert event.kind in {"said", "withdrawn", "nothing", "fetch"}
        assert (event.answer is not None) == (event.kind == "said")
        assert event.kind == "nothing" or 0 < len(event.external_id) <= 200
        assert event.said_at is None or event.said_at.tzinfo is UTC
        if event.answer:
            acceptable(event.answer, choices)


def told(refused: NotUnderstood):
    """Its sentence can be said, and its facts kept beside the call."""
    assert refused.sentence()
    assert len(json.dumps(refused.facts)) < 2000


def acceptable(answer: Heard, choices):
    lowest, highest = choices.get("scale_min", 0), choices.get("scale_max", 10)
    if answer.score is not None and isinstance(lowest, int):
        assert lowest <= answer.score <= highest
    assert answer.answered_at is None or answer.answered_at.tzinfo is UTC
    for text in (answer.external_id, answer.comment, answer.name, answer.company, answer.email, answer.phone):
        assert text is None or (text and "\0" not in text)
        (text or "").encode()  # no lone surrogate is left


def read_spoiled(key, changes, seed, choices):
    random_ = random.Random(seed)
    tree = spoiled(BODIES[key], changes, random_)
    body = json.dumps(tree).encode()
    check(key, body, calls.JSON, {"webhook-id": "msg"}, choices)


spoiling = given(
    key=st.sampled_from(sorted(PLATFORMS)),
    changes=st.lists(st.just("leave out") | anything, max_size=4),
    seed=st.integers(0, 2**32),
    choices=st.sampled_from(METRICS),
)


@examples(150, wide=2000)
@spoiling
def test_a_spoiled_call_is_read_or_refused(key, changes, seed, choices):
    read_spoiled(key, changes, seed, choices)


@pytest.mark.campaign
@pytest.mark.timeout(14_400)
@settings(max_examples=200_000)
@spoiling
def test_two_hundred_thousand_spoiled_calls_are_read_or_refused(key, changes, seed, choices):
    read_spoiled(key, changes, seed, choices)


@examples(100, wide=2000)
@given(
    key=st.sampled_from(sorted(PLATFORMS)),
    body=st.binary(max_size=300) | anything.map(lambda tree: json.dumps(tree).encode()),
    content_type=st.sampled_from([calls.JSON, calls.FORM, None, "", "text/plain; charset=x", "\0"]),
    chosen=st.dictionaries(
        st.sampled_from(["score", "comment", "external_id", "attributes"]), anything, max_size=2
    ),
)
def test_any_bytes_are_read_or_refused(key, body, content_type, chosen):
    check(key, body, content_type, {}, {**calls.NPS, **chosen})


@pytest.mark.parametrize("key", PLATFORMS)
@given(seed=st.integers(0, 2**32))
@examples(12, wide=200)
def test_the_order_of_fields_and_questions_says_nothing(key, seed):
    def shuffled(tree):
        if isinstance(tree, dict):
            items = [(name, shuffled(value)) for name, value in tree.items()]
            random_.shuffle(items)
            return dict(items)
        if isinstance(tree, list):
            return random_.sample([shuffled(value) for value in tree], len(tree))
        return tree

    random_ = random.Random(seed)
    tree, terms = BODIES[key], calls.CSAT if key in FROM_1_TO_5 else calls.NPS
    read = PLATFORMS[key].read
    mixed = calls.bytes_of(shuffled(tree))
    assert read(mixed, calls.JSON, {}, terms) == read(calls.bytes_of(tree), calls.JSON, {}, terms)
