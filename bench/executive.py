"""The executive page (P5) of the demo company at two sizes, beside one full scan of all answers."""

import json
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import text

from bench import databases
from bench.visitor import interleaved, signed_in
from cxloop import create_app
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.demo.company import found
from cxloop.reports.executive import executive
from cxloop.reports.period import usual_period

READER = "chiara.bellini@demo.example"
SCAN = "SELECT survey_id, score, count(*) FROM response NOT INDEXED GROUP BY survey_id, score"
TIMES = 11


def company(folder: Path, responses: int, on: date) -> Flask:
    url = f"sqlite:///{folder}/company-{responses}.db"
    databases.create_tables(url, folder)
    app = create_app(databases.settings(url, folder))
    with app.app_context():
        unit_of_work(lambda: found(db.session(), responses=responses, seed=7, on=on))
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()
    return app


def figures_and_scan(app: Flask) -> tuple[float, float]:
    """Median milliseconds of all figures of the page, and of one scan of all answers, taken in turns."""
    figures, scans = [], []
    with app.app_context():
        for _ in range(TIMES):
            start = time.perf_counter()
            executive(db.session(), usual_period(now()), now())
            figures.append(1000 * (time.perf_counter() - start))
            db.session.expunge_all()
            start = time.perf_counter()
            db.session.execute(text(SCAN)).all()
            scans.append(1000 * (time.perf_counter() - start))
        db.session.remove()
    return median(figures), median(scans)


def main(folder: str, small: str, large: str, times: str) -> None:
    apps = [company(Path(folder), int(size), now().date()) for size in (small, large)]
    print(json.dumps({"rounds": [_round(apps) for _ in range(int(times))]}))


def _round(apps: list[Flask]) -> dict[str, list[float]]:
    page = interleaved([signed_in(app, READER) for app in apps], "/executive", TIMES)
    few, many = (figures_and_scan(app) for app in apps)
    return {"page": page, "figures": [few[0], many[0]], "scan": [few[1], many[1]]}


if __name__ == "__main__":
    main(*sys.argv[1:])
