"""Lengths of working time as people write them: "4 h", "30 min", "4 h 30 min", in minutes (pure)."""

import re

HOUR = 60
LONGEST = 2_000 * HOUR
_HOURS = r"(?P<hours>[0-9]{1,4})(?:[.,](?P<tenths>[0-9]{1,2}))?"
_UNIT = r"(?:min|minutes?|minuti|minuto|m)"
WHOLE = re.compile(
    rf"{_HOURS}(?:\s*(?:h|hours?|ore|ora)(?:\s*(?P<more>[0-5]?[0-9])\s*{_UNIT}?)?)?|(?P<minutes>[0-9]{{1,5}})\s*{_UNIT}"
)
CLOCK = re.compile(r"(?P<hours>[0-9]{1,4}):(?P<more>[0-5][0-9])")


def read_length(text: str) -> int | None:
    """Its minutes; None where it is no length, is none, or is longer than anybody waits. A bare number is hours."""
    said = text.strip().casefold()
    found = CLOCK.fullmatch(said) or WHOLE.fullmatch(said)
    if found is None:
        return None
    parts = found.groupdict()
    if parts.get("minutes"):
        minutes = int(parts["minutes"])
    else:
        part = round(float(f"0.{parts['tenths']}") * HOUR) if parts.get("tenths") else 0
        minutes = int(parts["hours"]) * HOUR + part + int(parts["more"] or 0)
    return minutes if 0 < minutes <= LONGEST else None


def say_length(minutes: int) -> str:
    """As `read_length` reads it, the same in every language."""
    hours, rest = divmod(minutes, HOUR)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else ""))) or "0 min"
