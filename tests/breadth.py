"""How wide a run looks: every day at a few examples, and at what one engine can answer on one engine; wide, at all.

`CXLOOP_TESTS=wide` makes a run wide, and `CXLOOP_TESTS=campaign` gives each property the examples of a campaign.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

import pytest
from hypothesis import settings

from tests.databases import ENGINES

NAME = "CXLOOP_TESTS"
HOW = os.environ.get(NAME, "everyday")
IS_WIDE = HOW != "everyday"
SKINS = ("tests/web/", "tests/api/", "tests/slack/", "tests/mail/", "tests/hooks/")
"""What is said, shown and taken. The verbs and questions below them are asked on both engines."""
BELOW = ("tests/loop/", "tests/rooms/", "tests/recount/")
ASKS_OF_THE_DATABASE = {"own_app", "installed", "statements"}
"""Fixtures of tests that are about the engine itself; others say so by `@pytest.mark.both_engines`."""


def number(everyday: int, *, wide: int) -> int:
    """A few every day, and so many in a wide run."""
    return wide if IS_WIDE else everyday


def examples(everyday: int, *, wide: int) -> settings:
    """So many examples of chance for one test."""
    return settings(max_examples=number(everyday, wide=wide))


def in_turn(places: Iterable[str]) -> list[tuple[str, str]]:
    """Each place with an engine, and the next with the other; in a wide run each with both."""
    if IS_WIDE:
        return [(place, engine) for place in places for engine in ENGINES]
    return [(place, ENGINES[turn % len(ENGINES)]) for turn, place in enumerate(places)]


def of_the_other_engine(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """The tests that may be left out, for the other engine answers for them."""
    engines = {item.nodeid: engine for item in items if (engine := _engine_of(item))}
    others = left_out(engines)
    return {item for item in items if item.nodeid in others}


def left_out(engines: dict[str, str]) -> set[str]:
    """Of the names of tests, each with its engine, those that may be left out; which, is always the same.

    Of one test's many arguments each is tried on one engine, and both engines have their turn. Of the tests of a skin
    that take no arguments, about half is tried on each.
    """
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for whole, engine in engines.items():
        name, _, arguments = whole.partition("[")
        found[name][arguments.replace(engine, "", 1)][engine] = whole
    return {
        whole
        for name, by_arguments in found.items()
        if len(by_arguments) > 1 or name.startswith(SKINS)
        for turn, arguments in enumerate(sorted(by_arguments, key=_shuffled), _shuffled(name))
        if len(by_arguments[arguments]) == len(ENGINES)
        for engine, whole in by_arguments[arguments].items()
        if engine != ENGINES[turn % len(ENGINES)]
    }


def _shuffled(text: str) -> int:
    return crc32(text.encode())


def _engine_of(item: pytest.Item) -> str | None:
    """The engine of a test that the other could answer for; nothing is left out of one that is about engines."""
    if (
        not isinstance(item, pytest.Function)
        or not hasattr(item, "callspec")
        or not item.nodeid.startswith((*SKINS, *BELOW))
        or item.get_closest_marker("both_engines")
        or not ASKS_OF_THE_DATABASE.isdisjoint(item.fixturenames)
        or "app" not in item.fixturenames
    ):
        return None
    engine: str | None = item.callspec.params.get("engine_name")
    return engine
