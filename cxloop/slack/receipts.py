"""What goes to Slack, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.slack import postings
from cxloop.slack.blocks import Block


@dataclass(frozen=True)
class Receipt:
    """What became of an alert that needs no second try; `keep` writes down what has to be remembered with it."""

    word: str
    ts: str | None = None
    note: str | None = None
    keep: Callable[[Session, datetime], None] = lambda _session, _at: None


@dataclass(frozen=True)
class Message:
    """The words for notifications, and the blocks."""

    text: str
    blocks: list[Block]

    @property
    def fingerprint(self) -> str:
        return postings.fingerprint(self.text, self.blocks)
