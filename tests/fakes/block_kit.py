"""Slack's limits on a message and the pages of a history, as documented."""

import json
from collections.abc import Iterator
from typing import Any

MOST_BLOCKS, MOST_TEXT, MOST_SECTION = 50, 40_000, 3000


def wrong_message(asked: dict[str, Any]) -> str | None:
    blocks = asked.get("blocks", [])
    if not asked.get("text") and not blocks:
        return "no_text"
    if len(blocks) > MOST_BLOCKS:
        return "invalid_blocks"
    for text in texts(blocks):
        if not text["text"] or _units(text["text"]) > MOST_SECTION:
            return "invalid_blocks"
    if len(json.dumps(blocks)) > 6 * 13_200 or sum(_units(text["text"]) for text in texts(blocks)) > 13_200:
        return "msg_blocks_too_long"
    return "msg_too_long" if len(str(asked.get("text", ""))) > MOST_TEXT else None


def texts(part: Any) -> Iterator[dict[str, Any]]:
    """Every text object of some blocks."""
    if isinstance(part, list):
        for one in part:
            yield from texts(one)
    elif isinstance(part, dict):
        if part.get("type") in ("plain_text", "mrkdwn"):
            yield part
        else:
            for value in part.values():
                yield from texts(value)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def page(found: list[dict[str, Any]], asked: dict[str, Any]) -> dict[str, Any]:
    """One page of a channel's or a thread's messages, the newest first."""
    oldest = float(asked.get("oldest") or 0)
    newest_first = [message for message in reversed(found) if float(message["ts"]) >= oldest]
    start, limit = int(asked.get("cursor") or 0), min(int(asked.get("limit") or 100), 999)
    shown = newest_first[start : start + limit]
    if str(asked.get("include_all_metadata", "")).lower() not in ("1", "true"):
        shown = [{name: value for name, value in message.items() if name != "metadata"} for message in shown]
    more = start + limit < len(newest_first)
    cursor = str(start + limit) if more else ""
    return {"ok": True, "messages": shown, "has_more": more, "response_metadata": {"next_cursor": cursor}}
