"""Comments put together from parts, so that each reads as one person wrote it. Pure, with chance given."""

from collections.abc import Sequence
from random import Random

from cxloop.demo.words import Voice

LONG = 0.05
SLANTED = 0.15
LOUD = 0.04
STRANGE_EVERY = 90
"""One of so many unhappy comments is markup, a formula, or a scream: pages and exports must bear it."""


def complaint(chance: Random, voice: Voice, cause: str, number: int) -> str:
    """What somebody unhappy about this cause writes; `number` counts the unhappy, so that strange ones come evenly."""
    if number % STRANGE_EVERY == STRANGE_EVERY // 3:
        return voice.strange[number // STRANGE_EVERY % len(voice.strange)]
    long = chance.random() < LONG
    parts = [chance.choice(voice.openings)] if long or chance.random() < 0.33 else []
    parts += _some(chance, voice.causes[cause], 3 if long else 1 + (chance.random() < 0.28))
    if long or chance.random() < 0.45:
        parts += _some(chance, voice.consequences, 3 if long else 1)
    if long or chance.random() < 0.35:
        parts += _some(chance, voice.closings, 2 if long else 1)
    return _as_typed(chance, voice, parts)


def praise(chance: Random, voice: Voice) -> str:
    """What somebody happy writes, mostly shortly."""
    parts = [chance.choice(voice.praise)]
    if chance.random() < 0.4:
        parts.append(chance.choice(voice.more_praise))
    return _as_typed(chance, voice, parts)


def middling(chance: Random, voice: Voice) -> str:
    """What somebody neither happy nor unhappy writes."""
    return _as_typed(chance, voice, [chance.choice(voice.middling)])


def _some(chance: Random, lines: Sequence[str], count: int) -> list[str]:
    return chance.sample(lines, min(count, len(lines)))


def _as_typed(chance: Random, voice: Voice, parts: list[str]) -> str:
    typed = ". ".join(_filled(chance, voice, part) for part in parts)
    roll = chance.random()
    if roll < SLANTED:
        return typed[0].lower() + typed[1:]
    if roll < SLANTED + LOUD:
        return f"{typed}!!!"
    return typed if roll > 0.93 else f"{typed}."


def _filled(chance: Random, voice: Voice, part: str) -> str:
    if "{" not in part:
        return part
    return part.format_map(
        {name: chance.choice(words) for name, words in voice.slots.items() if f"{{{name}}}" in part}
    )
