"""Two hundred workers killed in the middle of imports, and the part of docs/faults.md about them.

python -m tests.faults.import_campaign [--kills 200] [--engine sqlite]
"""

import random
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from cxloop import create_app
from cxloop.crashpoints import IMPORT_PATH
from tests.databases import Databases, dispose
from tests.faults.command import main, on_both
from tests.faults.import_killing import BATCH, ROWS, Campaign, Outcome, kill_imports
from tests.faults.page import signed, write_part

TITLE = "What happens when a worker is killed in mid-import"


def run(engine: str, folder: Path, *, kills: int, seed: int = 1) -> Outcome:
    databases = Databases(folder)
    apps = [create_app(databases.settings(databases.fresh_url(engine), var=folder)) for _ in range(2)]
    try:
        found = kill_imports(*(Campaign(app, folder) for app in apps), kills, random.Random(seed))
        sys.stdout.write(f"{engine}: {found}\n")
        return found
    finally:
        for app in apps:
            dispose(app)
        databases.close()


def part(found: Mapping[str, Outcome], minutes: float, command: str) -> list[str]:
    """Lines of the page."""
    engines = " | ".join(found)
    lines = [
        f"A worker that hears a file of {ROWS} rows in batches of {BATCH} is ended with SIGKILL at a named point or at",
        "a moment nobody chose; the next goes on, and is killed as well, until the file is heard. The files hold",
        "customers who come again, answers that come again with other words, and rows nobody can read. A second",
        "database hears the same files in peace. At the end every table of both must say the same, row by row:",
        "answers, tickets, owners, deadlines, events, alerts, tallies, rows set aside and the ledger. Numbers of rows",
        "count by their place; what is drawn by chance (delivery ids) is left out; each trail's hashes must fit.",
        "",
        "| engine | files | rows | tickets | kills | tables that differ | double tickets | broken trails |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {engine} | {one.files} | {one.rows} | {one.tickets} | {one.kills.total()} | {len(one.different)} "
        f"| {one.double_tickets} | {one.broken_trails} |"
        for engine, one in found.items()
    ]
    lines += ["", f"| killed | {engines} |", "|---|" + "---|" * len(found)]
    lines += [
        f"| {place.replace('_', ' ')} | " + " | ".join(str(one.kills[place]) for one in found.values()) + " |"
        for place in [*IMPORT_PATH, "random moment"]
    ]
    lines += [
        "",
        "With a commit between the answers and the ledger, ten kills made the ledgers differ: the proof would notice.",
        "",
        signed(minutes, command),
    ]
    return lines


def everything(folder: Path, command: str, *, kills: int) -> dict[str, Outcome]:
    """So many kills on SQLite, a quarter as many on PostgreSQL, and the page about them."""
    begun = time.monotonic()
    found = on_both(run, folder, share=4, kills=kills)
    write_part(TITLE, part(found, (time.monotonic() - begun) / 60, command))
    return found


if __name__ == "__main__":
    main(
        "tests.faults.import_campaign",
        "Kill workers in mid-import and compare the end; on PostgreSQL a quarter as often.",
        {"kills": 200},
        run=run,
        everything=everything,
        went_wrong=lambda one: one.different or one.double_tickets,
    )
