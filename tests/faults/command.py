"""How a campaign is asked for: of one engine, or of both, and then its part of docs/faults.md is written."""

import argparse
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

ENGINES = ("sqlite", "postgresql")
Found = TypeVar("Found")


def on_both(run: Callable[..., Found], folder: Path, *, share: int = 1, **sizes: int) -> dict[str, Found]:
    """What `run(engine, folder, **sizes)` finds on SQLite, and on PostgreSQL with this share of the sizes."""
    return {
        engine: run(engine, made(folder / engine), **{name: size // part for name, size in sizes.items()})
        for engine, part in zip(ENGINES, (1, share), strict=True)
    }


def main(
    module: str,
    about: str,
    sizes: Mapping[str, int],
    *,
    run: Callable[..., Found],
    everything: Callable[..., dict[str, Found]],
    went_wrong: Callable[[Found], Any],
) -> None:
    """Read the command line, run in a folder that is thrown away; the exit code says whether anything went wrong."""
    parser = argparse.ArgumentParser(description=about)
    for name, usual in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--engine", choices=ENGINES, help="only this one; writes no page")
    asked = vars(parser.parse_args())
    engine = asked.pop("engine")
    os.environ.setdefault("CXLOOP_TESTING", "1")
    with tempfile.TemporaryDirectory(prefix="cxloop-faults-") as name:
        if engine:
            found = {engine: run(engine, Path(name), **asked)}
        else:
            written = " ".join(f"--{word} {size}" for word, size in asked.items())
            found = everything(Path(name), f"python -m {module} {written}", **asked)
    raise SystemExit(1 if any(went_wrong(one) for one in found.values()) else 0)


def made(folder: Path) -> Path:
    """The folder, made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder
