"""The description of one platform: what its files, its calls and its API have in common."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

CODE_AND_TEXT = re.compile(r"([^\s.:]{1,60})[.:] (.+)", re.DOTALL)
WRITTEN_ZONE = re.compile(
    r" ?\(((?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_/-]{2,40})\)$",
    re.IGNORECASE,
)
"""The time zone a heading writes behind it: "Rated at (Europe/London)"."""
BETWEEN_WORDS = re.compile(r"[\s_\-'’./]+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
Why = Literal["test_call", "not_finished", "not_an_answer"]


IS_SO = ("true", "yes", "1", "y", "si", "ja", "oui", "vero", "wahr", "vrai", "verdadero")
IS_A_TEST: Mapping[str, Why] = dict.fromkeys(IS_SO, "test_call")
STATES: Mapping[str, Why] = {
    **dict.fromkeys(
        ("test", "test mode", "testing", "preview", "survey preview", "survey test", "test response", "test data",
         "anteprima", "vorschau", "vista previa", "apercu", "prova", "prueba"),
        "test_call",
    ),
    **dict.fromkeys(
        ("disqualified", "terminated", "screened out", "screenout", "deleted", "spam", "excluded"), "not_an_answer",
    ),
}  # fmt: skip
ANYBODYS_MARKS: Mapping[str, Mapping[str, Why]] = {
    **dict.fromkeys(("test", "istest", "testresponse", "testmode", "istestresponse", "testdata", "preview", "ispreview"),
                    IS_A_TEST),
    **dict.fromkeys(("status", "responsestatus", "surveystatus", "submissionstatus", "responsetype", "mode",
                     "collectionmode", "stato", "estado", "statut"), STATES),
    **dict.fromkeys(("excludedfromcalculations", "isexcluded", "excludefromreports", "isspam"),
                    dict.fromkeys(IS_SO, "not_an_answer")),
}  # fmt: skip
"""What any platform's export may say of a row that no customer gave, where its own description says nothing."""


class Kind(NamedTuple):
    """How a type of question is answered, and its scale where the type alone tells.

    `kind` is one of nps, rating, scale (numbers of unknown range), long_text, text, choice, unknown (anything), or a
    field of `words.FIELDS` where the platform itself says what it is.
    """

    kind: str
    lowest: int | None = None
    highest: int | None = None


class Measured(NamedTuple):
    """What a type of survey measures: the metrics it can be, the usual one first, and its scale."""

    metrics: tuple[str, ...]
    lowest: int
    highest: int


@dataclass(frozen=True)
class Description:
    """How one platform names and words what it tells. Every name and value here is plain: lower case, no accents.

    Names are compared without blanks, hyphens and underscores: "response id" is also ResponseId and response_id.

    `marks`: sets of headings, each of which gives a file of the platform away.
    `headings`: for each field of `words.FIELDS` the names that hold it, the best first, in every language.
    `ignored`: patterns of names that hold nothing for us.
    `left_out`: for a name, the values that say that this is no answer of a customer, or none yet, each with what it is.
    `nothing`: texts that stand for "no answer" in any place; `line_break`: one that stands for a new line.
    `restarts`: it numbers the answers of each form from 1, so that an id alone tells nothing; `forms`: names of the
    form's own number, which calls tell beside it.
    `versions`: names of the moment at which this version of an answer was written.
    `zone`: where moments without a zone were written down, when the platform always says the same.
    `codes`: its choices may be told by codes: A3 and AO03 are 3.
    `questions`: its types of questions. `surveys`: its types of surveys, by the value under a name of `SURVEY_TYPES`.
    `vocabulary`: the key of the scale in words it asks with, where it asks with one.
    `calls`: it, or a workflow in it, can post JSON with these names; where a platform's calls have a shape of their
    own, `platforms` has a file for it instead.
    """

    key: str
    name: str
    marks: tuple[tuple[str, ...], ...] = ()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    left_out: Mapping[str, Mapping[str, Why]] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    line_break: str = ""
    restarts: bool = False
    forms: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    zone: str | None = None
    codes: bool = False
    questions: Mapping[str, Kind] = field(default_factory=dict)
    surveys: Mapping[str, Measured] = field(default_factory=dict)
    vocabulary: str | None = None
    calls: bool = False

    def wrote(self, headings: Collection[str]) -> bool:
        """Whether a file with these headings is this platform's."""
        told = {squeezed(heading) for heading in headings}
        return any(all(squeezed(mark) in told for mark in marks) for marks in self.marks)

    def place_of(self, name: str) -> tuple[str, int] | None:
        """The field a name holds and how far down its list it stands; None when the platform says nothing of it."""
        return next((found for one in spellings(name) if (found := self._places.get(squeezed(one)))), None)

    def ignores(self, name: str) -> bool:
        """Whether a name holds nothing for us."""
        told = [word for one in spellings(name) for word in (one, one.replace("_", " "))]
        return any(pattern.fullmatch(one) for one in told for pattern in self._ignored)

    def marks_of(self, name: str) -> Mapping[str, Why]:
        """For a name that says whether a customer gave the answer, the values that say no."""
        key = squeezed(name)
        return self._left_out.get(key) or ANYBODYS_MARKS.get(key, {})

    def question(self, kind: str | None) -> Kind:
        """How one of its types of questions is answered; what is not known was ticked."""
        return self.questions.get(kind or "", TICKED)

    @cached_property
    def _places(self) -> dict[str, tuple[str, int]]:
        return {
            squeezed(name): (held, place)
            for held, names in self.headings.items()
            for place, name in reversed(list(enumerate(names)))
        }

    @cached_property
    def _ignored(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.ignored)

    @cached_property
    def _left_out(self) -> dict[str, Mapping[str, Why]]:
        return {squeezed(name): values for name, values in self.left_out.items()}


TICKED = Kind("choice")
SURVEY_TYPES = ("survey type", "question type", "metric", "metrica")
"""Names under which an answer tells what its survey measures."""


def squeezed(name: str) -> str:
    """A plain name without what stands between its words."""
    return BETWEEN_WORDS.sub("", name)


def spoken(name: str) -> str:
    """A name as programs write it, in words: recordedDate and recorded_date are "recorded date"."""
    return " ".join(HUMP.sub(" ", name).replace("_", " ").split()).lower()


def spellings(heading: str) -> Sequence[str]:
    """A heading as it stands, and where it holds a code and a text ("id. Response ID") each alone; without a zone."""
    heading = WRITTEN_ZONE.sub("", heading)
    found = CODE_AND_TEXT.fullmatch(heading)
    return (heading, found[1], found[2]) if found else (heading,)


PLAIN = Description("plain", "")
"""A file nobody has described: its headings and values tell what they hold."""
