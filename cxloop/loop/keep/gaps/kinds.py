"""The shape of a kind of gap."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Select
from sqlalchemy.orm import Session

OLD_ENOUGH = timedelta(minutes=5)
"""Younger things may be on their way."""
MOST_FOUND = 500

Mend = Callable[[Session, Any, datetime], bool]


@dataclass(frozen=True)
class Window:
    """Rows of one table by their ids, both ends included."""

    first: int
    last: int


class Kind(Protocol):
    """One kind of gap. Keys are texts; the gap's subject is "noun:key"."""

    @property
    def name(self) -> str: ...
    @property
    def noun(self) -> str: ...
    @property
    def is_windowed(self) -> bool:
        """Whether it looks at a part of its table each time; otherwise at everything that is alive."""

    def look(self, session: Session, at: datetime, window: Window | None) -> list[str]:
        """Keys of what is broken, in one statement, so that a step that commits meanwhile is no gap."""

    def still(self, session: Session, at: datetime, keys: Collection[str]) -> set[str]:
        """Those of the keys that are broken now."""

    def mend(self, session: Session, key: str, at: datetime) -> bool:
        """Do what should have been done; False when nothing here can."""


@dataclass(frozen=True)
class Rows:
    """A kind found by one select of the ids of broken rows."""

    name: str
    noun: str
    column: Any
    """The id that windows and keys are of."""
    broken: Callable[[Session, datetime], Sequence[Select[Any]]]
    repair: Mend | None = None
    is_windowed: bool = True
    parse: Callable[[str], Any] = int

    def look(self, session: Session, at: datetime, window: Window | None) -> list[str]:
        found: set[Any] = set()
        for chosen in self.broken(session, at):
            found.update(session.scalars(self._among(chosen, window).limit(MOST_FOUND)))
        return [str(key) for key in sorted(found)]

    def _among(self, chosen: Select[Any], window: Window | None) -> Select[Any]:
        """Sorted by the engine only within a window: else it would walk the whole table along the ids."""
        if window is None:
            return chosen
        return chosen.where(self.column.between(window.first, window.last)).order_by(self.column)

    def still(self, session: Session, at: datetime, keys: Collection[str]) -> set[str]:
        ids = [self.parse(key) for key in keys]
        return {
            str(key)
            for chosen in self.broken(session, at)
            for key in session.scalars(chosen.where(self.column.in_(ids)))
        }

    def mend(self, session: Session, key: str, at: datetime) -> bool:
        return self.repair(session, self.parse(key), at) if self.repair else False
