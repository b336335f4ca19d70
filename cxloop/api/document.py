"""The OpenAPI 3.1 document, made of the routes and what each says of itself."""

import re
from collections.abc import Iterator
from inspect import getdoc
from typing import Any

import msgspec
from flask import Flask
from werkzeug.routing import Rule

from cxloop.api.entrance import LARGEST_ID, PREFIX, v1
from cxloop.api.problems import PROBLEM_JSON, Problem
from cxloop.api.reading import JSON
from cxloop.api.speaking import Operation
from cxloop.entrances import REGISTRY
from cxloop.people.scopes import Needs

REFERENCE = "#/components/schemas/{name}"
PATH_KINDS: dict[str, dict[str, Any]] = {
    "number": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
    "task_id": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
    "promise_id": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
    "key": {"type": "string", "minLength": 1},
}
REFUSED = {
    400: "The body is not JSON, or the Idempotency-Key is unusable.",
    401: "The token is missing, unknown, expired or revoked.",
    403: "The token lacks the scope, or the colleague may not take the step.",
    404: "There is nothing here.",
    409: "It has changed since, or the same call is still being carried out.",
    413: "The body is larger than 10 MB.",
    415: "The body does not call itself application/json.",
    422: "It does not fit its description, or cannot be done; `errors` say where.",
    429: "Too many calls this minute; Retry-After says when to come back.",
    500: "Our mistake. Nothing was kept.",
    503: "The database is away, locked or full. Nothing was kept; come back after Retry-After.",
}
ABOUT = """What customers said goes in, what is owed comes out.

Every call carries a token: `Authorization: Bearer cxl_…`. An administrator makes it under Listen › Programs, or with
`cxloop token add`; it may what its scopes say.

Writing is safe to repeat with an `Idempotency-Key`: the same key with the same body is carried out once and answered
alike for two days. Errors are problems (RFC 9457) whose `type` never changes. Lists come in pages, the newest first:
give `next_cursor` as `cursor`. `RateLimit` says how many calls are left this minute."""
RATE = {
    "RateLimit": {
        "description": "Calls left this minute, and seconds until the next.",
        "schema": {"type": "string"},
    }
}
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "Names this call: the same key with the same body is carried out once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}  # fmt: skip


def document(app: Flask) -> dict[str, Any]:
    """The whole document."""
    told = list(_operations(app))
    kinds = _Kinds([kind for _, _, operation in told for kind in _mentioned(operation)])
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, operation in told:
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
        paths.setdefault(path, {})[method.lower()] = _told(app, rule, operation, kinds)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "cxloop",
            "version": "1",
            "summary": "Closed-loop customer experience.",
            "description": ABOUT,
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": kinds.components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "cxl_…"}},
        },
    }


class _Kinds:
    """The schema of every type that some route mentions."""

    def __init__(self, kinds: list[Any]) -> None:
        named = list({repr(kind): kind for kind in [*kinds, Problem]}.items())
        schemas, components = msgspec.json.schema_components(
            [kind for _, kind in named], ref_template=REFERENCE
        )
        self._by_kind = dict(zip((name for name, _ in named), schemas, strict=True))
        self.components = {name: components[name] for name in sorted(components)}

    def of(self, kind: Any) -> dict[str, Any]:
        if isinstance(kind, tuple):
            return {"anyOf": [self.of(one) for one in kind]}
        return self._by_kind[repr(kind)]

    def fields(self, kind: type) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.components[self.of(kind)["$ref"].rpartition("/")[2]][
            "properties"
        ]
        return found


def _operations(app: Flask) -> Iterator[tuple[Rule, str, Operation]]:
    for rule in app.url_map.iter_rules():
        operation = getattr(app.view_functions[rule.endpoint], "operation", None)
        if rule.rule.startswith(PREFIX) and rule.endpoint in v1.policies and operation is not None:
            # A registered rule always has methods; only the types allow none.
            yield rule, next(iter(rule.methods - {"HEAD", "OPTIONS"})), operation  # type: ignore[operator]


def _mentioned(operation: Operation) -> Iterator[Any]:
    several = [*operation.answers.values(), *operation.problems.values(), *operation.mentions]
    several += [operation.body, operation.query]
    for kind in several:
        yield from kind if isinstance(kind, tuple) else () if kind is None else (kind,)


def _told(app: Flask, rule: Rule, operation: Operation, kinds: _Kinds) -> dict[str, Any]:
    view = app.view_functions[rule.endpoint]
    policy = app.extensions[REGISTRY][rule.endpoint]
    scope = policy.scope if isinstance(policy, Needs) else ""
    found: dict[str, Any] = {
        "operationId": view.__name__,
        "summary": operation.summary,
        "description": " ".join((getdoc(view) or "").split()) + f" Needs the scope `{scope}`.",
        "tags": [rule.rule.removeprefix(PREFIX).split("/")[1]],
        "security": [{"token": []}],
        "parameters": [*_in_path(rule), *_in_query(operation, kinds), *([KEY] if operation.body else [])],
        "responses": {
            str(status): _answer(REFUSED.get(status, operation.summary), JSON, kinds.of(kind))
            for status, kind in sorted(operation.answers.items())
        },
    }
    for status in sorted(operation.refuses):
        kind = operation.problems.get(status)
        shape = kinds.of(Problem if kind is None else (Problem, kind))
        found["responses"][str(status)] = _answer(REFUSED[status], PROBLEM_JSON, shape)
    if operation.body is not None:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": kinds.of(operation.body)}}}
    return found


def _answer(description: str, media: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "headers": RATE, "content": {media: {"schema": shape}}}


def _in_path(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": PATH_KINDS[name]}
        for name in sorted(rule.arguments)
    ]


def _in_query(operation: Operation, kinds: _Kinds) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    return [
        {"name": name, "in": "query", "required": False, "schema": _never_null(shape)}
        for name, shape in kinds.fields(operation.query).items()
    ]


def _never_null(shape: dict[str, Any]) -> dict[str, Any]:
    """An address cannot say null: leaving it out does."""
    kept = {name: value for name, value in shape.items() if name != "default" or value is not None}
    rest = [one for one in kept.pop("anyOf", []) if one != {"type": "null"}]
    return kept | (rest[0] if len(rest) == 1 else {"anyOf": rest} if rest else {})
