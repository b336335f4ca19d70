"""A letter as it came, taken apart: who, what is new, what is quoted, its files, its kind. Never raises. Pure."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from hashlib import sha256

from cxloop.mail.incoming import nature
from cxloop.mail.incoming.files import heard
from cxloop.mail.incoming.headers import addresses, header, in_words, message_ids, moment, plain
from cxloop.mail.incoming.html_text import text_of
from cxloop.mail.incoming.quoting import parted
from cxloop.tickets.conversation.heard import HeardLetter, Kind

LARGEST = 26_000_000
"""What is longer is read so far; mail servers seldom take more."""
LONGEST_TEXT, LONGEST_PART = 20_000, 2_000_000
LONGEST_SUBJECT, LONGEST_ADDRESS = 300, 254
MARK = r"[a-z2-7]{16}"
IN_ADDRESS = re.compile(rf"\+({MARK})@")
IN_SUBJECT = re.compile(rf"\[#({MARK})\]", re.IGNORECASE)
ADDRESSED = (
    "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Resent-To",
)  # fmt: skip
MOST_ANSWERED = 50
UNSHOWN_IN_TEXT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def read(raw: bytes, *, recipient: str = "") -> HeardLetter:
    """What these bytes say.

    Args:
        recipient: to whom the mail server was handing it, where it said so.
    """
    is_cut = len(raw) > LARGEST
    raw = raw[:LARGEST]
    try:
        return _read(raw, recipient, is_cut)
    except (
        Exception
    ):  # RecursionError of a thousand nested parts among them: it is kept for somebody to look at
        return unreadable(raw)


def _read(raw: bytes, recipient: str, is_cut: bool) -> HeardLetter:
    letter = message_from_bytes(raw)
    sender_name, sender = _sender(letter)
    returned, status, came_back = _returned(letter, sender)
    words, files = _parts(letter)
    new, quoted = parted(words)
    cut = is_cut or len(new) > LONGEST_TEXT
    subject = header(letter, "Subject")[:LONGEST_SUBJECT]
    answers = [*came_back, *message_ids(letter, "In-Reply-To", "References")]
    return HeardLetter(
        key=_key(letter, raw), kind=_kind(letter, returned, status), sender=sender, sender_name=sender_name,
        subject=subject, text=new[:LONGEST_TEXT], quotes=quoted[:LONGEST_TEXT], written_at=moment(letter),
        tokens=_tokens(letter, recipient, subject), answers=tuple(dict.fromkeys(answers))[:MOST_ANSWERED],
        bounced=returned, status=status, files=() if returned is not None else tuple(heard(files)), is_cut=cut,
    )  # fmt: skip


def _kind(letter: Message, returned: str | None, status: str | None) -> Kind:
    if returned is not None:
        return "delayed" if status and not status.startswith("5") else "bounce"
    return "automatic" if nature.is_automatic(letter) else "letter"


def _sender(letter: Message) -> tuple[str, str]:
    found = addresses(letter, "From") or addresses(letter, "Reply-To") or addresses(letter, "Return-Path")
    name, address = found[0] if found else ("", "")
    return name[:LONGEST_ADDRESS], address[:LONGEST_ADDRESS]


def _key(letter: Message, raw: bytes) -> str:
    """Its Message-ID; without one, what is in it."""
    return next(message_ids(letter, "Message-ID"), "") or f"<{sha256(raw).hexdigest()}@without-id>"


def _tokens(letter: Message, recipient: str, subject: str) -> tuple[str, ...]:
    to = [recipient.lower(), *(address for _name, address in addresses(letter, *ADDRESSED))]
    found = [one for address in to for one in IN_ADDRESS.findall(address)]
    return tuple(dict.fromkeys([*found, *(one.lower() for one in IN_SUBJECT.findall(subject))]))


def _walked(letter: Message) -> Iterator[Message]:
    """Its parts, so many and no more."""
    for count, part in enumerate(letter.walk()):
        if count >= nature.MOST_PARTS:
            return
        yield part


def _parts(letter: Message) -> tuple[str, list[Message]]:
    """The words (plain text before HTML), and the parts that are files."""
    plains, htmls, files = list[str](), list[str](), list[Message]()
    inside = set[int]()
    for part in _walked(letter):
        if id(part) in inside:
            continue
        kind = part.get_content_type()
        if kind == "message/rfc822" and part is not letter:
            inside |= {id(one) for one in part.walk()}  # a letter inside a letter is not what they wrote
            continue
        if part.is_multipart():
            continue
        if _is_file(part):
            files.append(part)
        elif kind == "text/plain":
            plains.append(_text(part))
        elif kind == "text/html":
            htmls.append(text_of(_text(part)))
        elif part.get_content_maintype() not in ("text", "message"):
            files.append(part)
    words = "\n\n".join(one for one in plains if one.strip())
    words = words or "\n\n".join(one for one in htmls if one.strip())
    return UNSHOWN_IN_TEXT.sub("", words.encode("utf-8", "replace").decode()), files


def _is_file(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).lower().lstrip()
    with suppress(Exception):
        return disposition.startswith("attachment") or bool(part.get_filename())
    return disposition.startswith("attachment")


def _text(part: Message) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset()
    except Exception:  # an encoding or a charset nobody knows
        content, charset = part.get_payload(), None
    if not isinstance(content, bytes):
        content = str(content).encode("utf-8", "replace")
    return in_words(content[:LONGEST_PART], charset)


def _returned(letter: Message, sender: str) -> tuple[str | None, str | None, list[str]]:
    """(the address that was not reached, the status, the Message-ID that came back); None when it is no such letter."""
    is_report = nature.is_report(letter)
    if not is_report and not nature.is_returned(letter, sender):
        return None, None, []
    told, back = list[str](), list[str]()
    for part in _walked(letter):
        if part.get_content_type() == "message/delivery-status":
            told.append(_told(part))
        elif part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            back += _came_back(part)
    said = "\n".join(told)
    if is_report and not told:
        return None, None, []
    to = re.search(r"^(?:Final|Original)-Recipient:\s*(?:[\w-]+\s*;)?\s*(\S+@\S+)", said, re.I | re.M)
    status = re.search(r"^Status:\s*([245]\.\d{1,3}\.\d{1,3})", said, re.I | re.M)
    action = re.search(r"^Action:\s*(\w+)", said, re.I | re.M)
    if action and action[1].lower() != "failed":
        return (
            (to[1] if to else "")[:LONGEST_ADDRESS],
            "4.0.0" if action[1].lower() == "delayed" else "2.0.0",
            back,
        )
    if not is_report:
        found = nature.STATUS.search(_parts(letter)[0])
        back += list(message_ids(letter, "In-Reply-To", "References"))
        return "", found[1] if found else "5.0.0", back
    return plain(to[1] if to else "").lower()[:LONGEST_ADDRESS], status[1] if status else "5.0.0", back


def _told(part: Message) -> str:
    payload = part.get_payload()
    blocks: Iterable[object] = payload if isinstance(payload, list) else [payload]
    return "\n".join(str(one) for one in blocks)[:LONGEST_TEXT]


def _came_back(part: Message) -> list[str]:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        return list(message_ids(inner, "Message-ID"))
    return re.findall(r"^Message-ID:\s*(<[^<>\s]{1,250}>)", _text(part), re.I | re.M)


def unreadable(raw: bytes) -> HeardLetter:
    """Nothing is known of it but its first lines."""
    head = raw[:4_000].decode("utf-8", "replace")
    sender = re.search(r"^From:.*?([^\s<>@]+@[^\s<>]+)", head, re.I | re.M)
    subject = re.search(r"^Subject:\s*(.{0,200})", head, re.I | re.M)
    return HeardLetter(
        key=f"<{sha256(raw).hexdigest()}@unreadable>", kind="unreadable",
        sender=plain(sender[1]).lower()[:LONGEST_ADDRESS] if sender else "", sender_name="",
        subject=plain(subject[1])[:LONGEST_SUBJECT] if subject else "", text="",
    )  # fmt: skip
