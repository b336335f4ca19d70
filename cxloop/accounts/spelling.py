"""How names, mailboxes and phone numbers are spelled alike, and the keys a contact is found by. Pure.

Keys begin with their kind: `w:` a word to search by, `t:` a phone number from its beginning and `r:` from its end,
`e:` the mailbox behind its domain, `d:` a fingerprint that two contacts who may be one person share.
"""

import re
from hashlib import blake2b

from cxloop.accounts.matching import domain_of
from cxloop.wordbook.words import plain

SEARCHED, MAILBOX, SHARED = "w:", "e:", "d:"
NUMBERED, NUMBERED_BACK = "t:", "r:"
GOOGLE = ("gmail.com", "googlemail.com")
MOST_WORDS, LONGEST_WORD = 6, 80
FEWEST_DIGITS, TELLING_DIGITS, LONGEST_NUMBER = 7, 9, 15
DIALLED = "+0123456789"
CALLING_CODE = re.compile("[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3}")
"""By ITU-T E.164, from which the first digits tell how long it is."""


def same_name(name: str | None) -> str:
    """Equal for two spellings and orders of one name; empty for a single word, which tells nobody apart."""
    words = plain(name or "").split()
    return " ".join(sorted(words)) if len(words) > 1 else ""


def same_phone(phone: str | None) -> str:
    """The last nine digits, with or without a country's code; empty when there are too few."""
    digits = "".join(char for char in phone or "" if char.isascii() and char.isdigit())
    return digits[-TELLING_DIGITS:] if len(digits) >= FEWEST_DIGITS else ""


def number_of(phone: str | None) -> str:
    """Its digits within its country, without the zero some dial first: "+44 (0)20 7946" is "207946"."""
    text = "".join(char for char in phone or "" if char in DIALLED)
    digits = text.lstrip("+")
    abroad = digits[2:] if digits.startswith("00") else digits if text.startswith("+") else ""
    if code := CALLING_CODE.match(abroad):
        digits = abroad[code.end() :]
    return digits.replace("+", "").lstrip("0")[:LONGEST_NUMBER]


def mailbox(email: str) -> str:
    """Where letters to this address arrive: without +tag, and for Google without dots."""
    local, _, domain = email.casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in GOOGLE:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def is_typo_of(one: str, other: str) -> bool:
    """One letter more, less, other or changed places; figures do not count, for anna1 and anna2 are two people."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    if len(one) == len(other):
        changed = (one[start] + other[start], one[start + 1 :] == other[start + 1 :])
        swapped = (
            one[start : start + 2] == other[start : start + 2][::-1]
            and one[start + 2 :] == other[start + 2 :]
        )
        return (changed[1] or swapped) and not any(char.isdigit() for char in changed[0])
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:] and not longer[start].isdigit()


def keys_of(
    name: str | None, email: str | None, phone: str | None, account_id: int | None, *, is_alias: bool = False
) -> set[str]:
    """Every key of a contact; of an `is_alias`, a contact that was merged, only what people search by."""
    found = {SEARCHED + word[:LONGEST_WORD] for word in plain(name or "").split()[:MOST_WORDS]}
    if email:
        found.add(SEARCHED + email[:LONGEST_WORD])
    if number := number_of(phone):
        found |= {NUMBERED + number, NUMBERED_BACK + number[::-1]}
    if is_alias:
        return found
    domain = domain_of(email)
    if email and domain:
        found.add(f"{MAILBOX}{domain}/{email.rpartition('@')[0]}")
    return found | {SHARED + _print(text) for text in _shared(name, email, phone, account_id)}


def _shared(name: str | None, email: str | None, phone: str | None, account_id: int | None) -> list[str]:
    alike = same_name(name)
    found = [f"{alike}|a{account_id}"] if alike and account_id else []
    if alike and (domain := domain_of(email)):
        found.append(f"{alike}|d{domain}")
    if alike and (number := same_phone(phone)):
        found.append(f"{alike}|p{number}")
    if email:
        found.append(f"m{mailbox(email)}")
    return found


def _print(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
