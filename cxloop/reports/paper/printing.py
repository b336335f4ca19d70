"""Printing a sheet: always one page, smaller where there is more to say."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import typst

from cxloop.reports.paper.fonts import unpacked

TEMPLATE = Path(__file__).parent / "one_page.typ"
SCALES = (1.12, 1.06, 1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
"""How large it is printed: the first at which it fits."""


def one_page(said: Mapping[str, Any], var: Path, at: datetime) -> bytes:
    """The sheet as a PDF of exactly one A4 page, tagged for who reads by ear."""
    fonts = [str(unpacked(var / "fonts"))]
    for scale in SCALES:
        inputs = {"data": json.dumps(said, ensure_ascii=False), "scale": str(scale), "at": f"{at:%Y-%m-%d}"}
        compiler = typst.Compiler(
            str(TEMPLATE), font_paths=fonts, ignore_system_fonts=False, sys_inputs=inputs
        )
        if scale == SCALES[-1] or _pages(compiler) == 1:
            break
    stamp = int(at.timestamp())
    try:
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=stamp)
    except typst.TypstError:  # a letter no font here can draw: a sheet with a gap is better than none
        made = compiler.compile(format="pdf", timestamp=stamp)
    return cast("bytes", made)


def _pages(compiler: typst.Compiler) -> int:
    return int(json.loads(compiler.query("<pages>", field="value", one=True)))
