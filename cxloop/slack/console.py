"""Slack's double when no token is set: messages appear where the worker runs, and count as sent."""

import contextlib
import sys
from datetime import datetime

from cxloop.slack.blocks import Block
from cxloop.slack.door import Posted


class SlackConsole:
    """Prints what Slack would show; never fails."""

    paced = False

    def channel_id(self, name: str) -> str:
        return name

    def post(
        self,
        channel: str,
        text: str,
        blocks: list[Block],
        delivery_id: str,
        thread_ts: str | None = None,
        *,
        aloud: bool = True,
    ) -> Posted:
        _print(f"slack → {channel}", blocks)
        return Posted(channel, f"console-{delivery_id}")

    def update(self, channel: str, ts: str, text: str, blocks: list[Block]) -> None:
        _print(f"slack → {channel} (updated)", blocks)

    def find(
        self, channel: str, delivery_id: str, since: datetime, thread_ts: str | None = None
    ) -> str | None:
        return None

    def whisper(self, channel: str, user: str, text: str) -> None:
        _print(f"slack → {channel}, only to {user}", [{"text": {"text": text}}])

    def close(self) -> None:
        """Nothing is open."""


def _print(title: str, blocks: list[Block]) -> None:
    lines = [f"┌ {title}", *(f"│ {line}" for block in blocks for line in _lines(block)), "└"]
    shown = "\n".join(lines) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(shown.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()


def _lines(block: Block) -> list[str]:
    if block.get("type") == "actions":
        return ["".join(f"[ {element['text']['text']} ] " for element in block["elements"]).rstrip()]
    texts = [block["text"]] if "text" in block else []
    texts += block.get("fields", []) + block.get("elements", [])
    return [line for text in texts for line in _as_read(text["text"]).split("\n")]


def _as_read(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
