"""What customers and colleagues of the demo company write, in parts that are combined. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """How customers write in one language: sentences without their full stop; {n}, {day}, {product}… are filled in.

    `causes` holds, by key of the driver, sentences that only fit that driver.
    """

    openings: Lines
    causes: Mapping[str, Lines]
    consequences: Lines
    closings: Lines
    praise: Lines
    more_praise: Lines
    middling: Lines
    strange: Lines
    slots: Mapping[str, Lines]


@dataclass(frozen=True)
class Desk:
    """What colleagues write in one language; `actions` by the first part of the driver's key."""

    said: Lines
    notes: Lines
    next_steps: Lines
    hand_overs: Lines
    released: Lines
    actions: Mapping[str, Lines]
    unknown_because: Lines
    not_told_because: Lines
    not_actionable: Lines
    declined: Lines
    unreachable: Lines
    word: Mapping[str, Lines]
    """The customer's own comment when asked whether it is solved: yes, partly, no."""
