"""RESULTS.md: ratios first, with what they are made of, and plainly what is not reached."""

from statistics import median
from typing import Any

from bench.pages_report import section

Facts = dict[str, Any]
Line = tuple[str, str, float | None, float | None]
"""What, as a sentence of figures, the ratio, and the goal it must not exceed (None: no goal)."""

CLOCKS = {"cpu": "processor", "wall": "wall clock"}

HEAD = """# Benchmarks

Medians of rounds; within a round ours and its floor run one after the other in fresh processes. Ratios are what to
compare: machines are shared and noisy. The import on SQLite is judged by processor time, which suffers least from
neighbours; on PostgreSQL by the wall clock, for the server works in processes of its own.

{runs}
| goal | what | ratio | at most | |
|---|---|---|---|---|
"""

ABOUT = """
## What is measured

- **Import (P1)**: `bench/import_ours.py` does what `python -m cxloop import` does after its dry run: plan, keep the
  upload, read the rows of a CSV, validate, recognise customers, drop what is known, apply rules, open or join tickets,
  write trail, alerts and tallies, move the ledger; one durable commit every 5,000 rows. A file of 200 rows goes first,
  so that what a worker loads once is not counted.
- **Floor "everything" (b)**: `bench/import_floor.py` gives every row that import wrote, in all tables with all indexes
  and foreign keys, to `executemany` (PostgreSQL: COPY) in one transaction; already parsed, with the same pragmas.
- **Floor "responses" (a)**: the same with the answers' rows alone, foreign keys not enforced.
- **Queue (P3)**: requests through the whole application in one process by a signed-in colleague, processor time; all
  tickets open. "Marta" owns half of them; the manager sees all.
- **Opening (P8)**: one unhappy answer to its committed ticket, with customer, trail, alert and tally.
- **Deadline scan (P6)**: `act.escalate_next` until the thousand due tickets have their escalation, event and alert.
- **Intake (P2b, P2c)**: `POST /api/v1/responses` over HTTP to our server (two processes of eight threads), 2,000 calls
  from 8 clients, each a new customer, every sixth a ticket with its alert; those that wait together in a process share
  one durable commit. The floors are a Flask route on the same server that answers JSON, and one that stores one row
  durably first. The clients run on the same cores.
- **With the questions of what a file means** (2026-11-30, two cores shared with much other work, load 5 to 16;
  processor time, one run each): `CXLOOP_BENCH_ROWS=200000 CXLOOP_BENCH_ROUNDS=1 python -m bench imports` at 4a0947e:
  19.3 s ÷ 5.6 s = 3.5 × "everything" with sequential ids, 23.3 ÷ 7.8 = 3.0 with random ones; a million sequential
  rows later that day 115.3 ÷ 31.5 = 3.7, peak memory 202 MB. `CXLOOP_BENCH_ROUNDS=3 python -m bench intake`: Flask
  saying hello 2,087/s, our intake 284/s (medians): 0.14 of it, by processor time 0.44 ms ÷ 2.83 ms = 0.16. Wanted
  were at most 2.0 and at least 0.18: neither is reached.
- **After what joins was written together** (2026-12-01, two cores shared with much other work, processor time, one run
  each of 200,000 rows): 14.4 s ÷ 7.0 s = 2.05 × "everything" with sequential ids and 16.4 ÷ 8.6 = 1.90 with random ones
  before landing, at load 24; 17.3 ÷ 6.3 = 2.72 and 18.1 ÷ 8.6 = 2.11 at d90243a with what others had landed, at load 5
  to 10; 50,000 rows at the same commit 3.1 ÷ 1.4 = 2.25. At most 2.0 is not reached for certain. One call of intake in
  one thread, in turns with the code before: 4.8 to 5.1 ms became 4.1 to 5.1; intake ÷ hello is 0.15 to 0.17.
- **My loop with a hundred thousand tickets** (2026-12-01, SQLite, load 17 to 19, processor time, pages in turns at ten
  and a hundred thousand): of a frontline colleague 116 → 1,090 ms (9.4 times) before its walks, 107 → 111 (1.04) with
  them; the whole team 159 → 1,373, then 99 → 121; urgent only 105 → 997, then 86 → 95; the next page of later ones
  93 → 925, then 65 → 75; a manager's view of everybody's 128 → 1,202, then 104 → 174. Not mended: a state that no
  ticket is in (50 → 552, then 34 → 224), Listen (189 → 429), a ticket (23 statements where 8 are wanted). A search for
  a name, 93 → 638, reads every ticket still (67 → 411, and less since): 50 ms are wanted.
- **Search (P4b)**: `python -m bench search`, SQLite: understanding what was said and finding the first page of it, by
  the wall clock, without the page around it; names are all “Customer N”, half of the tickets one person's. Before, a
  word took 326 and a name 411 ms of processor time at a hundred thousand tickets, page included. Until these were all
  sorted in it took 458 s of a machine at load 4 to 7, in portions of 50 ms; what is newer is found meanwhile. A million
  was not measured; on PostgreSQL the pages below were.
- **Slow senders**: `python -m bench.senders PORT` beside a running `cxloop up`. On 2026-11-30, two busy cores:
  with 200 senders of one byte a second, of heads and of bodies, 17 of 17 asks for `/livez` were answered each time, the
  slowest in 32 and 16 ms. The server before (gunicorn, 16 threads) answered 0 of 10 with 100 senders, 0 of 3 with 8.
- **First pages and memory**: the demo company (600 answers), 2026-11-30, two busy cores, first ÷ warm in one run of a
  fresh `cxloop up`: My loop 2.4, tickets 0.8, a ticket 2.0, executive 0.7, Listen 1.5, customers 1.2, companies 1.0;
  before 5.1, a ticket 7.6, executive 21. A web process after all of them: 137 MB (before 228, with the drawing engine
  in it); after an upload of 100 MB the same.
- **Weight of a page**: the demo company, its manager, 2026-11-30, bytes plain / gzip / br: My loop 20,003 / 5,072 /
  5,030; tickets 68,730 / 9,548 / 9,098; executive 88,443 / 14,880 / 14,055. Before, all left plain.
- **The past of a threshold (P9)**: `python -m bench.past 1000000`, SQLite, 2026-12-01, two busy cores, processor time:
  what another ticket threshold would have done in a year of a million answers took 0.28 s, one scan of them 0.19 s:
  1.49 times (goal 2; 16 times before its index).
- **Few rows on PostgreSQL**: `python -m bench.few_rows`, the same calls in turns with COPY and with INSERT.
- **Customers**: as many as answers, heard by the import; pages of a manager, and the portions that sort them in.
- **Executive page (P5)**: the demo company in two sizes; the scan reads every answer once.
"""


def written(found: dict[str, Facts]) -> str:
    """The whole page, of everything that was measured so far."""
    runs = "".join(
        f"- `python -m bench {name}`: {one['date']}, commit {one['commit']}, {one['rounds']} rounds, "
        f"{one['cores']} cores, {one['minutes']} minutes, load {one['load']} at the end.\n"
        for name, one in found.items()
    )
    lines = [
        line
        for name, one in found.items()
        if name in LINES
        for line in LINES[name](one["facts"], one["sizes"])
    ]
    rows = "".join(_row(*line) for line in lines)
    missed = "".join(
        f"- {goal} {what}: {ratio:.2f} where at most {most} was wanted.\n"
        for goal, what, ratio, most in lines
        if ratio is not None and most is not None and ratio > most
    )
    return (
        f"{HEAD.format(runs=runs)}{rows}\n## Not reached\n\n{missed or 'Nothing.'}\n{ABOUT}{section(found)}"
    )


def _row(goal: str, what: str, ratio: float | None, most: float | None) -> str:
    verdict = "" if ratio is None or most is None else "reached" if ratio <= most else "not reached"
    return f"| {goal} | {what} | {'' if ratio is None else f'{ratio:.2f}'} | {most or ''} | {verdict} |\n"


def _import_lines(facts: Facts, goal: str, engine: str, most: float, clock: str) -> list[Line]:
    lines: list[Line] = []
    for ids, rounds in facts.items():
        for floor, limit in (("everything", most), ("responses", None)):
            by = {name: median(one["ours"][name] / one[floor][name] for one in rounds) for name in CLOCKS}
            ours, bare = (median(one[name][clock] for one in rounds) for name in ("ours", floor))
            others = "; ".join(f"{CLOCKS[name]} {ratio:.2f}" for name, ratio in by.items() if name != clock)
            rows = rounds[0]["ours"]["read"]
            size = f"{engine}, {rows:,} rows, {ids} ids"
            what = f"{size} ÷ “{floor}”: {ours:.1f} s ÷ {bare:.1f} s {CLOCKS[clock]}; {others}"
            lines.append((goal, what, by[clock], limit))
        peak = max(one["ours"]["rss_mb"] for one in rounds)
        lines.append((goal, f"{engine}, {ids} ids: peak memory {peak} MB of 400", peak / 400, 1.0))
    return lines


def _sqlite(facts: Facts, _sizes: dict[str, int]) -> list[Line]:
    return _import_lines(facts, "P1", "SQLite", 1.5, "cpu")


def _postgresql(facts: Facts, _sizes: dict[str, int]) -> list[Line]:
    return _import_lines(facts, "P1b", "PostgreSQL", 1.7, "wall")


def _tickets(facts: Facts, sizes: dict[str, int]) -> list[Line]:
    rounds = facts["rounds"]
    few, many = f"{sizes['SMALL']:,}", f"{sizes['LARGE']:,}"
    lines: list[Line] = []
    for name in rounds[0]["pages"]:
        small, large = (median(one["pages"][name][place] for one in rounds) for place in (0, 1))
        ratio = median(one["pages"][name][1] / one["pages"][name][0] for one in rounds)
        lines.append(
            ("P3", f"{name}: {large:.0f} ms at {many} ÷ {small:.0f} ms at {few} open tickets", ratio, 1.2)
        )
    plans = rounds[-1]["plans"]
    unindexed = sum(not plan["uses"] for plan in plans)
    sorting = sum(plan["sorts"] for plan in plans)
    what = (
        f"queue statements in order: {len(plans)}, without a partial index: {unindexed}, sorting: {sorting}"
    )
    lines.append(("P3", what, None, None))
    small, large = (median(one["openings"][place] for one in rounds) for place in (0, 2))
    ratio = median(one["openings"][2] / one["openings"][0] for one in rounds)
    lines.append(
        ("P8", f"opening a ticket: {large:.1f} ms at {many} ÷ {small:.1f} ms when empty", ratio, 1.3)
    )
    busy = median(one["escalations"][1]["seconds"] / one["escalations"][0]["seconds"] for one in rounds)
    looks = median(one["escalations"][1]["look_ms"] / one["escalations"][0]["look_ms"] for one in rounds)
    scan = median(one["escalations"][1]["look_ms"] / one["escalations"][1]["scan_ms"] for one in rounds)
    told = rounds[0]["escalations"][1]["told"]
    lines.append(
        ("P6", f"deadline scan and escalation of {told} due among {many} ÷ among {few} open", busy, 1.5)
    )
    lines.append(("P6", "looking when nothing is due, many ÷ few open", looks, 1.5))
    lines.append(("P6", "that look ÷ a full scan of the tickets", scan, 0.02))
    return lines


def _executive(facts: Facts, sizes: dict[str, int]) -> list[Line]:
    rounds = facts["rounds"]
    few, many = f"{sizes['SMALL']:,}", f"{sizes['LARGE']:,}"

    def middle(name: str, place: int) -> float:
        return median(one[name][place] for one in rounds)

    page, figures, scan = (
        median(one[name][1] / one[name][0] for one in rounds) for name in ("page", "figures", "scan")
    )
    share = median(one["figures"][1] / one["scan"][1] for one in rounds)
    size = f"at {many} ÷ at {few} answers"
    return [
        ("P5", f"executive page {middle('page', 1):.0f} ms ÷ {middle('page', 0):.0f} ms {size}", page, None),
        (
            "P5",
            f"its figures {middle('figures', 1):.0f} ms ÷ {middle('figures', 0):.0f} ms {size}",
            figures,
            None,
        ),
        ("P5", f"one full scan of the answers {size}", scan, None),
        ("P5", f"its figures ÷ that scan ({middle('scan', 1):.0f} ms) at {many} answers", share, 0.25),
    ]


def _customers(facts: Facts, sizes: dict[str, int]) -> list[Line]:
    size = f"at {sizes['LARGE']:,} ÷ at {sizes['SMALL']:,} customers"
    lines: list[Line] = []
    for name in facts["rounds"][0]:
        few, many = (median(one[name][place] for one in facts["rounds"]) for place in (0, 1))
        ratio = median(one[name][1] / one[name][0] for one in facts["rounds"])
        lines.append(("P3", f"{name} {many:.0f} ms ÷ {few:.0f} ms {size}", ratio, None))
    few_, many_ = facts["sorting"]
    held, longest, before = many_["held_p50"], many_["held_max"], few_["held_p50"]
    said = f"sorting in holds writers {held:.0f} ms (at most {longest:.0f}) ÷ {before:.0f} ms"
    return [*lines, ("P3", f"{said} {size}", held / before, None)]


def _intake(facts: Facts, _sizes: dict[str, int]) -> list[Line]:
    """Goals are "at least", so the ratio is turned round: the floor's calls a second ÷ ours, and so on."""
    rounds = facts["rounds"]

    def middle(name: str, figure: str = "per_second") -> float:
        return median(one[name][figure] for one in rounds)

    def ratio(over: str, under: str) -> float:
        return median(one[over]["per_second"] / one[under]["per_second"] for one in rounds)

    spread = median(one["ours"]["p95"] / one["ours"]["p50"] for one in rounds)
    single = f"our intake {middle('ours'):.0f}/s at 8 clients"
    return [
        ("P2b", f"Flask saying hello {middle('hello'):.0f}/s ÷ {single}", ratio("hello", "ours"), 4.0),
        (
            "P2b",
            f"Flask storing one bare row {middle('insert'):.0f}/s ÷ {single}",
            ratio("insert", "ours"),
            None,
        ),
        (
            "P2b",
            f"{single}: p95 {middle('ours', 'p95'):.0f} ms ÷ p50 {middle('ours', 'p50'):.0f} ms",
            spread,
            3.0,
        ),
        (
            "P2c",
            f"{single} ÷ {middle('batch'):.0f} answers/s in batches of 1,000",
            ratio("ours", "batch"),
            0.125,
        ),
        *_processor(rounds),
    ]


def _processor(rounds: list[Facts]) -> list[Line]:
    """What a call costs the server, whatever else the machine is doing; older rounds did not ask."""
    names = ("ours", "hello", "insert")
    if any("processor_ms" not in one[name] for one in rounds for name in names):
        return []
    ours, hello, insert = (median(one[name]["processor_ms"] for one in rounds) for name in names)
    what = f"processor time of one call: our intake {ours:.1f} ms ÷ hello {hello:.1f} ms; a bare row {insert:.1f} ms"
    return [("P2b", what, ours / hello, None)]


def _search(facts: Facts, sizes: dict[str, int]) -> list[Line]:
    few, many = f"{sizes['SMALL']:,}", f"{sizes['LARGE']:,}"
    lines: list[Line] = []
    for name in facts["rounds"][0]:
        small, large = (median(one[name][place]["p50"] for one in facts["rounds"]) for place in (0, 1))
        slow = median(one[name][1]["p95"] for one in facts["rounds"])
        what = f"search, {name}: {large:.0f} ms (p95 {slow:.0f}) at {many} ÷ {small:.0f} ms at {few} tickets"
        lines.append(("P4b", what, large / small, None))
    return lines


LINES = {"imports": _sqlite, "imports_postgresql": _postgresql, "tickets": _tickets, "executive": _executive,
         "intake": _intake, "search": _search, "customers": _customers}  # fmt: skip
