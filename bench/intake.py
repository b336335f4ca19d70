"""Intake (P2b, P2c): one answer a call from eight clients, beside the same server saying hello and storing a bare row,
and a thousand answers a call. Bounded by count, in turns, each server alone at its turn.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import databases
from cxloop.bare import bare
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.demo.staff import hire
from cxloop.people import tokens

ROOT = Path(__file__).parents[1]
CLIENTS, CALLS, AT_ONCE, BATCHES = 8, 2000, 1000, 4
PROCESS_GROUP, USER_TICKS, SYSTEM_TICKS = 2, 11, 12
"""Places behind the name in /proc/<number>/stat."""


class Server:
    """The product's own server with an application in it, until `stop`."""

    def __init__(self, target: str, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        arguments = [sys.executable, "-m", "bench.serving", target, str(self.port)]
        self._process = subprocess.Popen(
            arguments, cwd=ROOT, env=os.environ | environment, start_new_session=True
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit(f"{target} did not start")

    def processor_seconds(self) -> float:
        """What its processes have used so far: of all figures the one that neighbours disturb least."""
        ticks = 0
        for found in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                facts = found.read_text().rpartition(")")[2].split()
                if int(facts[PROCESS_GROUP]) == self._process.pid:
                    ticks += int(facts[USER_TICKS]) + int(facts[SYSTEM_TICKS])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def calls(server: Server, path: str, bodies: list[bytes], headers: dict[str, str]) -> dict[str, float]:
    """Every body once, from eight clients that keep their connection; calls a second, and milliseconds of one."""
    before = server.processor_seconds()
    taken: list[float] = []
    todo, lock = iter(bodies), threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while True:
            with lock:
                body = next(todo, None)
            if body is None:
                return
            start = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            taken.append(1000 * (time.perf_counter() - start))
            if answer.status not in {200, 201}:
                raise SystemExit(f"{path}: {answer.status}")

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    start = time.perf_counter()
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    seconds = time.perf_counter() - start
    if len(taken) != len(bodies):
        raise SystemExit(f"{path}: {len(taken)} of {len(bodies)} were answered")
    ends = quantiles(taken, n=20)
    used = 1000 * (server.processor_seconds() - before) / len(bodies)
    return {"per_second": len(bodies) / seconds, "p50": median(taken), "p95": ends[18], "processor_ms": used}


def answers(turn: str, count: int) -> list[dict[str, Any]]:
    """Every sixth is unhappy and opens a ticket; every customer is new."""
    return [
        {
            "survey": "intake", "metric": "nps", "score": 3 if number % 6 == 0 else 9, "comment": "It came on time.",
            "external_id": f"{turn}-{number}", "contact": {"email": f"c{turn}-{number}@customer.example"},
        }
        for number in range(count)
    ]  # fmt: skip


def main(folder: str, times: str) -> None:
    url = f"sqlite:///{folder}/intake.db"
    databases.create_tables(url, Path(folder))
    settings = databases.settings(url, Path(folder))
    with bare(settings).app_context():
        unit_of_work(lambda: hire(db.session(), now()))
        _, secret = unit_of_work(
            lambda: tokens.make(db.session(), "bench", ["responses:write"], at=now(), by_id=None)
        )
        db.engine.dispose()
    ours = {
        "CXLOOP_DATABASE_URL": url,
        "CXLOOP_VAR": folder,
        "CXLOOP_SECRET_KEY": databases.KEY,
        "CXLOOP_API_CALLS": "999999",
    }
    servers = {
        "hello": Server("bench.intake_floor:hello"),
        "insert": Server("bench.intake_floor:insert", BENCH_FLOOR=f"{folder}/floor.db"),
        "ours": Server("wsgi:app", **ours),
    }
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    rounds = []
    try:
        for turn in range(-1, int(times)):  # the first one only warms up
            count = CALLS if turn >= 0 else 100
            bodies = [json.dumps(one).encode() for one in answers(f"s{turn}", count)]
            found = {
                name: calls(server, "/api/v1/responses" if name == "ours" else "/", bodies, headers)
                for name, server in servers.items()
            }
            batches = [
                json.dumps(answers(f"b{turn}-{number}", AT_ONCE)).encode() for number in range(BATCHES)
            ]
            found["batch"] = calls(servers["ours"], "/api/v1/responses", batches, headers)
            found["batch"]["per_second"] *= AT_ONCE
            if turn >= 0:
                rounds.append(found)
    finally:
        for server in servers.values():
            server.stop()
    print(json.dumps({"rounds": rounds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
