"""What a route says of itself: what it reads, what it answers, how it may refuse. The OpenAPI document is made of it,
and so is the reading: a view gets its query and body as typed values.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

import msgspec
from flask import Response, request
from flask.typing import ResponseReturnValue

from cxloop.api import reading
from cxloop.api.once import Answer, carried_out
from cxloop.api.reading import JSON

ALWAYS = (401, 403, 429, 500, 503)
SENT_BODY = (400, 409, 413, 415, 422)


@dataclass(frozen=True)
class Operation:
    """One route: types of the query, the body and each good answer by status; further statuses it may refuse with,
    and the shape of a problem where it says more than others; types that a schema only refers to.

    A body of several shapes is a tuple of types; the view reads it itself.
    """

    summary: str
    answers: Mapping[int, Any]
    query: type | None
    body: Any
    refuses: frozenset[int]
    problems: Mapping[int, type]
    mentions: tuple[type, ...]


def speaks(
    summary: str, answers: Mapping[int, Any], *, query: type | None = None, body: Any = None,
    refuses: Collection[int] = (), problems: Mapping[int, type] | None = None,
    mentions: tuple[type, ...] = (),
) -> Callable[[Callable[..., Any]], Callable[..., ResponseReturnValue]]:  # fmt: skip
    """A view that reads (`query`) returns an Answer; one that writes (`body`) returns the work to carry out once."""

    def decorator(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def answered(**named: Any) -> ResponseReturnValue:
            if query is not None:
                named["query"] = reading.address(query, request.query_string)
            if body is None:
                return _response(view(**named))
            given = reading.json_body()
            named["body"] = given if isinstance(body, tuple) else reading.shaped(given, body)
            return _response(carried_out(view(**named)))

        refusals = {*refuses, *ALWAYS, *(SENT_BODY if body is not None else ())}
        if query is not None:
            refusals.add(422)
        described: Any = answered
        described.operation = Operation(
            summary, answers, query, body, frozenset(refusals), problems or {}, mentions
        )
        return answered

    return decorator


def said(body: Any, status: int = 200) -> Answer:
    """An answer of this status with this value as its JSON."""
    return Answer(status, JSON, msgspec.json.encode(body))


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers, content_type=answer.content_type)
