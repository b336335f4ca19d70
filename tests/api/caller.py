"""A program that calls the API with its token."""

import json
from contextvars import Context
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from cxloop.clock import now
from cxloop.database import db
from cxloop.people import tokens
from cxloop.people.models import User
from cxloop.people.scopes import scopes_named

PROBLEM = "application/problem+json"


class Caller:
    """`get` and `post` expect a status; every answer is JSON, every error a problem."""

    def __init__(self, app: Flask, secret: str | None, token_id: int = 0) -> None:
        self.client, self.secret, self.token_id = app.test_client(), secret, token_id

    def get(self, path: str, *, expect: int | None = 200, **query: Any) -> TestResponse:
        return self.ask("GET", path, expect=expect, query_string=query)

    def post(
        self, path: str, body: Any = None, *, expect: int | None = None, key: str | None = None
    ) -> TestResponse:
        headers = {"Idempotency-Key": key} if key is not None else {}
        sent = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        return self.ask(
            "POST", path, expect=expect, data=sent, content_type="application/json", headers=headers
        )

    def ask(self, method: str, path: str, *, expect: int | None, **options: Any) -> TestResponse:
        """One request, as another process would make it."""
        headers = options.pop("headers", {})
        if self.secret is not None:
            headers = {"Authorization": f"Bearer {self.secret}", **headers}
        db.session.commit()
        answer: TestResponse = Context().run(
            self.client.open, f"/api/v1{path}", method=method, headers=headers, **options
        )
        db.session.expire_all()
        said = answer.get_data(as_text=True)[:2000]
        assert expect is None or answer.status_code == expect, f"{method} {path}: {answer.status}\n{said}"
        assert answer.status_code < 500, said
        if answer.status_code >= 400:
            assert answer.content_type == PROBLEM, answer.content_type
            assert answer.json["status"] == answer.status_code
        return answer


def calling(app: Flask, scopes: str = "all", by: User | None = None, **more: Any) -> Caller:
    """A program with a new token; `by` is whose steps its steps are."""
    token, secret = tokens.make(
        db.session(),
        "CRM",
        scopes_named(scopes),
        at=more.pop("at", None) or now(),
        by_id=by.id if by else None,
        **more,
    )
    db.session.commit()
    return Caller(app, secret, token.id)
