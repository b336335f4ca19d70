"""The demo company's customers, each a function of its number, so that a million need no memory. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

from cxloop.demo import names

CONTACTS_EACH = 3
ANSWERS_AN_ACCOUNT = 33
ANSWERS_A_CONSUMER = 1.6
FEWEST_ACCOUNTS, FEWEST_CONSUMERS = 24, 60
SPREAD = 2654435761
"""Knuth's multiplier: numbers that follow each other give names that do not."""


class Company(NamedTuple):
    """A customer company; `renews_in` days from the day the demo is made for."""

    name: str
    domain: str
    tier: str
    yearly_value: int
    renews_in: int
    italian: bool


class Person(NamedTuple):
    """A person at a company, or a consumer; `account` counts from 0."""

    number: int
    account: int | None
    name: str
    email: str | None
    phone: str | None
    role: str | None
    italian: bool
    may_contact: bool

    @property
    def external_id(self) -> str:
        return f"C-{self.number:06d}"


@dataclass(frozen=True)
class Market:
    """All customers of a demo of one size: companies' people come first, then consumers."""

    accounts: int
    consumers: int

    @property
    def people(self) -> int:
        return self.accounts * CONTACTS_EACH + self.consumers

    def person(self, number: int) -> Person:
        in_companies = self.accounts * CONTACTS_EACH
        return _contact(number) if number < in_companies else _consumer(number)


def market(answers: int) -> Market:
    """How many customers give this many answers in a year."""
    consumers = int(answers * 0.55 / ANSWERS_A_CONSUMER)
    return Market(max(FEWEST_ACCOUNTS, answers // ANSWERS_AN_ACCOUNT), max(FEWEST_CONSUMERS, consumers))


def company(number: int) -> Company:
    """The company of this number: the first ones are known by name."""
    mixed = number * SPREAD % 2**32
    if number < len(names.KNOWN_COMPANIES):
        name, italian = names.KNOWN_COMPANIES[number]
    else:
        italian = number % 2 == 0
        name = _company_name(number, italian)
    tier = "Key" if mixed % 10 < 2 or number < 3 else "Growth" if mixed % 10 < 5 else "Standard"
    low, high = {"Key": (140_000, 420_000), "Growth": (32_000, 120_000), "Standard": (4_000, 28_000)}[tier]
    value = low + mixed // 16 % (high - low) // 500 * 500
    return Company(name, f"{_slug(name)}.example", tier, value, 12 + mixed // 64 % 400, italian)


def _company_name(number: int, italian: bool) -> str:
    """Every number another name: kind, surname and, once those are used up, a town."""
    kinds, surnames, towns = (
        (names.ITALIAN_KINDS, names.ITALIAN_SURNAMES, names.ITALIAN_TOWNS)
        if italian
        else (names.BRITISH_KINDS, names.BRITISH_SURNAMES, names.BRITISH_TOWNS)
    )
    place = number // 2
    place, surname = divmod(place, len(surnames))
    place, kind = divmod(place + surname, len(kinds))
    name = f"{kinds[kind]} {surnames[surname]}" if italian else f"{surnames[surname]} {kinds[kind]}"
    if place:
        round_, town = divmod(place - 1, len(towns))
        name += f" {towns[town]}" if italian else f" of {towns[town]}"
        name += f" {round_ + 2}" if round_ else ""
    return name


def _contact(number: int) -> Person:
    account, place = divmod(number, CONTACTS_EACH)
    employer = company(account)
    given, surname = _name(account, place, employer.italian)
    role = (names.ITALIAN_ROLES if employer.italian else names.BRITISH_ROLES)[place]
    email = f"{_slug(given)}.{_slug(surname)}@{employer.domain}"
    phone = f"+39 02 5550 {number % 10000:04d}" if employer.italian else f"+44 1756 55{number % 10000:04d}"
    return Person(number, account, f"{given} {surname}", email, phone, role, employer.italian, True)


def _consumer(number: int) -> Person:
    mixed = number * SPREAD % 2**32
    italian = mixed % 100 < 94
    given, surname = _name(number, 0, italian)
    email = f"{_slug(given)}.{_slug(surname)}{number}@posta.example" if mixed // 128 % 100 < 95 else None
    phone = f"+39 333 555 {number % 10000:04d}" if mixed // 512 % 10 < 7 else None
    return Person(number, None, f"{given} {surname}", email, phone, None, italian, mixed // 1024 % 100 >= 2)


def _name(number: int, place: int, italian: bool) -> tuple[str, str]:
    mixed = number * SPREAD % 2**32
    givens, surnames = (
        (names.ITALIAN_GIVEN, names.ITALIAN_SURNAMES)
        if italian
        else (names.BRITISH_GIVEN, names.BRITISH_SURNAMES)
    )
    return givens[(mixed + 7 * place) % len(givens)], surnames[(mixed // 64 + 11 * place) % len(surnames)]


def _slug(name: str) -> str:
    return "-".join(name.casefold().translate(names.PLAIN).split())
