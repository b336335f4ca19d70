"""Errors as programs read them: application/problem+json (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from flask import Response, g
from msgspec import Meta
from werkzeug.exceptions import HTTPException

PROBLEM_JSON = "application/problem+json"
KINDS = {
    "not-json": "The body is not JSON.",
    "not-valid": "The request does not fit its description.",
    "refused": "It was understood, and cannot be done.",
    "no-token": "A token is needed.",
    "bad-token": "The token is unknown, expired or revoked.",
    "person-deactivated": "The colleague this program acts for was deactivated.",
    "scope-missing": "The token may not do this.",
    "person-may-not": "Whose program this is may not do this.",
    "person-missing": "The step needs a colleague who may take it.",
    "not-found": "There is nothing here.",
    "moved-on": "It has changed since.",
    "key-too-long": "The Idempotency-Key is too long or empty.",
    "key-reused": "The Idempotency-Key belongs to another call.",
    "still-running": "The same call is still being carried out.",
    "too-many-calls": "Too many calls this minute.",
}
USUAL = {404: "not-found"}


class Fault(msgspec.Struct, kw_only=True):
    """One thing that is wrong: where, which code, and a sentence."""

    field: Annotated[str, Meta(description="Where, as in `contact.email`; empty for the whole.")]
    code: str
    detail: str


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What went wrong, what was kept and what to do (RFC 9457)."""

    type: Annotated[str, Meta(description="`urn:cxloop:` and a word that never changes, or about:blank.")]
    title: str
    status: int
    detail: str | None = None
    errors: list[Fault] | None = None
    reference: Annotated[str, Meta(description="Finds it in the log.")] | None = None


class Refusal(Exception):
    """The call is answered by a problem; inside a unit of work nothing of it is kept."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.headers = status, dict(headers or {})
        self.problem = Problem(
            type=f"urn:cxloop:{kind}",
            title=KINDS[kind],
            status=status,
            detail=detail,
            errors=list(errors) or None,
        )

    def body(self) -> bytes:
        return msgspec.json.encode(self.problem)

    def response(self) -> Response:
        return Response(self.body(), self.status, self.headers, content_type=PROBLEM_JSON)


def not_valid(field: str, code: str, detail: str) -> Refusal:
    """One thing does not fit the description of the request."""
    return Refusal(422, "not-valid", detail, errors=[Fault(field=field, code=code, detail=detail)])


def refused(field: str, code: str, detail: str, status: int = 422) -> Refusal:
    """One thing fits its description and cannot be done all the same."""
    return Refusal(status, "refused", detail, errors=[Fault(field=field, code=code, detail=detail)])


def not_found() -> Refusal:
    return Refusal(404, "not-found", "It does not exist, or the token may not see it.")


def problem_page(error: HTTPException) -> Response:
    """What the application itself refuses, before or beside our views: unknown addresses, methods, a lost database."""
    code = error.code or 500
    headers: dict[str, Any] = {
        name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    }
    if code == 503:
        headers.setdefault("Retry-After", "30")
    kind = USUAL.get(code)
    problem = Problem(
        type=f"urn:cxloop:{kind}" if kind else "about:blank",
        title=KINDS[kind] if kind else HTTPStatus(code).phrase,
        status=code,
        detail=DETAILS.get(code),
        reference=getattr(g, "reference", None),
    )
    return Response(msgspec.json.encode(problem), code, headers, content_type=PROBLEM_JSON)


DETAILS = {
    413: "The body is larger than 10 MB. Send the answers in several calls.",
    500: "Nothing was kept. The reference finds it in the log.",
    503: "The database is away, locked or full. Nothing was kept; the same call may be made again.",
}
