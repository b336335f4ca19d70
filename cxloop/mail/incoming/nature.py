"""What kind of letter it is: a person's, an automatic one (RFC 3834), one that came back (RFC 3464). Pure."""

import re
from email.message import Message

from cxloop.mail.incoming.headers import header

AUTOMATIC_PRECEDENCE = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
AUTOMATIC_HEADERS = (
    "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-From", "X-AutoReply-From",
    "X-Mail-Autoreply", "List-Id", "List-Unsubscribe", "Feedback-ID",
)  # fmt: skip
OUT_OF_OFFICE = re.compile(
    r"^\W*(?:re:\s*|aw:\s*|r:\s*)?(?:"
    r"out of (?:the )?office|auto(?:matic)?[ -]?(?:reply|response|answer)|autoreply|away from (?:the|my) office"
    r"|on (?:vacation|leave|holiday)|risposta automatica|risposta automatic|fuori (?:sede|ufficio)|assente|in ferie"
    r"|messaggio automatico|automatische (?:antwort|abwesenheit)|abwesenheit\w*|abwesend|nicht im b(?:ü|ue)ro"
    r"|r(?:é|e)ponse automatique|absen(?:t|ce) du bureau|absence|message automatique"
    r"|respuesta autom(?:á|a)tica|fuera de (?:la )?oficina|ausente|mensaje autom(?:á|a)tico"
    r")\b",
    re.IGNORECASE,
)
RETURNED = re.compile(
    r"^\W*(?:undeliver(?:ed|able)|mail delivery (?:failed|failure|subsystem)"
    r"|delivery (?:status notification|has failed)"
    r"|returned mail|failure notice|mancato recapito|non recapitabile|unzustellbar|mail system error)",
    re.IGNORECASE,
)
DAEMONS = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)@|^<?>?$", re.IGNORECASE)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
MOST_PARTS = 200


def is_report(letter: Message) -> bool:
    """Whether its structure says that it tells what became of another letter."""
    kind = letter.get_content_type()
    return kind == "multipart/report" and _parameter(letter, "report-type") in ("", "delivery-status")


def is_automatic(letter: Message) -> bool:
    """Whether a machine answered: never a contact, and nothing is ever sent in answer."""
    submitted = header(letter, "Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if header(letter, "Precedence").lower() in AUTOMATIC_PRECEDENCE:
        return True
    suppressed = header(letter, "X-Auto-Response-Suppress").lower()
    if "all" in suppressed.split(",") and header(letter, "X-MS-Exchange-Inbox-Rules-Loop"):
        return True
    if any(letter.get(name) is not None for name in AUTOMATIC_HEADERS):
        return True
    if letter.get_content_type() == "multipart/report":  # a receipt that it was read, or a complaint
        return True
    return bool(OUT_OF_OFFICE.match(header(letter, "Subject")))


def is_returned(letter: Message, sender: str) -> bool:
    """Whether it came back without the structure of a report, as old servers write it."""
    from_daemon = bool(DAEMONS.match(sender)) or header(letter, "Return-Path") == "<>"
    return from_daemon and bool(RETURNED.match(header(letter, "Subject")))


def _parameter(letter: Message, name: str) -> str:
    try:
        return str(letter.get_param(name) or "").lower()
    except Exception:  # a content type that cannot be taken apart
        return ""
