"""Text as outsiders send it, made safe to store: no control characters, lone surrogates or direction overrides."""

import re

UNWANTED = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
USUAL_EMAIL = re.compile(r"[\w.+'-]{1,64}@[a-z0-9][\w-]*(?:\.[\w-]+){0,6}\.[a-z]{2,63}", re.ASCII)
EMAIL = re.compile(
    r"[^\s@<>(),;:\"\\\[\]]{1,64}@[^\s@<>(),;:\"\\\[\]._-][^\s@<>(),;:\"\\\[\]]{0,180}\.[^\W\d_]{2,63}"
)


NAME_AND_EMAIL = re.compile(
    r"([^@<>()\[\]]{0,200}?)\s*[<(\[]\s*([^\s@<>()\[\]]{1,64}@[^\s@<>()\[\]]{1,180})\s*[>)\]]"
)
TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


def name_and_email(text: str) -> tuple[str | None, str | None]:
    """ "Ada Prova (ada@example.org)" and "Ada <ada@…>" are a name and an address; any other text is a name."""
    found = NAME_AND_EMAIL.fullmatch(text.strip()) if "@" in text else None
    address = email_of(found[2]) if found else None
    return (found[1].strip() or None, address) if found and address else (text, None)


def untagged(text: str) -> str:
    """Without the HTML by which an editor of surveys makes words bold."""
    return TAGS.sub("", text) if "<" in text else text


def cleaned(text: str) -> str:
    """Line ends become a line feed; what cannot be stored or shown is left out; edges are trimmed."""
    if text.isprintable():
        return text.strip()
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def email_of(text: str) -> str | None:
    """The address in lower case (two spellings of one mailbox must meet), or None when it is not one."""
    address = text.strip().casefold()
    return address if USUAL_EMAIL.fullmatch(address) or EMAIL.fullmatch(address) else None
