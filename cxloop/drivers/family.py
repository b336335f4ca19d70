"""Which causes count with a cause."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from cxloop.drivers.models import Driver


def family_of(driver_id: int) -> Select[Any]:
    """Ids of a cause, of what lies below it, and of what was merged into any of these."""
    return _grown(driver_id, (Driver.parent_id, Driver.merged_into_id))


def merged_into(driver_id: int) -> Select[Any]:
    """Ids of a cause and of those that were merged into it."""
    return _grown(driver_id, (Driver.merged_into_id,))


def _grown(driver_id: int, by: Sequence[InstrumentedAttribute[int | None]]) -> Select[Any]:
    found = select(Driver.id).where(Driver.id == driver_id).cte("family", recursive=True)
    more = select(Driver.id).join(found, or_(*(link == found.c.id for link in by)))
    return select(found.union(more).c.id)  # a union ends even where a circle would not
