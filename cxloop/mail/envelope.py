"""Putting a letter together. Headers are one line each, whatever was given; the delivery id is the Message-ID."""

import re
from collections.abc import Mapping
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from cxloop.alerts.errors import DeliveryFailed
from cxloop.config import Settings

LONGEST_SUBJECT = 150
LONGEST_LINE = 500


def letter(
    settings: Settings,
    *,
    to: str,
    name: str,
    subject: str,
    text: str,
    html: str,
    delivery_id: str,
    at: datetime,
    sender: str | None = None,
    more: Mapping[str, str] | None = None,
    is_automatic: bool = True,
) -> EmailMessage:
    """A letter with a text and an HTML body.

    Args:
        sender: the name it comes from, instead of that of CXLOOP_MAIL_FROM.
        more: headers of our own making; they are not folded, for a broken address opens nothing.
        is_automatic: nobody wrote it, so that no machine answers it (RFC 3834); a person's letter is answered.

    Raises:
        DeliveryFailed: permanent, the address cannot be written to.
    """
    made = EmailMessage(policy.default.clone(max_line_length=LONGEST_LINE) if more else None)
    usual, own = parseaddr(settings.mail_from)
    made["From"] = _address(sender or usual, own)
    made["To"] = _address(name, to)
    made["Subject"] = one_line(subject)[:LONGEST_SUBJECT] or "cxloop"
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{delivery_id}@{urlsplit(settings.public_url).hostname or 'cxloop'}>"
    if is_automatic:
        made["Auto-Submitted"] = "auto-generated"
    for header, value in (more or {}).items():
        made[header] = value
    made.set_content(readable(text))
    made.add_alternative(readable(html), subtype="html")
    return made


def one_line(text: str) -> str:
    """Text for a header: no line ends or control characters, no lone surrogates.

    Nor an encoded word (`=?utf-8?q?=0D=0A…?=`): the email package would decode it, line ends and all.
    """
    plain = readable(text).replace("=?", "= ?")
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", plain).split())


def readable(text: str) -> str:
    """Text that can be encoded."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _address(name: str, address: str) -> Address:
    try:
        return Address(display_name=one_line(name)[:100], addr_spec=address)
    except (HeaderParseError, ValueError, IndexError, AttributeError):
        raise DeliveryFailed("address_unusable", permanent=True) from None
