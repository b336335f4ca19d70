"""The year of answers, one after the other: when, to what, by whom, how happy, and in which words. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from random import Random
from typing import NamedTuple

from cxloop.demo import verbatims
from cxloop.demo.customers import CONTACTS_EACH, Market, Person, market
from cxloop.demo.rhythm import moments
from cxloop.demo.story import as_common
from cxloop.demo.surveys import ASKED, Asked
from cxloop.demo.words.english import ENGLISH
from cxloop.demo.words.italian import ITALIAN

NAMELESS = 0.03
EVENING = 0.06
LOW = {
    "nps": (0, (1, 1, 2, 3, 3, 5, 6)), "csat": (1, (4, 6)), "ces": (1, (2, 4, 6)), "osat": (1, (1, 1, 2, 3, 4)),
}  # fmt: skip
MIDDLE = {"nps": (7, (16, 26)), "csat": (3, (1,)), "ces": (4, (2, 3)), "osat": (6, (2, 4))}
HIGH = {"nps": (9, (28, 30)), "csat": (4, (5, 6)), "ces": (6, (4, 6)), "osat": (8, (5, 4, 3))}
MIDDLE_SHARE = {"nps": 0.36, "csat": 0.13, "ces": 0.22, "osat": 0.2}


class Answer(NamedTuple):
    """One answer; `cause` is the key of what made the customer unhappy, None when they are not."""

    number: int
    at: datetime
    asked: Asked
    person: Person | None
    score: int
    comment: str | None
    italian: bool
    cause: str | None

    @property
    def external_id(self) -> str:
        return f"{self.asked.key}-{self.number:07d}"

    @property
    def can_be_asked(self) -> bool:
        """Whether there is an address and no objection."""
        return bool(self.person and self.person.may_contact and self.person.email)


@dataclass
class _Causes:
    """Deals out a survey's unhappy answers: chance by the day, even over months, so that every size tells one story."""

    asked: Asked
    owed: float = 0
    """How many more would have been unhappy if there were no chance."""
    credit: dict[str, float] = field(default_factory=dict)

    def unhappy(self, back: int, chance: Random) -> str | None:
        """The cause of this answer `back` days before the end, or None for a content customer."""
        rates = {cause: rate * as_common(cause, back) for cause, rate in self.asked.unhappy.items()}
        total = sum(rates.values())
        self.owed += total / 100
        if chance.random() >= total / 100 + EVENING * self.owed:
            return None
        self.owed -= 1
        for cause, rate in rates.items():
            self.credit[cause] = self.credit.get(cause, 0.0) + rate / total
        chosen = max(rates, key=lambda cause: self.credit[cause] + 0.6 * chance.random())
        self.credit[chosen] -= 1
        return chosen


def answers(count: int, seed: int, on: date) -> Iterator[Answer]:
    """`count` answers given in the 400 days before `on`, oldest first; the same ones for the same seed and day."""
    chance = Random(f"answers:{seed}")
    everyone = market(count)
    shares = list(accumulate(asked.share for asked in ASKED))
    causes = {asked.key: _Causes(asked) for asked in ASKED}
    unhappy = 0
    for number, at in enumerate(moments(on, count, chance), start=1):
        asked = chance.choices(ASKED, cum_weights=shares)[0]
        person = _who(chance, asked, everyone)
        cause = causes[asked.key].unhappy((on - at.date()).days, chance)
        unhappy += cause is not None
        italian = person.italian if person else chance.random() < asked.italian
        score, comment = _said(chance, asked, cause, italian, unhappy)
        yield Answer(number, at, asked, person, score, comment, italian, cause)


def _who(chance: Random, asked: Asked, everyone: Market) -> Person | None:
    in_companies = everyone.accounts * CONTACTS_EACH
    if chance.random() < asked.business:
        return everyone.person(int(chance.random() * in_companies))
    if chance.random() < NAMELESS:
        return None
    return everyone.person(in_companies + int(chance.random() * everyone.consumers))


def _said(
    chance: Random, asked: Asked, cause: str | None, italian: bool, number: int
) -> tuple[int, str | None]:
    voice = ITALIAN if italian else ENGLISH
    if cause is not None:
        comments = chance.random() < 0.78
        return _score(chance, LOW[asked.metric]), verbatims.complaint(
            chance, voice, cause, number
        ) if comments else None
    if chance.random() < MIDDLE_SHARE[asked.metric]:
        comments = chance.random() < 0.35
        return _score(chance, MIDDLE[asked.metric]), verbatims.middling(chance, voice) if comments else None
    comments = chance.random() < 0.38
    return _score(chance, HIGH[asked.metric]), verbatims.praise(chance, voice) if comments else None


def _score(chance: Random, scores: tuple[int, tuple[int, ...]]) -> int:
    lowest, weights = scores
    return lowest + chance.choices(range(len(weights)), weights)[0]
