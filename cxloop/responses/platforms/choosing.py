"""Which question holds which field: as a person chose, else guessed from the questions' kinds and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from cxloop.responses.descriptions import PLAIN, Description
from cxloop.responses.importing.metrics import RECOMMEND, SCALE_IN_WORDS
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import email_of
from cxloop.responses.importing.words import ANSWER_FIELDS, points_by_field
from cxloop.responses.platforms.asked import LONGEST_LABEL, Asked
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.scores import could_be_score, is_word
from cxloop.responses.scoring import RECOMMENDING, SCALES

ENOUGH = 40
MOST_GUESSED = 500
SCALES_OF_PLATFORMS = ("nps", "rating", "scale")
TEXTS = {"long_text": 60, "text": 15}
IN_WORDS = 0.6
"""What a score in words counts that has to be asked about: less than any that can be read."""
TICKED = 0.3
"""What a closed question's answer counts as the customer's words: only where nothing was written."""
DESCRIBED = 200
"""What the platform itself calls by what it is."""
OURS = ("detail", "versions", "forms")
OUR_NAMES = {"score", "nps"}
"""Names our own hints ask people to give the question."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The survey's metric and scale, the questions a person has chosen by field, and what its words are worth."""

    metric: str
    lowest: int
    highest: int
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, int | None] = field(default_factory=dict)
    description: Description = PLAIN

    @classmethod
    def of(cls, choices: Mapping[str, object], description: Description = PLAIN) -> Self:
        """From the `choices` of Platform.read; without a scale it is the metric's usual one."""
        metric = str(choices.get("metric") or "verbatim")
        usual = SCALES.get(metric)
        lowest, highest = choices.get("scale_min"), choices.get("scale_max")
        values = choices.get("values")
        return cls(
            metric,
            lowest if isinstance(lowest, int) else (usual.lowest if usual else 0),
            highest if isinstance(highest, int) else (usual.highest if usual else 0),
            {
                name: chosen
                for name in ANSWER_FIELDS
                if isinstance(chosen := choices.get(name), str) and chosen
            },
            {
                plain(str(text)): score if isinstance(score, int) else None
                for text, score in (values.items() if isinstance(values, Mapping) else ())
            },
            description,
        )

    @property
    def has_score(self) -> bool:
        return self.metric in SCALES


def chosen_fields(asked: Sequence[Asked], wanted: Wanted) -> dict[str, Asked | None]:
    """The question of each field; None for a chosen question that this call does not have (it was skipped).

    Raises:
        NotUnderstood: two questions could as well be the score.
    """
    found: dict[str, Asked | None] = {name: _called(asked, called) for name, called in wanted.fields.items()}
    free = [question for question in asked if question not in found.values()]
    if len(free) > MOST_GUESSED:
        free = sorted(free, key=lambda question: question.ref.count("/"))[:MOST_GUESSED]
    candidates = sorted(
        (
            (worth, -position, name)
            for position, question in enumerate(free)
            for name, worth in _points(question, wanted).items()
            if worth >= ENOUGH and name not in found
        ),
        reverse=True,
    )
    _refuse_a_tie(
        [(worth, free[-position]) for worth, position, name in candidates if name == "score"], wanted
    )
    for _, position, name in candidates:
        if name not in found and free[-position] not in found.values():
            found[name] = free[-position]
    return found


def _called(asked: Sequence[Asked], name: str) -> Asked | None:
    """The question of exactly this id, else one that is called so in any way."""
    called = [question for question in asked if question.is_called(name)]
    return next((question for question in called if question.ref == name), next(iter(called), None))


def written(asked: Sequence[Asked], fields: Mapping[str, Asked | None], wanted: Wanted) -> str | None:
    """What the customer wrote: the question chosen for it, or every open one, each under its question."""
    chosen = fields.get("comment")
    if "comment" in wanted.fields or chosen is None:
        return chosen.value if chosen else None
    if chosen.kind == "comment":
        told = [question.value for question in asked if question.kind == "comment" and question.value]
        return "\n\n".join(told) or None
    if chosen.kind not in TEXTS:
        return chosen.value
    taken = [question for question in fields.values() if question]
    open_ones = [
        question
        for question in asked
        if question.value
        and (question is chosen or (question.kind == "long_text" and question not in taken))
        and (question is chosen or _points(question, wanted).get("comment", 0) >= ENOUGH)
    ]
    if len(open_ones) < 2:
        return chosen.value
    return "\n\n".join(f"{question.shown}\n{question.value}" for question in open_ones)


def _points(question: Asked, wanted: Wanted) -> dict[str, float]:
    """How strongly a question speaks for each field."""
    if question.kind in ANSWER_FIELDS:
        return {question.kind: DESCRIBED - question.place / 100 - (question.value is None)}
    if question.kind in OURS:
        return {}
    worth: dict[str, float] = dict(points_by_field(question.label[:LONGEST_LABEL]))
    for name, points in points_by_field(plain(question.ref.replace("_", " "))[:100]).items():
        worth[name] = max(points, worth.get(name, 0))
    value = question.value
    if value is not None and email_of(value[:300]):
        return {"email": 150}
    worth.pop("email", None) if value is not None else None
    if question.kind in SCALES_OF_PLATFORMS:
        own = wanted.metric in RECOMMENDING and question.kind == "nps"
        return {"score": 60 + worth.get("score", 0) + 100 * own + 50 * _fits(question, wanted)}
    if question.kind in TEXTS:
        worth.pop("score", None)
        worth["comment"] = worth.get("comment", 0) + TEXTS[question.kind]
    elif question.kind == "choice" and "comment" in worth:
        worth["comment"] *= TICKED
    elif "score" in worth and value is not None and not _is_score(value, wanted):
        worth["score"] *= IN_WORDS * is_word(value)
    if value is not None and not any(map(str.isalpha, value)):
        worth.pop("comment", None)
    return worth


def _fits(question: Asked, wanted: Wanted) -> bool:
    return (question.lowest, question.highest) == (wanted.lowest, wanted.highest)


def _is_score(value: str, wanted: Wanted) -> bool:
    if plain(value[:LONGEST_LABEL]) in wanted.values:
        return True
    return could_be_score(value, wanted.lowest, wanted.highest, wanted.description)


def _refuse_a_tie(candidates: Sequence[tuple[float, Asked]], wanted: Wanted) -> None:
    best = [question for worth, question in candidates if worth == candidates[0][0]]
    if wanted.has_score and len(best) > 1:
        raise NotUnderstood(
            "which_score", {"fields": ", ".join(f"“{question.shown}”" for question in best[:5])}
        )


def refuse_another_scale(question: Asked, wanted: Wanted, *, by_hand: bool) -> None:
    """A score is taken only from a question of the survey's own metric and scale; what is unclear is asked.

    Raises:
        NotUnderstood: a rating from 1 for NPS, another range, another metric, or a scale nobody has vouched for.
    """
    lowest, highest = question.lowest, question.highest
    written = SCALE_IN_WORDS.search(plain(question.label[:LONGEST_LABEL]))
    if lowest is None and written:
        lowest, highest = int(written[1]), int(written[2])
    recommends = wanted.metric in RECOMMENDING
    if question.kind == "nps" and not recommends:
        raise NotUnderstood("another_metric", {"said": "nps", "survey": wanted.metric})
    if question.kind == "rating" and recommends:
        raise NotUnderstood("rating_is_not_nps", {"field": question.shown})
    if lowest is not None and highest is not None and (lowest, highest) != (wanted.lowest, wanted.highest):
        facts = {
            "lowest": lowest,
            "highest": highest,
            "survey_lowest": wanted.lowest,
            "survey_highest": wanted.highest,
        }
        raise NotUnderstood("scale_differs", {"field": question.shown, **facts})
    vouched = by_hand or question.ref.lower() in OUR_NAMES or lowest is not None
    if (
        recommends
        and question.kind == "scale"
        and not vouched
        and not RECOMMEND.search(plain(question.label[:LONGEST_LABEL]))
    ):
        raise NotUnderstood("is_it_nps", {"field": question.shown})
