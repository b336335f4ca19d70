"""Which column holds what: a column's name and its values are weighed together, each field goes to the best."""

from cxloop.responses.importing.columns import Evidence
from cxloop.responses.importing.shapes import Shape
from cxloop.responses.importing.words import ATTRIBUTE, IGNORED, is_set_aside, points_by_field

ENOUGH = 40
MOST = 0.5
NEARLY_ALL = 0.95
ATTRIBUTE_DISTINCT, ATTRIBUTE_LONGEST = 0.3, 100


def guess_fields(shape: Shape, evidence: list[Evidence]) -> dict[int, str]:
    """A field of `words.FIELDS` for every column position; each field but attribute and ignored at most once."""
    points = sorted(
        (
            (worth, -position, field)
            for position, (name, label) in enumerate(zip(shape.columns, shape.labels, strict=True))
            if position > 1 or not is_set_aside(shape.columns)
            for field, worth in _points(name, label, evidence[position]).items()
        ),
        reverse=True,
    )
    fields: dict[int, str] = {}
    for worth, position, field in points:
        if worth < ENOUGH or -position in fields or (field in fields.values() and field != IGNORED):
            continue
        fields[-position] = field
    _settle_names(fields)
    for position, found in enumerate(evidence):
        fields.setdefault(position, _spare(found))
    if is_set_aside(shape.columns):
        fields.update({0: IGNORED, 1: IGNORED})
    return fields


def _points(name: str, label: str, found: Evidence) -> dict[str, float]:  # noqa: C901 - a list of weights
    worth: dict[str, float] = dict(points_by_field(name))
    for field, points in points_by_field(label).items():
        worth[field] = max(points, worth.get(field, 0))
    if not found.filled:
        return {field: points * 0.5 for field, points in worth.items()}
    worth["email"] = worth.get("email", 0) * (found.emails >= MOST) + 100 * (found.emails > MOST)
    if found.scores < MOST or (worth.get("score", 0) < 80 and found.largest == found.smallest):
        worth["score"] = worth.get("score", 0) * 0.5 if found.letters < MOST else 0
    else:
        worth["score"] = worth.get("score", 0) + 35 * (found.distinct < NEARLY_ALL or found.filled < 20)
    if "answered_at" in worth:
        worth["answered_at"] += 30 * (found.dates > MOST) - 40 * (found.letters > MOST and found.dates < MOST)
    elif found.dates > NEARLY_ALL and IGNORED not in worth:
        worth["answered_at"] = 45
    if "comment" in worth and found.letters < MOST:
        worth["comment"] *= 0.4
    if found.companies > 0.3:
        worth["company"] = worth.get("company", 0) + 110 * (found.letters > MOST)
    if "external_id" in worth and (found.distinct < NEARLY_ALL or found.emails > MOST or found.dates > MOST):
        del worth["external_id"]
    if found.emails > MOST or found.dates > MOST:
        for other in ("comment", "name", "first_name", "last_name", "company"):
            worth.pop(other, None)
    return worth


def _settle_names(fields: dict[int, str]) -> None:
    """A first name without a last name is a whole name ("Nome" alone)."""
    taken = set(fields.values())
    if "first_name" in taken and "last_name" not in taken and "name" not in taken:
        fields.update({position: "name" for position, field in fields.items() if field == "first_name"})


def _spare(found: Evidence) -> str:
    repeats = found.filled and found.distinct <= ATTRIBUTE_DISTINCT and found.longest <= ATTRIBUTE_LONGEST
    personal = found.emails > 0 or found.dates > MOST
    return ATTRIBUTE if repeats and not personal else IGNORED
