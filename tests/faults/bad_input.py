"""Ten thousand generated bad files through the reader, in a process of its own whose memory is watched:

python -m tests.faults.bad_input [--files 10000]
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.rows import read_rows
from tests.bad_files import bad_files

HERE = "tests.faults.bad_input"


def generate(folder: Path, count: int) -> None:
    """Write that many bad files, numbered."""
    made = 0

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(bad_files())
    def write(content: bytes) -> None:
        nonlocal made
        made += 1
        (folder / f"{made}.csv").write_bytes(content)

    write()


def read(folder: Path) -> None:
    """Read every file as an import does; an exception other than a refusal, or a line told twice, ends it."""
    refused = rows = files = 0
    slowest = 0.0
    for path in folder.glob("*.csv"):
        files, began = files + 1, time.monotonic()
        try:
            lines = [row.line for row in read_rows(path, plan_for(path, "Europe/Rome"))]
        except UnreadableFile as refusal:
            refusal.sentence()
            refused += 1
        else:
            assert lines == sorted(set(lines)), path
            rows += len(lines)
        slowest = max(slowest, time.monotonic() - began)
    peak = peak_megabytes()
    sys.stdout.write(
        f"{files} files: {refused} refused as a whole with a reason, {rows} rows of the others each kept or set aside; "
        f"no other exception; slowest {slowest:.2f} s; peak memory {peak} MB\n"
    )


def peak_megabytes() -> int:
    """Of this program alone: what `getrusage` tells counts the process that started it, too, which made the files."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.read:
        read(wanted.read)
        return
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), wanted.files)
        subprocess.run([sys.executable, "-m", HERE, "--read", folder], check=True)


if __name__ == "__main__":
    main()
