"""A company with an identity provider."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from cxloop.audit_log import By
from cxloop.clock import now
from cxloop.database import db
from cxloop.people.identities import keep_secret
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from cxloop.web.people.room import PROVIDER
from tests.databases import KEY
from tests.fakes import identity_provider
from tests.fakes.identity_provider import CLIENT, SECRET, Provider
from tests.visitor import Visitor


@pytest.fixture
def provider(app: Flask) -> Iterator[Provider]:
    with identity_provider.running() as made:
        app.extensions[PROVIDER].forget()
        yield made


@pytest.fixture
def sign_in_by(provider: Provider, clock: Any) -> Callable[..., None]:
    """`sign_in_by(domains=[…])` switches the provider on, with its secret."""

    def switch_on(**more: Any) -> None:
        part, session = PARTS["sign-in"], db.session()
        usual = {"issuer": provider.issuer, "client_id": CLIENT, "is_at_home": True, "label": "Valmora ID"}
        values = (part.read(session, part.name) or {}) | usual | more
        ledger.switch_on(session, part, part.name, values, Hand(None, "cli"), at=now())
        keep_secret(session, KEY, provider.issuer, SECRET, By(None, "cli"), now())
        session.commit()

    return switch_on


@pytest.fixture
def go_there(provider: Provider) -> Callable[..., Any]:
    """`go_there(visitor)` presses the button, signs in at the provider and comes back; returns the answer."""

    def go(visitor: Visitor, path: str = "/sign-in/elsewhere", expect: int = 302) -> Any:
        there = visitor.get(path, expect=302).location
        return visitor.get(provider.let_in(there), expect=expect)

    return go
