"""Lists in pages: the newest first, from a cursor that says where the last page ended."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from msgspec import Meta, Struct
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cxloop.api.entrance import LARGEST_ID
from cxloop.api.problems import not_valid

T = TypeVar("T")
PREFIX = "before:"


class Paged(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which page of a list."""

    limit: Annotated[int, Meta(ge=1, le=200, description="How many at most.")] = 50
    cursor: (
        Annotated[
            str,
            Meta(max_length=60, description="`next_cursor` of the page before; without it, the first page."),
        ]
        | None
    ) = None


class Page(Struct, Generic[T], kw_only=True):
    """Some of a list, the newest first."""

    items: list[T]
    next_cursor: Annotated[str | None, Meta(description="Give it as `cursor`; null on the last page.")]


def page_of(
    session: Session,
    chosen: Select[Any],
    number: InstrumentedAttribute[int],
    query: Paged,
    shape: Callable[[Any], T],
) -> Page[T]:
    """The page of `chosen` that the query asks for, in one statement over the key `number`."""
    before = _before(query.cursor)
    if before is not None:
        chosen = chosen.where(number < before)
    rows: Sequence[Any] = (
        session.scalars(chosen.order_by(number.desc()).limit(query.limit + 1)).unique().all()
    )
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    last = getattr(rows[-1], number.key) if more else None
    return Page(items=[shape(row) for row in rows], next_cursor=None if last is None else _cursor(last))


def _cursor(last: int) -> str:
    return base64.urlsafe_b64encode(f"{PREFIX}{last}".encode()).decode().rstrip("=")


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    number = text.removeprefix(PREFIX)
    if not text.startswith(PREFIX) or not number.isdecimal() or int(number[:20]) > LARGEST_ID:
        raise not_valid(
            "cursor", "cursor_unknown", "This cursor is not one of ours. Begin with the first page."
        )
    return int(number)
