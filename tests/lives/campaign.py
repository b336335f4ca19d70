"""Many random lives, and what they found, written to docs/faults.md.

python -m tests.lives.campaign [--lives 1000] [--seed 1] [--engine sqlite]
"""

import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import Databases
from tests.fakes.slack import FakeSlack
from tests.faults.command import main, on_both
from tests.faults.page import signed, write_part
from tests.lives.whole import whole

TITLE = "What happens in a company's random lives"


@dataclass
class Outcome:
    lives: int = 0
    counted: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)


def run(engine: str, folder: Path, *, lives: int, seed: int = 1) -> Outcome:
    """So many lives on one engine; one that fails is told with its name and the others go on."""
    found, databases = Outcome(), Databases(folder)
    try:
        app = databases.shared_app(engine)
        for number in range(lives):
            name = f"{seed}:{number}"
            found.lives += 1
            try:
                with FakeSlack() as slack:
                    life = whole(app, slack, name, by_mail=number % 2 == 1)
                found.counted.update(life.done + life.seen)
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                said = f"{type(error).__name__} in {last.name}: {str(error).partition(chr(10))[0]}"
                found.failed.append(f"{name}: {said}")
                sys.stdout.write(f"{engine} {name}: {said}\n")
            if number % 20 == 19:
                sys.stdout.write(f"{engine}: {found.lives} lives, {len(found.failed)} failed\n")
            sys.stdout.flush()
    finally:
        databases.close()
    return found


def part(found: dict[str, Outcome], minutes: float, command: str) -> list[str]:
    """Lines of the page."""
    counted = sum((one.counted for one in found.values()), Counter[str]())
    return [
        "A small company lives through weeks drawn by chance: answers by every door (again, corrected, late, old),",
        "calls, hand-overs, resolutions, the customers' words, reopenings, colleagues who leave, move and come back,",
        "refusals by purpose, contacts merged and told apart, new rules, thresholds and promises, a worker that stands",
        "still. After each step every ticket must be what its records say, every low answer owed, joined or refused",
        "with a reason, no promise later than it was; what a worker sends must reach somebody who is there, once,",
        "within five minutes; the auditor finds nothing, the trails verify, and the figures of the first part stay",
        "when everything around them changes.",
        "",
        "| engine | lives | failed |",
        "|---|---|---|",
        *(f"| {engine} | {one.lives} | {len(one.failed)} |" for engine, one in found.items()),
        "",
        "Among what happened: "
        + ", ".join(f"{counted[kind]:,} {words}" for kind, words in SAID.items())
        + ".",
        "",
        signed(minutes, command),
    ]


SAID = {
    "opened": "low answers opened a ticket", "joined": "joined one", "fell": "were corrected downwards",
    "refused": "were refused with a reason", "resolved": "tickets resolved", "unreachable": "closed as unreachable",
    "questions": "letters asked whether it is solved", "a_colleague_reopens": "reopenings tried by colleagues",
    "somebody_leaves": "colleagues left", "a_customer_refuses": "customers refused a purpose",
    "the_worker_runs": "runs of the worker",
}  # fmt: skip


def everything(folder: Path, command: str, *, lives: int, seed: int) -> dict[str, Outcome]:
    begun = time.monotonic()
    found = on_both(
        lambda engine, place, lives: run(engine, place, lives=lives, seed=seed), folder, lives=lives
    )
    write_part(TITLE, part(found, (time.monotonic() - begun) / 60, command))
    return found


if __name__ == "__main__":
    main(
        "tests.lives.campaign", "Random lives of a company.", {"lives": 1000, "seed": 1},
        run=run, everything=everything, went_wrong=lambda one: one.failed,
    )  # fmt: skip
