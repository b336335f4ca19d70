"""Twenty thousand events delivered a hundred thousand times, and three hundred kills under them; what was found.

python -m tests.hooks.campaign [--events 20000] [--times 5] [--kills 300] [--engine sqlite]
Its part of docs/faults.md is written when both engines were asked.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import Databases
from tests.faults.command import made, main, on_both
from tests.faults.page import signed, write_part
from tests.hooks.storm import Acknowledged, Kept, open_door, score_of, shuffled, storm, wait_until_read
from tests.processes import Cxloop, install

TITLE = "What happens when survey platforms call in a storm, and when they are cut off"
WEB_PLACES = ("hook_before_commit", "hook_after_commit")
WORKER_PLACES = ("inbox_before_commit", "inbox_after_commit")
SENDERS = 4
KILLED_EVERY = 6
"""Calls a server lives through between two kills."""


@dataclass
class Outcome:
    """One engine's storm and its kills."""

    events: int
    deliveries: int
    kept: Kept
    told: Acknowledged
    minutes: float
    load_before: float
    kills: Counter[str] = field(default_factory=Counter)
    killed_events: int = 0
    lost: int = 0
    doubled: int = 0

    def wrong(self) -> dict[str, int]:
        """Everything that must be nought."""
        kept = self.kept
        return {
            "lost": self.events - kept.responses,
            "doubled": kept.responses - kept.different_answers,
            "rows": kept.rows - self.events,
            "unread": kept.unread,
            "tickets": kept.tickets - sum(score_of(number) <= 6 for number in range(self.events)),
            "two ids of one event": sum(len(rows) > 1 for rows in self.told.rows.values()),
            "lost under kills": self.lost,
            "doubled under kills": self.doubled,
        }


def run(engine: str, folder: Path, *, events: int, times: int, kills: int) -> Outcome:
    databases = Databases(folder)
    try:
        found = _storm(install(databases, made(folder / "storm"), engine), events, times)
        slow = ", ".join(
            f"{share:.0%} {found.told.at_share(share) * 1000:.0f} ms" for share in (0.5, 0.99, 1)
        )
        sys.stdout.write(f"{engine}: {found.wrong()} acknowledged: {slow}, {found.minutes:.1f} min\n")
        sys.stdout.flush()
        per_place = kills // 3
        for place in WEB_PLACES:
            _kill_servers(install(databases, made(folder / place), engine), place, per_place, found)
        _kill_workers(install(databases, made(folder / "workers"), engine), per_place, found)
        sys.stdout.write(f"{engine}: {found.wrong()} {dict(found.kills)}\n")
        return found
    finally:
        databases.close()


def _storm(one: Cxloop, events: int, times: int) -> Outcome:
    door, begun, load = open_door(one), time.monotonic(), os.getloadavg()[0]
    try:
        one.serve("web", "worker")
        deliveries = shuffled(events, times)
        told = storm(one.url, door, deliveries, SENDERS)
        wait_until_read(one, 600)
        minutes = (time.monotonic() - begun) / 60
        return Outcome(events, len(deliveries), Kept.of(one), told, minutes, load)
    finally:
        one.stop()


def _kill_servers(one: Cxloop, place: str, kills: int, found: Outcome) -> None:
    """Servers that die at every sixth call; their master starts them again."""
    door = open_door(one)
    try:
        one.start("web", CRASHPOINT=f"{place}:{KILLED_EVERY}")
        one.serve("worker")
        events = kills * (KILLED_EVERY - 1) // 2
        told = storm(one.url, door, shuffled(events, 2), 2, patience=600)
        wait_until_read(one, 120)
        found.kills[place] += one.said("web").count("Unexpected exit")
        _count(one, events, told, found)
    finally:
        one.stop()


def _kill_workers(one: Cxloop, kills: int, found: Outcome) -> None:
    """Workers that die in their first batch; each finds new calls."""
    door, chance = open_door(one), random.Random(1)
    told = Acknowledged()
    try:
        one.serve("web")
        for number in range(kills):
            new = [4 * number + more for more in range(4)]
            part = storm(one.url, door, new, 1)
            told.rows |= part.rows
            place = chance.choice(WORKER_PLACES)
            ended = one.start("worker", CRASHPOINT=f"{place}:1").wait(60)
            found.kills[place] += ended == -9
        one.start("worker")
        wait_until_read(one, 120)
        _count(one, 4 * kills, told, found)
    finally:
        one.stop()


def _count(one: Cxloop, events: int, told: Acknowledged, found: Outcome) -> None:
    kept = Kept.of(one)
    found.killed_events += events
    found.lost += events - kept.different_answers + kept.unread
    found.doubled += kept.responses - kept.different_answers + kept.rows - events
    found.doubled += sum(len(rows) > 1 for rows in told.rows.values())


def part(found: Mapping[str, Outcome], minutes: float, command: str) -> list[str]:
    """Lines of the page."""
    engines = " | ".join(found)

    def row(name: str, *values: object) -> str:
        return f"| {name} | " + " | ".join(map(str, values)) + " |"

    every = list(found.values())
    places = [*WEB_PLACES, *WORKER_PLACES]
    return [
        "Four senders deliver signed Typeform events to `cxloop web` (two processes of eight threads) over HTTP, each",
        "event several times, shuffled; `cxloop worker` reads them meanwhile. Then servers that die by SIGKILL at each",
        "sixth call, before or after the commit, and workers that die in their first batch, before or after theirs.",
        "A sender repeats what was not acknowledged. In the end each event is one row and one answer, and each unhappy",
        "answer one ticket; an acknowledged call always has its row, a repeat the same number.",
        "",
        row("", engines),
        "|---|" + "---|" * len(found),
        row("events", *(one.events for one in every)),
        row("deliveries", *(one.deliveries for one in every)),
        row("answers in the end", *(one.kept.responses for one in every)),
        row("tickets in the end", *(one.kept.tickets for one in every)),
        row("lost, doubled, unread", *(sum(map(abs, one.wrong().values())) for one in every)),
        row("calls that had to be repeated", *(one.told.troubles.total() for one in every)),
        row("acknowledged in, median", *(f"{one.told.at_share(0.5) * 1000:.0f} ms" for one in every)),
        row("acknowledged in, p99", *(f"{one.told.at_share(0.99) * 1000:.0f} ms" for one in every)),
        row("acknowledged in, longest", *(f"{max(one.told.seconds) * 1000:.0f} ms" for one in every)),
        row("acknowledged a second", *(f"{one.deliveries / one.minutes / 60:.0f}" for one in every)),
        row("load of the machine before", *(f"{one.load_before:.1f}" for one in every)),
        "",
        row("killed", engines),
        "|---|" + "---|" * len(found),
        *(row(place.replace("_", " "), *(one.kills[place] for one in every)) for place in places),
        row("events under kills", *(one.killed_events for one in every)),
        row("lost", *(one.lost for one in every)),
        row("doubled", *(one.doubled for one in every)),
        "",
        "The senders run on the same machine. A load above the number of cores before the storm means that others were",
        "using it: then the times say little.",
        "",
        signed(minutes, command),
    ]


def everything(folder: Path, command: str, *, events: int, times: int, kills: int) -> dict[str, Outcome]:
    begun = time.monotonic()
    found = on_both(run, folder, events=events, times=times, kills=kills)
    write_part(TITLE, part(found, (time.monotonic() - begun) / 60, command))
    return found


if __name__ == "__main__":
    main(
        "tests.hooks.campaign",
        "Call in a storm, and kill under the calls.",
        {"events": 20_000, "times": 5, "kills": 300},
        run=run,
        everything=everything,
        went_wrong=lambda one: any(one.wrong().values()),
    )
