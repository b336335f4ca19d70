"""Lists in pages: the newest first, from a cursor that says where the last page ended."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from msgspec import Meta, Struct
from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cxloop.api.entrance import LARGEST_ID
from cxloop.api.problems import not_valid

T = TypeVar("T")
STRETCH = 20_000
"""Rows one call looks at where no index leads to what is asked for."""
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
    next_cursor: Annotated[
        str | None,
        Meta(
            description="Give it as `cursor`; null on the last page. Where few fit, a page may hold fewer than "
            "`limit`, or none, and go on."
        ),
    ]


def page_of(
    session: Session,
    chosen: Select[Any],
    number: InstrumentedAttribute[int],
    query: Paged,
    shape: Callable[[Any], T],
    *,
    walks: bool = False,
) -> Page[T]:
    """The page of `chosen` that the query asks for, in one statement over the key `number`.

    One that `walks`, for no index knows what is asked for, looks at STRETCH ids and says where to go on.
    """
    before, floor = _before(query.cursor), 0
    if walks:
        top = before or (session.scalar(select(func.max(number))) or 0) + 1
        floor = max(0, top - 1 - STRETCH)
        chosen = chosen.where(number > floor)
    if before is not None:
        chosen = chosen.where(number < before)
    rows: Sequence[Any] = (
        session.scalars(chosen.order_by(number.desc()).limit(query.limit + 1)).unique().all()
    )
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    last = getattr(rows[-1], number.key) if more else floor + 1 if floor else None
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
