"""A column is one of customer numbers only while each of its numbers stands beside one person. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned, email_of


class Person(NamedTuple):
    """Who stands in a row beside a number."""

    line: int
    email: str | None
    words_of_name: frozenset[str]

    def is_other_than(self, other: "Person") -> bool:
        """By the addresses where both rows have one, else by names of which neither is a part of the other."""
        if self.email and other.email:
            return self.email != other.email
        one, two = self.words_of_name, other.words_of_name
        return bool(one and two) and not (one <= two or two <= one)


def shared_number(fields: Sequence[str], rows: Iterable[tuple[int, list[str]]]) -> dict[str, Any] | None:
    """The first number of the customers' column that two people have, with the lines of both; None if there is none."""
    if "contact_external_id" not in fields:
        return None
    number_at = fields.index("contact_external_id")
    email_at = fields.index("email") if "email" in fields else None
    names_at = [at for at, held in enumerate(fields) if held in ("name", "first_name", "last_name")]
    first: dict[str, Person] = {}
    for line, cells in rows:
        if len(cells) != len(fields) or not (number := cleaned(cells[number_at]).strip()):
            continue
        called = plain(" ".join(cells[at] for at in names_at))
        email = email_of(cells[email_at]) if email_at is not None else None
        person = Person(line, email, frozenset(called.split()))
        before = first.setdefault(number, person)
        if person.is_other_than(before):
            return {"number": number[:40], "first": before.line, "second": line}
    return None
