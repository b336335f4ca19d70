"""docs/faults.md, part by part: each campaign writes its own and leaves the others as they are."""

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "faults.md"
TITLE = re.compile(r"^# ", re.MULTILINE)


def write_part(title: str, lines: Sequence[str]) -> None:
    """Put a part under its title, in place of what stood there before."""
    written = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts = {
        text.partition("\n")[0]: text.partition("\n")[2].strip("\n") for text in TITLE.split(written) if text
    }
    parts[title] = "\n".join(lines).strip("\n")
    PAGE.write_text(
        "\n\n".join(f"# {name}\n\n{text}" for name, text in parts.items()) + "\n", encoding="utf-8"
    )


def signed(minutes: float, command: str) -> str:
    """When, where, at which commit and by which command it was found."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, commit {commit},\n"
        f"{minutes:.0f} minutes: `{command}`."
    )
