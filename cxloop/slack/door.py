"""The door to Slack as the rest sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cxloop.slack.blocks import Block

SECONDS = 10.0


@dataclass(frozen=True)
class Posted:
    """A message that is there: Slack's id of the channel and its timestamp name it."""

    channel: str
    ts: str


class Door(Protocol):
    """What can be asked of Slack. Every call raises DeliveryFailed when it failed."""

    paced: bool
    """Whether messages to one channel have to keep a distance."""

    def channel_id(self, name: str) -> str: ...

    def post(
        self,
        channel: str,
        text: str,
        blocks: list[Block],
        delivery_id: str,
        thread_ts: str | None = None,
        *,
        aloud: bool = True,
    ) -> Posted: ...

    def update(self, channel: str, ts: str, text: str, blocks: list[Block]) -> None: ...

    def find(
        self, channel: str, delivery_id: str, since: datetime, thread_ts: str | None = None
    ) -> str | None: ...

    def whisper(self, channel: str, user: str, text: str) -> None: ...

    def close(self) -> None: ...
