"""The root causes of the company: those it starts with, those it adds, those it offers."""

import re
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.drivers.models import Driver
from cxloop.drivers.starting import STARTING_CAUSES, Named

LONGEST_NAME = 120


class AlreadyThere(Exception):
    """A cause of this name stands in the same place."""


def load(session: Session, name: str) -> int:
    """Add what the starting set of this name has and the catalogue has not; returns how many were added.

    Raises:
        KeyError: there is no such set.
    """
    known = {driver.key: driver for driver in session.scalars(select(Driver))}
    before, first = len(known), _next_position(session, None)
    for position, (top, causes) in enumerate(STARTING_CAUSES[name].items()):
        parent = _put(session, known, top[0], top, None, first + position)
        for below, cause in enumerate(causes):
            _put(session, known, f"{top[0]}.{cause[0]}", cause, parent, below)
    return len(known) - before


def add(session: Session, english: str, italian: str, under: Driver | None = None) -> Driver:
    """One more cause, below another one or at the top.

    Raises:
        AlreadyThere
        ValueError: it has no name, or the one above it is on the third level already.
    """
    names = " ".join(english.split())[:LONGEST_NAME], " ".join(italian.split())[:LONGEST_NAME]
    if not all(names):
        raise ValueError("a cause needs a name in both languages")
    if under is not None and under.parent is not None and under.parent.parent is not None:
        raise ValueError("causes have three levels at most")
    parent_id = under.id if under else None
    beside = session.scalars(
        select(Driver).where(Driver.parent_id == parent_id, Driver.retired_at.is_(None))
    ).all()
    if any(names[0].casefold() == one.name_en.casefold() for one in beside):
        raise AlreadyThere
    made = Driver(
        key=_free_key(session, names[0], under), name_en=names[0], name_it=names[1], parent_id=parent_id,
        position=_next_position(session, parent_id),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def in_use(session: Session) -> list[Driver]:
    """The catalogue as it is offered, each parent before its children."""
    drivers: Iterable[Driver] = session.scalars(select(Driver).where(Driver.retired_at.is_(None))).all()
    return sorted(
        drivers, key=lambda driver: (_top(driver).position, driver.parent_id is not None, driver.position)
    )


def _put(
    session: Session, known: dict[str, Driver], key: str, named: Named, parent: Driver | None, position: int
) -> Driver:
    if key not in known:
        _key, english, italian = named
        known[key] = Driver(
            key=key,
            name_en=english,
            name_it=italian,
            parent_id=parent.id if parent else None,
            position=position,
        )
        session.add(known[key])
        session.flush()
    return known[key]


def _free_key(session: Session, english: str, under: Driver | None) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", english.lower()).strip("_") or "cause"
    wanted = f"{under.key}.{plain}" if under else plain
    taken = set(session.scalars(select(Driver.key).where(Driver.key.startswith(wanted, autoescape=True))))
    return next(key for number in range(1, len(taken) + 2) if (key := _numbered(wanted, number)) not in taken)


def _numbered(key: str, number: int) -> str:
    return key if number == 1 else f"{key}_{number}"


def _next_position(session: Session, parent_id: int | None) -> int:
    last = session.scalar(select(func.max(Driver.position)).where(Driver.parent_id == parent_id))
    return 0 if last is None else last + 1


def _top(driver: Driver) -> Driver:
    return _top(driver.parent) if driver.parent else driver
