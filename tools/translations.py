"""Collects the words of pages, alerts and letters into the catalogues: `make translations`.

New words appear with an empty translation, which a guard test reports; words that are gone leave the catalogue.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CATALOGUES = ROOT / "cxloop" / "translations"
KEYWORDS = (
    "_",
    "_l",
    "gettext",
    "lazy_gettext",
    "ngettext:1,2",
    "many:1,2",
    "counted:1,2",
    "several:1,2",
    "pgettext:1c,2",
    "say",
    "speak",
)
"""How code marks words: Flask-Babel's names in pages; `say`, `speak`, `counted`, `_` in tables below them."""
WHERE = """
[python: cxloop/**.py]
[jinja2: templates/**.html]
[jinja2: templates/**.txt]
"""


def collected(folder: Path) -> Path:
    """A template catalogue of every marked text."""
    mapping, template = folder / "where.cfg", folder / "messages.pot"
    mapping.write_text(WHERE)
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    _pybabel("extract", "--mapping-file", str(mapping), *keywords, "--no-location", "--sort-output",
             "--project=cxloop", "--output-file", str(template), ".")  # fmt: skip
    return template


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        template = collected(Path(folder))
        for catalogue in sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")):
            locale = catalogue.parts[-3]
            _pybabel("update", "--input-file", str(template), "--output-file", str(catalogue), "--locale", locale,
                     "--no-fuzzy-matching", "--ignore-obsolete", "--width=110")  # fmt: skip


def _pybabel(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments], cwd=ROOT, check=True
    )


if __name__ == "__main__":
    main()
