"""Customers: lists, search and Listen with few and with many, and how long sorting them in holds writers up."""

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask

from bench import crowd
from bench.tickets import MANAGER
from bench.visitor import interleaved, signed_in
from cxloop.clock import now
from cxloop.database import base
from cxloop.jobs import sort_in

TIMES, PASSES = 11, 1_000_000
PAGES = {
    "people": "/contacts",
    "people, last page": "/contacts?before=60",
    "search by name": "/contacts?q=giulia+ferr",
    "search by phone": "/contacts?q=3331234567",
    "overview of Listen": "/listen",
}


def sorting(app: Flask) -> dict[str, float]:
    """Sort everybody in; milliseconds each unit of work held the database, and contacts a second."""
    held: list[float] = []
    writing: Any = base
    once = writing._in_one_transaction

    def timed(*given: object) -> object:
        start = time.perf_counter()
        try:
            return once(*given)
        finally:
            held.append(1000 * (time.perf_counter() - start))

    with app.app_context():
        start = time.perf_counter()
        writing._in_one_transaction = timed
        try:
            count = sort_in(now(), PASSES) / 2
        finally:
            writing._in_one_transaction = once
        seconds = time.perf_counter() - start
        base.db.session.remove()
    return {"held_p50": median(held), "held_max": max(held), "per_second": count / seconds}


def main(folder: str, small: str, large: str, times: str) -> None:
    apps = [crowd.of(Path(folder), int(count)) for count in (small, large)]
    sorted_in = [sorting(app) for app in apps]
    rounds = []
    for _ in range(int(times)):
        clients = [signed_in(app, MANAGER) for app in apps]
        rounds.append({name: interleaved(clients, path, TIMES) for name, path in PAGES.items()})
    print(json.dumps({"rounds": rounds, "sorting": sorted_in}))


if __name__ == "__main__":
    main(*sys.argv[1:])
