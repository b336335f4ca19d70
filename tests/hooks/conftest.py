"""Sources of a company, and platforms that call them."""

import hashlib
import hmac
import json
from contextvars import Context
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from cxloop.database import db
from cxloop.jobs import read_inbox
from cxloop.responses.inbound.models import Hook
from cxloop.responses.platforms import PLATFORMS
from tests.doors import opened

SECRET = "whsec_of_carl_and_nobody_else"
SIGNING = "signing"
SIGNATURE = "x-cxloop-signature"


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {SIGNATURE: "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


@pytest.fixture(autouse=True)
def signing_platform(monkeypatch):
    """A platform that signs as the simplest do, whatever the real ones are."""
    generic = PLATFORMS["generic"]

    def checks(body: bytes, headers: Any, secrets: Any, *rest: Any) -> bool:
        return bool(secrets) and generic.checks(body, headers, secrets, *rest)

    monkeypatch.setitem(
        PLATFORMS, SIGNING, replace(generic, key=SIGNING, name="Signing", signs=True, checks=checks)
    )


@dataclass
class Sender:
    """A survey platform with the address it was given."""

    app: Flask
    hook: Hook
    address: str
    secret: str | None = None

    @property
    def path(self) -> str:
        return f"/hooks/{self.hook.platform}/{self.address}"

    def send(self, said: Any, *, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """Call with this as JSON (bytes go as they are), signed where a secret was agreed."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        own = signed(body, self.secret) if self.secret and headers is None else headers or {}
        path = self.path
        db.session.commit()
        options = {"data": body, "content_type": "application/json", "headers": own} | more
        answer = Context().run(self.app.test_client().post, path, **options)
        db.session.expire_all()
        return answer

    def read(self) -> int:
        """What the worker does each second."""
        db.session.commit()
        return read_inbox()


@pytest.fixture
def connected(app, make, max_, at, clock):
    """`connected()` is a generic source with a secret address; `connected("signing", SECRET)` one that signs."""

    def open_door(platform: str = "generic", secret: str | None = None, survey: Any = None) -> Sender:
        hook, address = opened(
            platform,
            survey or make.survey(f"survey-{platform}-{len(made)}"),
            max_,
            signing_secret=secret,
            at=at,
        )
        db.session.commit()
        made.append(Sender(app, hook, address, secret))
        return made[-1]

    made: list[Sender] = []
    return open_door
