"""What every test can ask for: an app on both engines, a browser, the people of the house, and no network."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings

from cxloop.people import passwords
from cxloop.people.models import User
from tests import breadth, makers, postgres, sockets
from tests.databases import (
    ENGINES,
    KEY,
    Databases,
    counted_statements,
    dispose,
    forget_what_is_counted,
    rolled_back,
)
from tests.visitor import Visitor

pytest_plugins = ["tests.people_of_the_house", "tests.processes"]

sys.dont_write_bytecode = False  # asserts are rewritten once, not by every worker of every run

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
for name, examples in (("everyday", 30), ("wide", 500), ("campaign", 5000)):
    settings.register_profile(name, settings.get_profile("house"), max_examples=examples)
settings.load_profile(breadth.HOW)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.prepare_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.remove_folder()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Campaigns run only when somebody asks by `-m`, and skins are asked on both engines only in wide runs."""
    out: set[pytest.Item] = set()
    if "campaign" not in (config.getoption("-m") or ""):
        out.update(item for item in items if item.get_closest_marker("campaign"))
    if not breadth.IS_WIDE:
        out |= breadth.of_the_other_engine(items)
    if out:
        config.hook.pytest_deselected(items=[item for item in items if item in out])
        items[:] = [item for item in items if item not in out]


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay: nothing has to look through them for cycles, nor for others all the time."""
    gc.freeze()
    gc.set_threshold(30_000, 20, 50)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from the machine's settings or written beside the code."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("CXLOOP_")]:
            if name not in {postgres.RUN, breadth.NAME}:
                patch.delenv(name)
        patch.setenv("CXLOOP_VAR", str(tmp_path_factory.mktemp("var")))
        patch.setenv("CXLOOP_SECRET_KEY", KEY)
        patch.setenv("CXLOOP_TESTING", "1")
        patch.setenv("CXLOOP_TIME_ZONE", "Europe/Rome")
        yield


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """Passwords cost nothing in tests; this is what makes them cost elsewhere."""
    real, quick = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_nobody", quick.hash("nobody"))
        yield real


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    with sockets.only_here():
        yield


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Both databases in turn. A test of one engine says so:
    `@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)`."""
    return str(request.param)


@pytest.fixture
def app(databases: Databases, engine_name: str) -> Iterator[Flask]:
    """The application with an empty database, inside its context; everything is rolled back after the test."""
    made = databases.shared_app(engine_name)
    forget_what_is_counted(made)
    with rolled_back(made):
        yield made


@pytest.fixture
def own_app(databases: Databases, engine_name: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose commits are real, for tests with several connections or threads; no context is open."""
    made = databases.app(databases.settings(databases.fresh_url(engine_name), var=tmp_path / "var"))
    yield made
    dispose(made)


@pytest.fixture
def at() -> datetime:
    """The moment most stories begin."""
    return makers.AT


@pytest.fixture
def clock(at: datetime) -> Iterator[time_machine.Traveller]:
    """The clock stands still at `at`; `clock.move_to(moment)` and `clock.shift(delta)` move it."""
    with time_machine.travel(at, tick=False) as moved:
        yield moved


@pytest.fixture
def client(app: Flask, clock: Any) -> Visitor:
    """A browser nobody has signed in with; every page it fetches is audited."""
    return Visitor(app)


@pytest.fixture
def sign_in(app: Flask, clock: Any) -> Callable[[User], Visitor]:
    """`sign_in(olga)` is a browser of Olga's."""
    return lambda user: Visitor(app).sign_in(user)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements sent so far in this test; `statements.clear()` starts to count."""
    with counted_statements(app) as seen:
        yield seen
