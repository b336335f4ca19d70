from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.api.caller import Caller, calling


@pytest.fixture
def call(app: Flask, clock: Any) -> Callable[..., Caller]:
    """`call("responses:write")` is a program with a token of this scope."""
    return lambda scopes="all", by=None, **more: calling(app, scopes, by, **more)


@pytest.fixture
def crm(call: Callable[..., Caller], ada: Any) -> Caller:
    """A program that may do everything; its steps are Ada's unless it names somebody."""
    return call("all", ada)
