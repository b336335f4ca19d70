"""Runs each benchmark in processes of its own, interleaved, and gathers what they print."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import databases, export

Sizes = dict[str, int]
Facts = dict[str, Any]


def imports(sizes: Sizes, times: int, postgres: databases.Postgres | None = None) -> Facts:
    """One file, heard by the product, and its rows given to the bare driver; sequential and random ids."""
    found: Facts = {}
    with tempfile.TemporaryDirectory(prefix="cxloop-bench-") as name:
        folder = Path(name)
        for ids in ("sequential", "random"):
            file = folder / f"{ids}.csv"
            export.write(file, sizes["ROWS"], random_ids=ids == "random")
            found[ids] = [_import_round(folder, file, turn, postgres) for turn in range(times)]
    return found


def _import_round(folder: Path, file: Path, turn: int, postgres: databases.Postgres | None) -> Facts:
    addresses = [_fresh(folder, f"{file.stem}-{turn}-{place}", postgres) for place in range(3)]
    ours, everything, responses = addresses
    facts = {
        "ours": _run("bench.import_ours", ours, str(file)),
        "everything": _run("bench.import_floor", "everything", ours, everything, str(folder)),
        "responses": _run("bench.import_floor", "responses", ours, responses, str(folder)),
    }
    if postgres is None:
        for left in folder.glob(f"{file.stem}-{turn}-*"):
            left.unlink()
    return facts


def _fresh(folder: Path, name: str, postgres: databases.Postgres | None) -> str:
    url = postgres.fresh() if postgres else f"sqlite:///{folder}/{name}.db"
    databases.create_tables(url, folder)
    return url


def imports_postgresql(sizes: Sizes, times: int) -> Facts:
    postgres = databases.Postgres()
    try:
        return imports(sizes, times, postgres)
    finally:
        postgres.stop()


def tickets(sizes: Sizes, times: int) -> Facts:
    return _in_folder("bench.tickets", sizes, times)


def executive(sizes: Sizes, times: int) -> Facts:
    return _in_folder("bench.executive", sizes, times)


def customers(sizes: Sizes, times: int) -> Facts:
    return _in_folder("bench.customers", sizes, times)


def intake(_sizes: Sizes, times: int) -> Facts:
    with tempfile.TemporaryDirectory(prefix="cxloop-bench-") as folder:
        return _run("bench.intake", folder, str(times))


def pages(sizes: Sizes, times: int, only: Sequence[str] = ()) -> Facts:
    """Every page as each role on both engines; only these where some are named."""
    with tempfile.TemporaryDirectory(prefix="cxloop-bench-") as folder:
        size = (str(sizes["SMALL"]), str(sizes["LARGE"]))
        return {
            engine: _run("bench.pages", engine, folder, *size, *only) for engine in ("sqlite", "postgresql")
        }


def search(sizes: Sizes, times: int) -> Facts:
    return _in_folder("bench.search", sizes, times)


def _in_folder(module: str, sizes: Sizes, times: int) -> Facts:
    with tempfile.TemporaryDirectory(prefix="cxloop-bench-") as folder:
        return _run(module, folder, str(sizes["SMALL"]), str(sizes["LARGE"]), str(times))


def _run(*arguments: str) -> Facts:
    print(*arguments, file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True, check=True)
    facts: Facts = json.loads(done.stdout.strip().splitlines()[-1])
    print(json.dumps(facts), file=sys.stderr, flush=True)
    return facts


BENCHMARKS: dict[str, Callable[[Sizes, int], Facts]] = {
    "imports": imports,
    "imports_postgresql": imports_postgresql,
    "tickets": tickets,
    "executive": executive,
    "customers": customers,
    "intake": intake,
    "search": search,
    "pages": pages,
}
