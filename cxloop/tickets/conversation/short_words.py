"""Letters so short that what they say is plain: yes, no, partly, or thanks. A person reads the others. Pure."""

import re

YES = re.compile(
    r"^(?:yes|yep|s[iì])?\W*(?:it is |it's |[eè] |tutto )?(?:now )?(?:solved|resolved|fixed|risolto|a posto)?$"
)
NO = re.compile(r"^(?:no|not (?:yet|solved|at all)|non ancora|non [eè] (?:stato )?risolto|per niente)$")
PARTLY = re.compile(r"^(?:partly|partially|in parte|parzialmente)$")
THANKS = re.compile(
    r"^(?:(?:ok(?:ay)?|perfect|great|perfetto|ottimo|benissimo|bene|va bene|ricevuto|received|noted)\W*)?"
    r"(?:(?:many |molte |mille )?(?:thanks|thank you|thx|grazie|ringrazio)"
    r"(?: (?:a lot|so much|very much|mille|molte|tante|infinite))?)?$"
)
CLOSING = re.compile(
    r"^(?:(?:best|kind|warm)?\s*regards|best|cheers|cordiali saluti|distinti saluti|saluti|un saluto"
    r"|buona giornata)\b.*"
    r"|^(?:sent from my|inviato da|--).*",
    re.IGNORECASE,
)


def word_in(text: str) -> str | None:
    """yes, partly or no, where the letter says just that."""
    said = _said(text)
    for word, pattern in (("no", NO), ("partly", PARTLY), ("yes", YES)):
        if said and pattern.match(said):
            return word
    return None


def is_thanks(text: str) -> bool:
    """Whether it only says thank you: nothing is owed for that."""
    said = _said(text)
    return bool(said and THANKS.match(said))


def _said(text: str) -> str:
    """Its first line without greeting-off and full stop; empty where more than one line speaks."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    speaking: list[str] = []
    for line in lines:
        if CLOSING.match(line):
            break
        speaking.append(line)
    if len(speaking) > 1 and _is_name(speaking[1]):
        speaking = speaking[:1] + speaking[2:]  # their name under it
    return re.sub(r"[\s.!,;:…)(-]+$", "", speaking[0]).casefold() if len(speaking) == 1 else ""


def _is_name(line: str) -> bool:
    return len(line.split()) <= 3 and all(word[:1].isupper() for word in line.split()) and line[-1].isalpha()
