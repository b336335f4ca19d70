"""Many random lives, and what they found, written to docs/faults.md; a world of customers is lived at once.

python -m tests.lives.campaign [--lives 1000] [--seed 1] [--engine sqlite]
"""

import gc
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import Databases
from tests.fakes.slack import FakeSlack
from tests.faults.command import ENGINES, made, main
from tests.faults.page import signed, write_part
from tests.lives.each import summed
from tests.lives.whole import whole

TITLE = "What happens in a company's random lives"
PARTS = 2
"""Processes for each engine."""
TOGETHER = 20
"""Customers of one company, who live at once and are judged one by one."""


@dataclass
class Outcome:
    lived: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def __add__(self, more: "Outcome") -> "Outcome":
        return Outcome(self.lived + more.lived, self.counted + more.counted, self.failed + more.failed)

    @property
    def lives(self) -> int:
        """Customers who were judged; those of a world that failed are not among them."""
        return self.lived["lives"]


def run(engine: str, folder: Path, *, lives: int, seed: int = 1, part: int = 0, parts: int = 1) -> Outcome:
    """So many lives on one engine, or every so many-th world of them; one that fails is told with its name."""
    found, databases = Outcome(), Databases(folder)
    gc.freeze()
    try:
        app = databases.shared_app(engine)
        for number in range(part, -(-lives // TOGETHER), parts):
            name = f"{seed}:{number}"
            try:
                with FakeSlack() as slack:
                    life = whole(app, slack, name, people=TOGETHER, by_mail=number % 2 == 1)
                found.counted.update(life.done + life.seen)
                found.lived.update(summed(life.lived))
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                said = f"{type(error).__name__} in {last.name}: {str(error).partition(chr(10))[0]}"
                found.failed.append(f"{name}: {said}")
                sys.stdout.write(f"{engine} {name}: {said}\n")
            if number // parts % 5 == 4:
                sys.stdout.write(f"{engine}: {dict(found.lived)}, {len(found.failed)} worlds failed\n")
            sys.stdout.flush()
    finally:
        databases.close()
    return found


def part(found: dict[str, Outcome], minutes: float, command: str) -> list[str]:
    """Lines of the page."""
    counted = sum((one.counted for one in found.values()), Counter[str]())
    lived = sum((one.lived for one in found.values()), Counter[str]())
    return [
        *HOW.format(together=TOGETHER).splitlines(),
        "",
        "| engine | lives | failed worlds |",
        "|---|---|---|",
        *(f"| {engine} | {one.lives} | {len(one.failed)} |" for engine, one in found.items()),
        "",
        f"Of {lived['lives']:,} lives: " + ", ".join(f"{lived[kind]:,} {words}" for kind, words in LIVED.items()) + ".",
        "Among what happened: " + ", ".join(f"{counted[kind]:,} {words}" for kind, words in SAID.items()) + ".",
        "",
        signed(minutes, command),
    ]  # fmt: skip


HOW = """\
{together} customers of a small company live at once through a quarter and more, drawn by chance: answers by
every door (again, corrected, late, old; some by a program's call and on our page), calls, hand-overs,
resolutions, reopenings, the customers' words, colleagues who leave, move and come back, refusals by purpose and
by link, contacts merged and told apart, new rules, thresholds and promises, a worker that stands still, a button
in Slack, forms of the ticket's page. After each step every ticket must be what its records say, every low answer
owed, joined or refused with a reason, no promise later than it was; what a worker sends must reach somebody who
is there, once, within five minutes; the auditor finds nothing but tickets of who left. At the end each customer
is judged by themselves, the trails verify, and the figures of the first part are what they were, both when the
later weeks are lived and when consent, teams, roles, tiers, rules, thresholds and promises change."""
LIVED = {
    "complained_again": "complained more than once", "reopened": "had a ticket reopened",
    "owner_left": "had an owner who left", "refused_something": "took a consent back",
    "nothing_owed": "were owed nothing",
}  # fmt: skip
SAID = {
    "opened": "low answers opened a ticket", "joined": "joined one", "fell": "were corrected downwards",
    "refused": "were refused with a reason", "resolved": "tickets resolved", "unreachable": "closed as unreachable",
    "questions": "letters asked whether it is solved", "a_colleague_reopens": "reopenings tried by colleagues",
    "somebody_leaves": "colleagues left", "a_customer_refuses": "customers refused a purpose",
    "the_worker_runs": "runs of the worker", "by_program": "answers by a program's call",
    "by_page": "words on the customer's page", "unsubscribed": "letters unsubscribed from",
    "by_button": "tickets taken in Slack", "by_form": "forms of the ticket's page",
}  # fmt: skip


def everything(folder: Path, command: str, *, lives: int, seed: int) -> dict[str, Outcome]:
    begun = time.monotonic()
    with ProcessPoolExecutor(len(ENGINES) * PARTS) as pool:
        running = {
            (engine, part): pool.submit(
                run, engine, made(folder / f"{engine}{part}"), lives=lives, seed=seed, part=part, parts=PARTS
            )
            for engine in ENGINES
            for part in range(PARTS)
        }
        found: dict[str, Outcome] = {engine: Outcome() for engine in ENGINES}
        for (engine, _), one in running.items():
            found[engine] += one.result()
    write_part(TITLE, part(found, (time.monotonic() - begun) / 60, command))
    return found


if __name__ == "__main__":
    main(
        "tests.lives.campaign", "Random lives of a company.", {"lives": 1000, "seed": 1},
        run=run, everything=everything, went_wrong=lambda one: one.failed,
    )  # fmt: skip
