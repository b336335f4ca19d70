"""`make bench`: every benchmark in rounds, ours and its floor in turns; writes RESULTS.md beside this file.

CXLOOP_BENCH_ROWS, _SMALL, _LARGE and _ROUNDS make it smaller or larger. A benchmark's name as an argument (imports,
imports_postgresql, tickets, executive, customers, intake, search, pages) runs it alone; what the others found before
stays in the page. `pages /team /loop` measures these pages and keeps the others.
"""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import rounds
from bench.report import written

ROOT = Path(__file__).parents[1]
SIZES = {"ROWS": 100_000, "SMALL": 10_000, "LARGE": 100_000}
ROUNDS = 3
FOUND = ROOT / "bench" / "found.json"
"""What each benchmark found last, with when and where: the page is made of it."""


def main() -> None:
    sizes = {name: int(os.environ.get(f"CXLOOP_BENCH_{name}", size)) for name, size in SIZES.items()}
    times = int(os.environ.get("CXLOOP_BENCH_ROUNDS", ROUNDS))
    only = [word for word in sys.argv[1:] if word.startswith("/")]
    chosen = [word for word in sys.argv[1:] if word not in only] or list(rounds.BENCHMARKS)
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    found: dict[str, rounds.Facts] = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    for name in chosen:
        begun = time.monotonic()
        if name == "pages" and only:
            facts = _with(found.get(name, {}).get("facts", {}), rounds.pages(sizes, times, only))
        else:
            facts = rounds.BENCHMARKS[name](sizes, times)
        found[name] = {
            "facts": facts, "sizes": sizes, "rounds": times, "commit": commit, "cores": os.cpu_count(),
            "date": datetime.now(UTC).date().isoformat(), "minutes": round((time.monotonic() - begun) / 60, 1),
            "load": round(os.getloadavg()[2], 1),
        }  # fmt: skip
        FOUND.write_text(json.dumps(found, indent=1), encoding="utf-8")
        (ROOT / "bench" / "RESULTS.md").write_text(written(found), encoding="utf-8")


def _with(before: rounds.Facts, new: rounds.Facts) -> rounds.Facts:
    """What was known of each engine's pages, with what was measured anew."""
    return before | {engine: before.get(engine, {}) | pages for engine, pages in new.items()}


if __name__ == "__main__":
    main()
