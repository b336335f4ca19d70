"""Whether a ticket is open, owed, waiting or put off, asked of a row and of the database alike."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ColumnElement, literal_column, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.tickets import steps


def _among(states: frozenset[steps.State], state: Any) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", state.in_([literal_column(f"'{name}'") for name in sorted(states)]))


def open_by(state: Any) -> ColumnElement[bool]:
    """`steps.is_open` of a column, or of what keeps SQLite from leading by it."""
    return _among(steps.OPEN, state)


class OpenOrOwed:
    """What is asked of a ticket's state, for the ticket's model."""

    if TYPE_CHECKING:
        state: Mapped[str]
        due_at: Mapped[Any]

    again_at: Mapped[datetime | None] = mapped_column(default=None)
    """It was put off until then: it steps back in the queue, its promises run on. None again when something happens."""

    def is_snoozed(self, at: datetime) -> bool:
        return self.again_at is not None and self.again_at > at

    @classmethod
    def is_awake(cls, at: datetime) -> ColumnElement[bool]:
        """Not put off, or the moment has come."""
        return or_(cls.again_at.is_(None), cls.again_at <= at)

    @hybrid_property
    def is_open(self) -> bool:
        """It is not over, with or without a running clock."""
        return steps.is_open(self.state)

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return open_by(cls.state)

    @hybrid_property
    def is_waiting(self) -> bool:
        """We wait for the customer's word."""
        return steps.is_waiting(self.state)

    @is_waiting.inplace.expression
    @classmethod
    def _is_waiting(cls) -> ColumnElement[bool]:
        return _among(steps.WAITING, cls.state)

    @hybrid_property
    def is_paused(self) -> bool:
        """We wait for the customer or a colleague before we can go on."""
        return steps.is_paused(self.state)

    @is_paused.inplace.expression
    @classmethod
    def _is_paused(cls) -> ColumnElement[bool]:
        return _among(steps.PAUSED, cls.state)

    @hybrid_property
    def is_owed(self) -> bool:
        """We owe the customer something."""
        return steps.is_owed(self.state)

    @is_owed.inplace.expression
    @classmethod
    def _is_owed(cls) -> ColumnElement[bool]:
        """By the moment that stands for it, as the queue's indexes have it; the auditor compares it with the state."""
        return cls.due_at.is_not(None)
