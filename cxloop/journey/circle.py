"""The journey as answers see it: which place a word means, and in which stage it lies. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Words = tuple[str | None, str | None]
"""What somebody said of a touchpoint and of a stage."""
BETWEEN = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Place:
    """A stage, or with `stage` (its key) a touchpoint in it."""

    key: str
    name_en: str
    name_it: str
    stage: str | None = None
    position: int = 0
    also: tuple[str, ...] = ()
    is_retired: bool = False
    formerly: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return self.name_it if language == "it" else self.name_en

    @property
    def words(self) -> set[str]:
        """All that means it today, as `plain` words."""
        return {plain(word) for word in (self.name_en, self.name_it, *self.also)}


def plain(word: str) -> str:
    """Case, spaces, dashes and underscores make no other word."""
    return BETWEEN.sub(" ", word).strip().casefold()


class Circle:
    """Every place, those in use in the order of the journey."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = sorted(places, key=lambda one: (one.is_retired, one.position, one.key))
        self._by_key = {one.key: one for one in self.places}
        self._touchpoints = _meanings(one for one in self.places if one.stage)
        self._stages = _meanings(one for one in self.places if not one.stage)

    def of_key(self, key: str | None) -> Place | None:
        return self._by_key.get(key or "")

    @property
    def stages(self) -> Sequence[Place]:
        """Those in use, as the customer goes."""
        return [one for one in self.places if not one.stage and not one.is_retired]

    def touchpoints(self, stage: str) -> Sequence[Place]:
        return [one for one in self.places if one.stage == stage and not one.is_retired]

    @property
    def put_away(self) -> Sequence[Place]:
        return [one for one in self.places if one.is_retired]

    def touchpoint(self, word: str | None) -> Place | None:
        """The touchpoint this word means; a stage where no touchpoint is called so."""
        said = plain(word or "")
        return self._touchpoints.get(said) or self._stages.get(said)

    def stage(self, word: str | None) -> Place | None:
        return self._stages.get(plain(word or ""))

    def stage_of(self, *said: Words) -> Place | None:
        """The stage in use of the first words that name one: the answer's before its survey's.

        The stage somebody named stands before that of the touchpoint they named.
        """
        for touchpoint, stage in said:
            place = self.touchpoint(touchpoint)
            for one in (self.stage(stage), self.of_key(place.stage or place.key) if place else None):
                if one is not None and not one.is_retired:
                    return one
        return None

    def said(self, word: str | None, language: str) -> str | None:
        """What a touchpoint is called in this language; the word itself where it stands nowhere."""
        place = self.touchpoint(word)
        return place.name(language) if place else word

    def unsorted(self, said: Words) -> Words:
        """Of these words, those that stand nowhere."""
        touchpoint, stage = said
        return (
            touchpoint if touchpoint and not self.touchpoint(touchpoint) else None,
            stage if stage and not self.stage(stage) else None,
        )

    def with_place(self, place: Place) -> "Circle":
        """The same with this place made so."""
        return Circle([*(one for one in self.places if one.key != place.key), place])

    def taken(self, place: Place) -> tuple[str, Place] | None:
        """A word of this place that means another one of its level already, and that one."""
        for other in self.places:
            shared = sorted(place.words & other.words)
            if (
                other.key != place.key
                and bool(other.stage) == bool(place.stage)
                and not other.is_retired
                and shared
            ):
                return next(word for word in _all(place) if plain(word) in shared), other
        return None


def renamed(before: Place, now: Place) -> Place:
    """This place with what it was called before: answers of the past go on meaning it."""
    names = (*before.formerly, before.name_en, before.name_it)
    return replace(now, formerly=tuple(dict.fromkeys(name for name in names if plain(name) not in now.words)))


def _all(place: Place) -> tuple[str, ...]:
    return (place.name_en, place.name_it, *place.also)


def _meanings(places: Iterable[Place]) -> dict[str, Place]:
    """Of each word, the place it means: today's words before keys and earlier ones, places in use before others."""
    found, known = dict[str, Place](), list(places)
    for is_retired in (False, True):
        of_kind = [one for one in known if one.is_retired == is_retired]
        for place in of_kind:
            found |= {word: place for word in place.words if word not in found}
        for place in of_kind:
            found |= {plain(word): place for word in (place.key, *place.formerly) if plain(word) not in found}
    return found
