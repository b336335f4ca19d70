"""Which column holds what: its heading, as platforms or people name it, and its values are weighed together."""

import re
from collections.abc import Sequence

from cxloop.responses.descriptions import BY_KEY, Description
from cxloop.responses.descriptions.description import spoken
from cxloop.responses.descriptions.vocabularies import BANDS, COARSE
from cxloop.responses.importing.columns import Evidence
from cxloop.responses.importing.consent_words import CONSENT, are_all_told
from cxloop.responses.importing.metrics import RECOMMEND
from cxloop.responses.importing.shapes import NPS_GROUP, Shape
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.words import ATTRIBUTE, IGNORED, is_set_aside, points_by_field

ROW_OF_A_MATRIX = re.compile(r"(.+?)(?: \[[^\[\]]+\]| [-\u2013] [^-\u2013]+)")
ENOUGH = 40
MOST = 0.5
NEARLY_ALL = 0.95
ATTRIBUTE_DISTINCT, ATTRIBUTE_LONGEST = 0.3, 100
DESCRIBED = 300
"""What the platform's own description says outweighs what a heading sounds like."""
SOMETHING_WRITTEN, NOTHING_WRITTEN = 41, 40
"""A column of sentences that no heading explains is what they said, if nothing else is; an empty one after that."""
SOMETHING_TICKED = 42
"""A column of the words of a scale that no heading explains is the score, if nothing else is."""
ABOVE_OTHERS, OF_A_MATRIX = 3, 30
"""How much more a question of recommending counts among several, and how much less one row of a matrix."""
SEVERAL = ("comment",)
"""Fields that more than one column may hold: what was written in each is joined."""


def guess_fields(shape: Shape, evidence: list[Evidence]) -> dict[int, str]:
    """A field of `words.FIELDS` for every column position; each at most once, but comments, attributes and ignored."""
    description = BY_KEY[shape.platform]
    worth_of = [
        {} if position <= 1 and is_set_aside(shape.columns) else _worth(shape, position, found, description)
        for position, found in enumerate(evidence)
    ]
    _lower_matrices(shape, worth_of)
    points = sorted(
        (
            (worth, -position, field)
            for position, by_field in enumerate(worth_of)
            for field, worth in by_field.items()
        ),
        reverse=True,
    )
    fields: dict[int, str] = {}
    for worth, position, field in points:
        if (
            worth < ENOUGH
            or -position in fields
            or (field in fields.values() and field not in (IGNORED, ATTRIBUTE))
        ):
            continue
        fields[-position] = field
    _add_comments(fields, worth_of, evidence)
    _settle_names(fields)
    for position, found in enumerate(evidence):
        fields.setdefault(position, spare(found))
    if is_set_aside(shape.columns):
        fields.update({0: IGNORED, 1: IGNORED})
    return fields


def _lower_matrices(shape: Shape, worth_of: Sequence[dict[str, float]]) -> None:
    """Several columns with one question ("… [Delivery]", "… [Price]") ask for parts of it; the whole counts more."""
    stems = [found[1] if (found := ROW_OF_A_MATRIX.fullmatch(label)) else None for label in shape.labels]
    for by_field, stem in zip(worth_of, stems, strict=True):
        if (
            stem is not None
            and stems.count(stem) > 1
            and ENOUGH < by_field.get("score", 0) < DESCRIBED - OF_A_MATRIX
        ):
            by_field["score"] -= OF_A_MATRIX


def _worth(shape: Shape, position: int, found: Evidence, description: Description) -> dict[str, float]:
    """How strongly a column speaks for each field: by the platform's description, else by how its heading sounds."""
    name, label = shape.columns[position], shape.labels[position]
    described = next((place for text in (name, label) if (place := description.place_of(plain(text)))), None)
    if described and described[0] == "email" and found.filled and not found.emails:
        return {IGNORED: DESCRIBED}
    if described and found.filled:
        return {described[0]: DESCRIBED - described[1]}
    if f"{name.lower()}{NPS_GROUP}" in map(str.lower, shape.columns):
        return {"score": DESCRIBED}
    if any(description.ignores(plain(text)) for text in {name, label, spoken(name)}):
        return {IGNORED: DESCRIBED}
    return _points(name, label, found)


def _points(name: str, label: str, found: Evidence) -> dict[str, float]:  # noqa: C901, PLR0912 - a list of weights
    worth: dict[str, float] = dict(points_by_field(name))
    for field, points in points_by_field(label).items():
        worth[field] = max(points, worth.get(field, 0))
    if CONSENT in worth:
        is_told = bool(found.values) and are_all_told(name, [text for text, _ in found.values])
        return worth if is_told or not found.filled else {}
    if "score" in worth and RECOMMEND.search(plain(f"{name} {label}")):
        worth["score"] += ABOVE_OTHERS
    if not found.filled:
        return {
            field: min(points * 0.5, NOTHING_WRITTEN if field == "comment" else points)
            for field, points in worth.items()
        }
    worth["email"] = worth.get("email", 0) * (found.emails >= MOST) + 100 * (found.emails > MOST)
    if found.vocabulary is not None and found.vocabulary.key == BANDS:
        worth["score"] = (
            ENOUGH + 1 if "score" in worth else 0
        )  # bands of a score stand beside the score itself
    elif found.vocabulary is not None:
        is_coarse = found.vocabulary.key in COARSE
        worth["score"] = worth["score"] + 35 if "score" in worth else SOMETHING_TICKED * (not is_coarse)
    elif found.fractions >= MOST and worth.get("score", 0) >= 80:
        worth["score"] += 20
    elif found.scores < MOST or (worth.get("score", 0) < 80 and found.largest == found.smallest):
        worth["score"] = worth.get("score", 0) * 0.5 if found.letters < MOST else 0
    else:
        worth["score"] = worth.get("score", 0) + 35 * (found.distinct < NEARLY_ALL or found.filled < 20)
    if "answered_at" in worth:
        worth["answered_at"] += 30 * (found.dates > MOST) - 40 * (found.letters > MOST and found.dates < MOST)
    elif found.dates > NEARLY_ALL and IGNORED not in worth:
        worth["answered_at"] = 45
    if "comment" in worth:
        worth["comment"] = worth["comment"] * (0.4 if found.letters < MOST else 1) + 20 * found.sentences
        if found.vocabulary is not None or found.ticks or _is_ticked(found):
            worth["comment"] *= 0.4
    elif found.sentences >= MOST and found.distinct > MOST and IGNORED not in worth:
        worth["comment"] = SOMETHING_WRITTEN
    if found.companies > 0.3:
        worth["company"] = worth.get("company", 0) + 110 * (found.letters > MOST)
    if "external_id" in worth and (
        found.distinct < NEARLY_ALL or found.emails > MOST or found.dates > MOST or found.sentences > 0
    ):
        del worth["external_id"]
    if found.emails > MOST or found.dates > MOST:
        for other in ("comment", "name", "first_name", "last_name", "company"):
            worth.pop(other, None)
    return worth


def _is_ticked(found: Evidence) -> bool:
    """Whether the few texts of many rows are choices rather than what somebody wrote."""
    return found.filled >= 12 and found.distinct <= ATTRIBUTE_DISTINCT and found.sentences < MOST


def _add_comments(
    fields: dict[int, str], worth_of: Sequence[dict[str, float]], evidence: Sequence[Evidence]
) -> None:
    """Every other open question belongs to what the customer wrote; what was only ticked does not."""
    for position, by_field in enumerate(worth_of):
        found = evidence[position]
        is_open = found.letters >= MOST and not found.ticks and not _is_ticked(found)
        is_free = position not in fields or (
            fields[position] == IGNORED and by_field.get(IGNORED, 0) < DESCRIBED
        )
        best = max(by_field, key=lambda field: by_field[field], default="")
        if is_free and is_open and best == "comment" and by_field["comment"] > SOMETHING_WRITTEN:
            fields[position] = "comment"


def _settle_names(fields: dict[int, str]) -> None:
    """A first name without a last name is a whole name ("Nome" alone)."""
    taken = set(fields.values())
    if "first_name" in taken and "last_name" not in taken and "name" not in taken:
        fields.update({position: "name" for position, field in fields.items() if field == "first_name"})


def spare(found: Evidence) -> str:
    """What becomes of a column that holds no other field."""
    repeats = found.filled and found.distinct <= ATTRIBUTE_DISTINCT and found.longest <= ATTRIBUTE_LONGEST
    personal = found.emails > 0 or found.dates > MOST
    return ATTRIBUTE if repeats and not personal else IGNORED
