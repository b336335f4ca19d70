"""`make bench`: every benchmark in rounds, ours and its floor in turns; writes RESULTS.md beside this file.

CXLOOP_BENCH_ROWS, _SMALL and _LARGE make it smaller or larger; a benchmark's name as an argument runs it alone.
"""

import os
import subprocess
import sys
from pathlib import Path

from bench import rounds
from bench.report import written

ROOT = Path(__file__).parents[1]
SIZES = {"ROWS": 100_000, "SMALL": 10_000, "LARGE": 100_000}
ROUNDS = 3


def main() -> None:
    sizes = {name: int(os.environ.get(f"CXLOOP_BENCH_{name}", size)) for name, size in SIZES.items()}
    chosen = sys.argv[1:] or list(rounds.BENCHMARKS)
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    found: dict[str, rounds.Facts] = {}
    for name in chosen:
        found[name] = rounds.BENCHMARKS[name](sizes, ROUNDS)
        page = written(found, sizes, ROUNDS, commit)
        (ROOT / "bench" / "RESULTS.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
