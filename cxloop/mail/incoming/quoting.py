"""What is new in a letter, and what it quotes of earlier ones. Pure.

Where a mail program begins to quote is known by what it writes there: "On … wrote:", "Il giorno … ha scritto:", a block
of From, Sent, To, Subject, lines of ">". What the customer wrote between quoted lines stays in place.
"""

import re

from cxloop.mail.incoming.html_text import REPLY_LINE

LONGEST_LINE = 400
WROTE = re.compile(
    r"^\s*(?:"
    r"on\b.{4,250}\bwrote\s*:|(?:in data|il(?: giorno)?)\b.{4,250}\b(?:ha scritto|scrive)\s*:"
    r"|am\b.{4,250}\bschrieb\b.{0,200}:|le\b.{4,250}\b(?:a écrit|a ecrit)\s*:|el\b.{4,250}\bescribió\s*:"
    r"|.{3,200}<[^<>@\s]+@[^<>\s]+>\s*(?:wrote|ha scritto|schrieb|a écrit|escribió)\s*:"
    r")\s*$",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"^\s*(?:>\s*)?[-_ ]{2,}\s*(?:original message|messaggio originale|urspr(?:ü|ue)ngliche nachricht|message d.origine"
    r"|mensaje original|forwarded message|messaggio inoltrato|begin forwarded message).{0,20}$",
    re.IGNORECASE,
)
FROM = re.compile(r"^\s*\**(?:from|da|von|de)\s*:\**\s*\S", re.IGNORECASE)
BLOCK = re.compile(
    r"^\s*\**(?:sent|date|to|cc|subject|inviato|data|a|oggetto|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para"
    r"|asunto)\s*:",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*_{10,}\s*$")


def parted(text: str) -> tuple[str, str]:
    """(what is new, what is quoted). A letter that only quotes is new as a whole: nothing is lost from sight."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begins = next((place for place in range(len(lines)) if _quotes_from(lines, place)), len(lines))
    new, quoted = lines[:begins], lines[begins:]
    while new and (not new[-1].strip() or new[-1].lstrip().startswith(">")):
        quoted.insert(0, new.pop())
    fresh = _clean(new)
    return (fresh, _clean(quoted)) if fresh else (_clean(lines), "")


def _quotes_from(lines: list[str], place: int) -> bool:
    """Whether everything from this line on is the letter that is answered."""
    line = lines[place]
    if REPLY_LINE in line:
        return _is_rest(lines[place + 1 :])
    if len(line) > LONGEST_LINE:
        return False
    if ORIGINAL.match(line):
        return True
    after = next((one for one in lines[place + 1 : place + 4] if one.strip()), "")
    if FROM.match(line) or RULE.match(line):
        near = [one for one in lines[place : place + 8] if one.strip()]
        return any(FROM.match(one) for one in near) and sum(bool(BLOCK.match(one)) for one in near) >= 2
    for joined in (line, f"{line} {after}"):  # long names make mail programs break the line
        if WROTE.match(joined) and not WROTE.match(after):
            return _is_rest(lines[place + 1 :])
    return False


def _is_rest(rest: list[str]) -> bool:
    """Whether nothing new follows: who answers between the lines or below is read whole."""
    marked = [place for place, line in enumerate(rest) if line.lstrip().startswith(">")]
    if not marked:
        return True
    return not any(
        line.strip() and not line.lstrip().startswith(">") and REPLY_LINE not in line
        for line in rest[marked[0] :]
    ) or _is_signature([line for line in rest[marked[-1] + 1 :] if line.strip()])


def _is_signature(lines: list[str]) -> bool:
    return bool(lines) and lines[0].strip() in ("--", "-- ")


def _clean(lines: list[str]) -> str:
    kept = [line.rstrip() for line in lines if REPLY_LINE not in line]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
