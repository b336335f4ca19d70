"""Which root causes a customer's words speak for, learnt from what the company's own colleagues chose before. Pure.

A naive Bayes over the stems of words, each counted once a text (Manning, Raghavan and Schütze, *Introduction to
Information Retrieval*, 13.2), with probabilities as an m-estimate (Cestnik 1990). It says which words speak for
a cause, and nothing where it has seen too little. Nothing leaves the machine.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

import snowballstemmer

FEWEST_TEXTS, FEWEST_CAUSES = 30, 2
"""Below these there is nothing to learn from."""
MOST_SUGGESTED, MOST_WORDS = 3, 4
SPEAKS = math.log(1.5)
"""A word speaks for a cause when it is half as frequent again there as in all other texts."""
ENOUGH = math.log(1.9)
"""What all words that speak for a cause must say together: one weak word names none."""
TWICE = 2
"""A word of one text of a cause may stand there by chance."""
BELIEF = 1
"""So many texts of the usual kind are added to those of a cause: of very few, little is believed."""
WORD = re.compile(r"[^\W\d_]{3,}")
STEMMERS = {"it": "italian", "en": "english", "de": "german", "es": "spanish", "fr": "french"}
Stems = Mapping[str, str]
"""Each stem of a text, and the word that was written."""


@dataclass(frozen=True)
class Likely:
    """A cause the words speak for, and which of them, the strongest first."""

    cause: int
    words: tuple[str, ...]


@dataclass
class Learnt:
    """What was learnt, text by text."""

    texts: int = 0
    of_cause: Counter[int] = field(default_factory=Counter)
    with_stem: Counter[str] = field(default_factory=Counter)
    together: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """For each stem, how many texts of each cause hold it."""

    def learn(self, stems: Stems, cause: int) -> None:
        self.texts += 1
        self.of_cause[cause] += 1
        for stem in stems:
            self.with_stem[stem] += 1
            self.together[stem][cause] += 1

    @property
    def is_enough(self) -> bool:
        return self.texts >= FEWEST_TEXTS and len(self.of_cause) >= FEWEST_CAUSES

    def causes_of(self, stems: Stems, offered: Collection[int] | None = None) -> list[Likely]:
        """The likeliest first, at most three; empty where too little was learnt or no word speaks for any.

        `offered`: the causes that may be suggested; None: all.
        """
        if not self.is_enough:
            return []
        known = {stem: word for stem, word in stems.items() if self.with_stem[stem]}
        found = []
        for cause, count in self.of_cause.items():
            if offered is not None and cause not in offered:
                continue
            weights = {stem: self._weight(stem, cause, count) for stem in known}
            telling = (s for s in weights if weights[s] >= SPEAKS and self.together[s][cause] >= TWICE)
            speaking = sorted(telling, key=lambda s: (-weights[s], s))
            if sum(weights[stem] for stem in speaking) >= ENOUGH:
                odds = math.log(count / self.texts) + sum(weights.values())
                words = tuple(known[stem] for stem in speaking[:MOST_WORDS])
                found.append((odds, cause, words))
        found.sort(key=lambda one: (-one[0], one[1]))
        return [Likely(cause, words) for _, cause, words in found[:MOST_SUGGESTED]]

    def _weight(self, stem: str, cause: int, count: int) -> float:
        """By how much more often the stem is in texts of this cause than in all, as a logarithm.

        An m-estimate: of few texts of a cause little is believed.
        """
        usual = self.with_stem[stem] / self.texts
        here = (self.together[stem][cause] + BELIEF * usual) / (count + BELIEF)
        return math.log(here / usual)

    def likeness(self, one: Stems, other: Stems) -> float:
        """0 to 1: the cosine of two texts, rare words weighing more."""
        common = sum(self._rarity(stem) for stem in one if stem in other)
        if not common:
            return 0.0
        lengths = (sum(map(self._rarity, text)) for text in (one, other))
        return common / math.sqrt(math.prod(lengths))

    def _rarity(self, stem: str) -> float:
        return math.log((self.texts + 1) / (self.with_stem[stem] + 1)) ** 2


@dataclass(frozen=True)
class Hits:
    """How often the suggestions were right: each text judged by what had been learnt from those before it."""

    tried: int
    first: int
    among_three: int
    silent: int
    """Of those tried, the ones about which nothing was said."""
    most_frequent: int
    """How often "the most frequent cause so far" would have been right."""


def hits(texts: Iterable[tuple[Stems, int, str]]) -> Hits:
    """Judge each text, oldest first, by those before it in its language, as on the day a colleague chose its cause."""
    languages, counts = defaultdict[str, Learnt](Learnt), Counter[str]()
    for stems, cause, language in texts:
        learnt = languages[language]
        if learnt.is_enough:
            said = [one.cause for one in learnt.causes_of(stems)]
            counts["tried"] += 1
            counts["first"] += said[:1] == [cause]
            counts["among_three"] += cause in said
            counts["silent"] += not said
            counts["most_frequent"] += learnt.of_cause.most_common(1)[0][0] == cause
        learnt.learn(stems, cause)
    return Hits(**{name: counts[name] for name in Hits.__dataclass_fields__})


def stems_of(text: str, language: str | None) -> dict[str, str]:
    """The stems of a text in this language; in one we do not know, its words."""
    words = WORD.findall(unicodedata.normalize("NFC", text).lower())
    return {_stem(word, language or ""): word for word in reversed(words)}


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    stem = _stemmer(language).stemWord(word) if language in STEMMERS else word
    return "".join(
        letter for letter in unicodedata.normalize("NFD", stem) if not unicodedata.combining(letter)
    )


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(STEMMERS[language])
