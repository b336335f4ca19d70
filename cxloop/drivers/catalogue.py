"""The root causes of the company, each parent before its children."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.drivers.models import Driver

LONGEST_NAME = 120
MOST_LEVELS = 3


def in_use(session: Session) -> list[Driver]:
    """The catalogue as it is offered."""
    return sorted(session.scalars(select(Driver).where(Driver.retired_at.is_(None))).all(), key=_place)


def everything(session: Session) -> list[Driver]:
    """Those in use, then those put away; each after the one it was merged into."""
    put_away = session.scalars(select(Driver).where(Driver.retired_at.is_not(None))).all()
    return [*in_use(session), *sorted(put_away, key=lambda one: (_depth(one), _place(one)))]


def of_key(session: Session, key: str | None) -> Driver | None:
    return session.scalars(select(Driver).where(Driver.key == key)).first() if key else None


def beside(session: Session, above: Driver | None) -> Sequence[Driver]:
    """Those in use right below this one, or at the top."""
    parent_id = above.id if above else None
    return session.scalars(
        select(Driver).where(Driver.parent_id == parent_id, Driver.retired_at.is_(None))
    ).all()


def below(session: Session, cause: Driver) -> list[Driver]:
    """All that lies below this one, put away or not."""
    children = list(session.scalars(select(Driver).where(Driver.parent_id == cause.id)))
    return [*children, *(one for child in children for one in below(session, child))]


def height(cause: Driver | None, lies_below: Sequence[Driver]) -> int:
    """How many levels a cause has with what lies below it."""
    return 1 + max((one.level - cause.level for one in lies_below), default=0) if cause else 1


def next_position(session: Session, parent_id: int | None) -> int:
    last = session.scalar(select(func.max(Driver.position)).where(Driver.parent_id == parent_id))
    return 0 if last is None else last + 1


def _place(driver: Driver) -> tuple[tuple[int, int], ...]:
    """Where it stands in the tree, from the top down."""
    return (*(_place(driver.parent) if driver.parent else ()), (driver.position, driver.id))


def _depth(driver: Driver) -> int:
    """How many others must be there before it."""
    needed = [one for one in (driver.parent, driver.merged_into) if one and one.retired_at]
    return 1 + max(map(_depth, needed), default=0)
