"""Names for rows without an id: the same row gets the same name at every import, so nothing is counted twice."""

from hashlib import blake2b
from typing import Any

from cxloop.responses.importing.texts import cleaned

LONGEST_ID = 200


class Identity:
    """Remembers which rows without a person it has seen: two of them alike are two people, not one twice."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def of(self, row: list[Any], given: str, *, has_clock: bool) -> str:
        """The platform's id, or a name made from who answered and when (and what, where that does not tell).

        `row` is in the order of `rows.Heard`.
        """
        if given:
            name = given if given.isprintable() and given.isascii() else cleaned(given)
            name = name.strip()
            if name:
                return name if len(name) <= LONGEST_ID else _digest(name)
        _, _, score, comment, answered_at, email, called, contact, company, *_ = row
        person = contact or email or (f"{called}\x1f{company}" if called else None)
        if person and answered_at and has_clock:
            return _digest(f"{person}\x1f{answered_at.isoformat()}")
        content = f"{person}\x1f{answered_at}\x1f{score}\x1f{comment}\x1f{company}"
        if person:
            return _digest(content)
        seen = self._seen
        key = hash(content)
        seen[key] = occurrence = seen.get(key, 0) + 1
        return _digest(f"{content}\x1f{occurrence}")


def _digest(text: str) -> str:
    return "row-" + blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
