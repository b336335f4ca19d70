"""The description of one platform's export."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

CODE_AND_TEXT = re.compile(r"([^\s.:]{1,60})[.:] (.+)", re.DOTALL)


@dataclass(frozen=True)
class Export:
    """How one platform names and words what it exports. Every heading and value here is plain: lower case, no accents.

    `marks`: sets of headings, each of which gives the platform away.
    `headings`: for each field of `words.FIELDS` the headings that hold it, the best first, in every language.
    `ignored`: patterns of headings that hold nothing for us.
    `left_out`: for a heading, the values of rows that no customer gave: previews, tests, spam, unfinished ones.
    `nothing`: texts that stand for "no answer" in any cell; `line_break`: one that stands for a new line.
    `restarts`: it numbers the answers of each form from 1, so that an id alone tells nothing.
    `zone`: where moments without a zone were written down, when the platform always says the same.
    """

    key: str
    name: str
    marks: tuple[tuple[str, ...], ...] = ()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    line_break: str = ""
    restarts: bool = False
    zone: str | None = None

    def wrote(self, headings: Collection[str]) -> bool:
        """Whether a file with these headings is this platform's."""
        return any(all(mark in headings for mark in marks) for marks in self.marks)

    def place_of(self, heading: str) -> tuple[str, int] | None:
        """The field a heading holds and how far down its list it stands; None when the platform says nothing of it."""
        return next((found for name in spellings(heading) if (found := self._places.get(name))), None)

    def ignores(self, heading: str) -> bool:
        """Whether a heading holds nothing for us."""
        return any(pattern.fullmatch(name) for name in spellings(heading) for pattern in self._ignored)

    @cached_property
    def _places(self) -> dict[str, tuple[str, int]]:
        return {
            name: (held, place)
            for held, names in self.headings.items()
            for place, name in reversed(list(enumerate(names)))
        }

    @cached_property
    def _ignored(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.ignored)


def spellings(heading: str) -> Sequence[str]:
    """A heading as it stands, and where it holds a code and a text ("id. Response ID") each alone."""
    found = CODE_AND_TEXT.fullmatch(heading)
    return (heading, found[1], found[2]) if found else (heading,)


PLAIN = Export("plain", "")
"""A file nobody has described: its headings and values tell what they hold."""
