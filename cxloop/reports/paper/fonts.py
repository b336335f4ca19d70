"""The house's fonts for typst: it reads no woff2, so those of the front-end packages are unpacked once."""

import os
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

PACKAGES = Path(__file__).parents[3] / "node_modules" / "@fontsource-variable"
FONTS = (
    ("inter/files/inter-latin-opsz-normal.woff2", "Inter"),
    ("inter/files/inter-latin-ext-opsz-normal.woff2", "Inter Ext"),
    ("source-serif-4/files/source-serif-4-latin-opsz-normal.woff2", "Source Serif 4"),
    ("source-serif-4/files/source-serif-4-latin-ext-opsz-normal.woff2", "Source Serif 4 Ext"),
)
"""Each file and the family it is known by: letters beyond Latin-1 are files, so families, of their own."""
FAMILY, FULL, TYPOGRAPHIC = 1, 4, 16


def unpacked(folder: Path) -> Path:
    """The folder with the fonts as typst reads them; where the packages are missing, typst's own stand in."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, family in FONTS:
        target, source = folder / f"{family}.ttf", PACKAGES / name
        if target.exists() or not source.exists():
            continue
        font = TTFont(source)
        font.flavor = None
        for place in (FAMILY, FULL, TYPOGRAPHIC):
            if place == FAMILY or font["name"].getDebugName(place):
                font["name"].setName(family, place, 3, 1, 0x409)
        part = folder / f"{family}.{os.getpid()}.part"
        font.save(part)
        part.replace(target)
    return folder
