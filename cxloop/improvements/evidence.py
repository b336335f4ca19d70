"""What an improvement rests on, where it may go next, and what is fixed once it is live. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

STAGES: dict[str, tuple[str, ...]] = {
    "to_decide": ("proposed", "triaged"),
    "under_way": ("decided", "doing"),
    "live": ("live", "measuring"),
    "measured": ("measured", "told_back"),
    "archived": ("archived",),
}
"""The states as the register groups them."""

MOVES: dict[str, tuple[str, ...]] = {
    "proposed": ("decided", "triaged", "archived"),
    "triaged": ("decided", "triaged", "archived"),
    "decided": ("doing", "live", "triaged", "archived"),
    "doing": ("live", "triaged", "archived"),
    "live": ("measuring", "doing", "archived"),
    "measuring": ("live", "doing", "archived"),
    "measured": ("archived",),
    "told_back": ("archived",),
    "archived": ("proposed",),
}
"""What can be decided from each state, the usual first; `measured` comes by measuring, `told_back` by letters."""

REGISTERED = ("driver_id", "hypothesis", "expected_fall", "baseline_from", "baseline_to")
"""What an effect is judged by: once it is live, what was written down stays; what was left empty may be added."""
SHORTEST_QUOTE, LONGEST_QUOTE = 25, 240


def is_live(state: str) -> bool:
    """Whether the change has reached customers."""
    return state in STAGES["live"] + STAGES["measured"]


def changed_after_going_live(
    state: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[str, ...]:
    """The names of registered facts that `after` would overwrite although the improvement is live."""
    if not is_live(state):
        return ()
    return tuple(
        name
        for name in REGISTERED
        if name in after and before[name] not in (None, "") and after[name] != before[name]
    )


def missing_to_measure(
    driver_id: int | None, baseline_from: date | None, live_on: date | None
) -> tuple[str, ...]:
    """What an effect cannot be measured without: "cause", "baseline", "live"."""
    known = {"cause": driver_id, "baseline": baseline_from, "live": live_on}
    return tuple(name for name, value in known.items() if value is None)


@dataclass(frozen=True)
class Quote:
    """What one customer said, in their language; `person` tells customers apart, None: unknown."""

    ticket_id: int
    words: str
    language: str | None
    person: int | None


def telling(quotes: Iterable[Quote], most: int = 3) -> list[Quote]:
    """The quotes to print: of different customers, those that say something in one breath first."""
    in_one_breath = sorted(quotes, key=lambda quote: _distance(len(quote.words.strip())))
    chosen: list[Quote] = []
    for quote in in_one_breath:
        heard = {other.person for other in chosen if other.person is not None}
        if quote.words.strip() and quote.person not in heard:
            chosen.append(quote)
    return chosen[:most]


def shortened(words: str, most: int = LONGEST_QUOTE) -> str:
    """The start of what was said, cut between words; "…" says that there is more."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    start = words[:most].rsplit(" ", 1)[0] if " " in words[:most] else words[:most]
    return start.rstrip(" ,;:.") + "…"


def _distance(length: int) -> int:
    """How far from a length that reads well: 0 within it."""
    return max(SHORTEST_QUOTE - length, length - LONGEST_QUOTE, 0)
