"""What an import would not keep, in lines for the dry run."""

from collections.abc import Iterator, Mapping
from typing import Any

from cxloop.reports.rounding import rounded
from cxloop.responses.importing.losses import OTHER_VALUES

MOST_VALUES = 6


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Nothing where nothing would be lost."""
    if found["reasons"]:
        reasons = ", ".join(f"{rows} {code.replace('_', ' ')}" for code, rows in found["reasons"].items())
        yield f"Rows that would be set aside: {reasons}"
    if scores := found["scores_set_aside"]:
        yield f"Scores that would be set aside: {_scores(scores, found['read'])}"
    unused = [one for one in found["unused"] if not one["technical"]]
    if unused:
        yield "Nothing would be kept of:"
    for one in unused:
        rows = "1 row" if one["rows"] == 1 else f"{one['rows']} rows"
        yield f"  “{one['label']}”: {' · '.join(one['values'])} ({rows})"
    if unused:
        first = unused[0]
        held = "comment" if first["written"] else "attribute"
        yield f"  Keep one with --map '{first['column']}={held}'."
    if own := [one["label"] for one in found["unused"] if one["technical"]]:
        yield f"The platform's own columns, of which nothing is needed: {', '.join(own)}"
    for code, rows in found["left_out"].items():
        yield f"{rows} × {LEFT_OUT.get(code, code)}"
    if found["no_address"]:
        people = "1 person" if found["no_address"] == 1 else f"{found['no_address']} people"
        unhappy = found["no_address_tickets"]
        yield (
            f"{people} without an e-mail address, a phone number or a customer number: nobody can call them back or "
            f"ask whether it is solved ({unhappy} of them would be tickets)."
        )


LEFT_OUT = {
    "looks_like_a_test": "looks like somebody's test by its name, words or address; it is kept: if it is one, take it "
    "out of the file",
    "email_dropped": "what stands as an e-mail address is none; the answer would be kept without it",
    "comment_cut": "a comment too long to be kept whole would be cut",
    "value_dropped": "what stands as a yearly value is no amount; the answer would be kept without it",
}


def _scores(scores: list[dict[str, Any]], read: int) -> str:
    rows = sum(one["rows"] for one in scores)
    named = [f"“{one['value']}”" for one in scores if one["value"] != OTHER_VALUES]
    shown = named[:MOST_VALUES]
    if len(named) > MOST_VALUES or len(named) < len(scores):
        shown.append(f"{len(scores) - min(len(named), MOST_VALUES)} other values")
    listed = " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
    return f"{listed}: {rows} of {read} rows, {rounded(100 * rows / max(read, 1))} %"
