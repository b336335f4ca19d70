"""Block Kit: from what an alert says to what Slack takes. Everything a person wrote is plain text, and escaped once.

Slack's limits, counted as it counts, in UTF-16 units: a section 3,000, a header 150, a field 2,000, 50 blocks, and
about 13,200 in all, of which we use 12,000.
"""

import json
import re
from typing import Any

from cxloop.alerts.wording import Told
from cxloop.language import words

Block = dict[str, Any]

TAKE = "take"
ANSWER = "acknowledge"
OPEN = "open"
SECTION, HEADER, FIELD, CONTEXT, SUMMARY = 3000, 150, 300, 600, 600
MOST_FIELDS, MOST_SECTIONS, MOST_IN_ALL = 10, 5, 12_000
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def escaped(text: str, limit: int) -> str:
    """Text that Slack shows as it was written, at most `limit` units long; what is too long ends in "…".

    Never cut inside an entity or a surrogate pair. Control characters and those that turn the direction of text are
    left out, lone surrogates replaced.
    """
    text = re.sub("[\ud800-\udfff]", "\ufffd", text.replace("\r\n", "\n").replace("\u2028", "\n"))
    text = UNSEEN.sub("", text.replace("\u2029", "\n")).strip()
    if not re.search(r"\S", re.sub("[\u200b-\u200d\u2060]", "", text)):
        return ""
    out: list[str] = []
    used = fits = 0
    for character in text:
        piece = ENTITIES.get(character, character)
        size = len(piece) if len(piece) > 1 or ord(character) < 0x10000 else 2
        if used + size > limit:
            return "".join(out[:fits]).rstrip() + "…"
        out.append(piece)
        used += size
        if used < limit:
            fits = len(out)
    return "".join(out)


def message(told: Told, *, url: str, language: str, mention: str | None = None) -> list[Block]:
    """The blocks of one message. `url` opens the ticket (or the queue); `mention` is a Slack user id to call."""
    say = words(language).gettext
    blocks: list[Block] = [
        {"type": "header", "text": _plain(told.headline, HEADER) or _plain("cxloop", HEADER)}
    ]
    if mention and re.fullmatch("[UW][A-Z0-9]{2,30}", mention):
        blocks.append(_ours(f"<@{mention}>"))
    blocks += _facts(told)
    if told.quote and (quote := _plain(told.quote, SECTION)):
        blocks.append({"type": "section", "text": quote})
        if told.is_cut or quote["text"].endswith("…"):
            blocks.append(_ours(f"<{escaped(url, SECTION)}|{escaped(say('Read all of it'), FIELD)}>"))
    if told.status and (status := _plain(told.status, CONTEXT)):
        blocks.append({"type": "context", "elements": [status]})
    blocks.append({"type": "actions", "elements": _buttons(told, url, language)})
    while units(blocks) > MOST_IN_ALL:
        blocks.pop(max(place for place, block in enumerate(blocks) if block["type"] == "section"))
    return blocks


def units(blocks: list[Block]) -> int:
    """How long all of it is, in UTF-16 units of the JSON Slack gets."""
    return len(json.dumps(blocks, ensure_ascii=False).encode("utf-16-le")) // 2


def summary(told: Told) -> str:
    """The line for notifications and screen readers."""
    return escaped(told.summary, SUMMARY) or "cxloop"


def _facts(told: Told) -> list[Block]:
    """Short lines side by side, long ones (a digest's numbers) over as many sections as may be."""
    short: list[tuple[str, str]] = []
    long: list[tuple[str, str]] = []
    for label, what in told.lines:
        (long if len(label) + len(what) + 1 > FIELD else short).append((label, what))
    blocks: list[Block] = []
    fields = [field for label, what in short[:MOST_FIELDS] if (field := _plain(f"{label}\n{what}", FIELD))]
    if fields:
        blocks.append({"type": "section", "fields": fields})
    for label, what in long[:MOST_FIELDS]:
        blocks += [
            {"type": "section", "text": text}
            for part in _pieces(label, what)
            if (text := _plain(part, SECTION))
        ]
    return blocks[: 1 + MOST_SECTIONS]


def _pieces(label: str, what: str) -> list[str]:
    pieces, current = [], f"{label}\n"
    for item in what.split(", "):
        if len(current) + len(item) + 2 > SECTION - 100:
            pieces.append(current)
            current = ""
        current += item + ", "
    return [piece.removesuffix(", ") for piece in [*pieces, current]]


def _buttons(told: Told, url: str, language: str) -> list[Block]:
    say = words(language).gettext
    opens = {"type": "button", "action_id": OPEN, "text": _plain(say("Open"), 75), "url": url}
    if told.may_be_answered and told.ticket is not None:
        says = say("I take care of it")
        answers = {"type": "button", "action_id": ANSWER, "text": _plain(says, 75), "value": str(told.ticket)}
        return [answers, opens]
    if not told.may_be_taken or told.ticket is None:
        return [opens]
    takes = {
        "type": "button",
        "action_id": TAKE,
        "style": "primary",
        "text": _plain(say("Take it"), 75),
        "value": str(told.ticket),
    }
    return [takes, opens]


def _plain(text: str, limit: int) -> Block:
    shown = escaped(text, limit)
    return {"type": "plain_text", "text": shown, "emoji": False} if shown else {}


def _ours(text: str) -> Block:
    """Words of our own only: the one place where Slack's control sequences come from."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
