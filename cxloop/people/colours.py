"""A company's colour on pages and letters: what can be read on it, and how far it must move to be read itself. Pure.

Contrast as WCAG 2.2 defines it: (lighter + .05) / (darker + .05) of the relative luminances.
"""

import re

BLACK, WHITE = "#000000", "#ffffff"
PAPER, DARK_PAPER = "#fcfaf6", "#1d1b18"
"""The two backgrounds of our pages."""
READABLE = 4.5
STEPS = 100


def colour_of(text: str | None) -> str | None:
    """ "#3D5A80", "3d5a80" or "#abc" as #rrggbb in small letters; None when it is no colour."""
    digits = (text or "").strip().removeprefix("#").lower()
    if re.fullmatch(r"[0-9a-f]{3}", digits, re.ASCII):
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}" if re.fullmatch(r"[0-9a-f]{6}", digits, re.ASCII) else None


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """Black or white, whichever is read better on it: never below 4.5."""
    return max(BLACK, WHITE, key=lambda text: contrast(text, colour))


def readable_on(colour: str, paper: str) -> str:
    """The colour, moved towards black or white until it can be read on this paper."""
    towards = text_on(paper)
    moved = (_mixed(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next(found for found in moved if contrast(found, paper) >= READABLE)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _mixed(colour: str, other: str, share: float) -> str:
    parts = (
        round(int(colour[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)
