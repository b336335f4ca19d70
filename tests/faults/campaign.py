"""`make faults`: a thousand kills, and what they found, written to docs/faults.md.

python -m tests.faults.campaign [--kills 1000] [--engine sqlite]
"""

import sys
import time
from collections import Counter
from pathlib import Path

from cxloop import create_app
from cxloop.crashpoints import SEND_PATH
from tests.databases import Databases, dispose
from tests.fakes.slack import FakeSlack
from tests.faults.command import made, main, on_both
from tests.faults.killing import Campaign, Outcome, deck
from tests.faults.page import signed, write_part

TITLE = "What happens when a sender is killed"
BATCH = 200
RANDOM_MOMENTS = 0.4


def run(engine: str, folder: Path, *, kills: int, blind: bool = False, seed: int = 1) -> Outcome:
    """So many kills on one engine, in campaigns of at most two hundred."""
    total = Outcome()
    databases = Databases(folder)
    try:
        for number, count in enumerate(_parts(kills)):
            app = create_app(databases.settings(databases.fresh_url(engine), var=folder / "var"))
            with FakeSlack() as slack:
                campaign = Campaign(app, slack, folder / "var", seed * 1000 + number)
                campaign.write_alerts(count)
                with campaign.launcher(blind=blind) as sender:
                    for point in deck(count, campaign.chance, random_moments=RANDOM_MOMENTS):
                        campaign.grow(2)
                        campaign.rescue(sender)
                        if point:
                            campaign.kill_at(point, sender)
                        else:
                            campaign.kill_sometime(sender)
                    _add(total, campaign.count(sender))
            dispose(app)
            sys.stdout.write(f"{engine}: {total}\n")
            sys.stdout.flush()
    finally:
        databases.close()
    return total


def part(found: dict[str, Outcome], blind: Outcome, minutes: float, command: str) -> list[str]:
    """Lines of the page."""
    lines = [
        "A process that sends alerts (`python -m cxloop deliver`, the same code as the worker's) is ended with",
        "SIGKILL at one of six named points on its way, or at a moment nobody chose. A minute passes, the next",
        "sender starts, and is killed as well. Meanwhile more tickets open, so that what is told by a digest",
        "grows. At the end every ticket has to be in Slack once, alone or in a digest. Slack is",
        "`tests/fakes/slack.py`. Senders are forked from a process that has imported the program, which saves a",
        "second each; the suite kills the command started from scratch as well.",
        "",
        "| engine | alerts | of them in a digest | kills | lost | doubled | marked unsure | not sent |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {engine} | {one.alerts} | {one.folded} | {one.kills.total()} "
        f"| {one.lost} | {one.doubled} | {one.unsure} | {one.unsent} |"
        for engine, one in found.items()
    ]
    lines += ["", "| killed | " + " | ".join(found) + " |", "|---|" + "---|" * len(found)]
    lines += [
        f"| {place.replace('_', ' ')} | " + " | ".join(str(one.kills[place]) for one in found.values()) + " |"
        for place in [*SEND_PATH, "random moment"]
    ]
    lines += [
        "",
        f"The same with the look into Slack's history taken away: {blind.kills.total()} kills, {blind.lost} lost,",
        f"**{blind.doubled} doubled**. So the proof would notice.",
        "",
        signed(minutes, command),
    ]
    return lines


def _parts(kills: int) -> list[int]:
    return [BATCH] * (kills // BATCH) + ([kills % BATCH] if kills % BATCH else [])


def _add(total: Outcome, one: Outcome) -> None:
    total.kills = Counter(total.kills) + one.kills
    for name in ("alerts", "lost", "doubled", "unsure", "unsent", "folded"):
        setattr(total, name, getattr(total, name) + getattr(one, name))


def everything(folder: Path, command: str, *, kills: int) -> dict[str, Outcome]:
    """So many kills on SQLite, a fifth as many on PostgreSQL, and the page about them."""
    begun = time.monotonic()
    found = on_both(run, folder, share=5, kills=kills)
    blind = run("sqlite", made(folder / "blind"), kills=max(kills // 20, 20), blind=True)
    write_part(TITLE, part(found, blind, (time.monotonic() - begun) / 60, command))
    return found


if __name__ == "__main__":
    main(
        "tests.faults.campaign",
        "Kill senders and count what arrived; on PostgreSQL a fifth as often.",
        {"kills": 1000},
        run=run,
        everything=everything,
        went_wrong=lambda one: one.lost or one.doubled,
    )
