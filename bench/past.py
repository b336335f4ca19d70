"""What a change of thresholds, and one of rules, would have done in a year of a million answers, beside one scan of
all of them: `python -m bench.past [ANSWERS]` (P9).

On SQLite, in turns in one process; prints medians of processor time and their ratio.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from sqlalchemy import insert, text

from bench import databases
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people.models import Team
from cxloop.responses.models import Response, Source, Survey
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS

TURNS, PIECE = 7, 50_000


def main() -> None:
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(tempfile.mkdtemp(prefix="cxloop-past-"))
    try:
        url = f"sqlite:///{folder}/past.db"
        databases.create_tables(url, folder)
        with databases.app(url, folder).app_context():
            unit_of_work(lambda: fill(answers))
            measure(answers)
            db.session.remove()
    finally:
        shutil.rmtree(folder)


def fill(answers: int) -> None:
    """One survey with so many answers of the last year, evenly over its scale."""
    session, at, chance = db.session, now(), Random(7)
    team = Team(key="care", name="Care")
    session.add(team)
    session.flush()
    survey = Survey(
        key="nps", name="NPS", metric="nps", scale_min=0, scale_max=10, report_low=6, ticket_low=6, urgent_low=2,
        team_id=team.id, created_at=at,
    )  # fmt: skip
    session.add(survey)
    session.flush()
    source = Source(survey_id=survey.id, door="file")
    session.add(source)
    session.flush()
    for first in range(0, answers, PIECE):
        rows = [
            {
                "source_id": source.id, "survey_id": survey.id, "external_id": str(number),
                "score": chance.randint(0, 10),
                "comment": "It came late, and nobody told us." if number % 3 == 0 else None, "received_at": at,
                "answered_at": at - timedelta(minutes=chance.randint(1, 500_000)),
            }
            for number in range(first, min(first + PIECE, answers))
        ]  # fmt: skip
        session.execute(insert(Response.__table__), rows)


def measure(answers: int) -> None:
    at = now()
    surveys, rules = PARTS["surveys"], PARTS["rules"]
    stands = surveys.read(db.session(), "nps") or {}
    wanted = stands | {"ticket_low": 4}
    unit_of_work(lambda: set_rules(at))
    rule = rules.read(db.session(), "rule-9") or {}

    def replay() -> None:
        surveys.consequence(db.session(), "nps", wanted, stands, 365, at)

    def replay_rules() -> None:
        rules.consequence(db.session(), "rule-9", rule | {"priority": "urgent"}, rule, 365, at)

    def scan() -> None:
        db.session.execute(
            text("SELECT count(*), sum(score), max(answered_at) FROM response NOT INDEXED")
        ).one()

    taken: dict[Callable[[], None], list[float]] = {replay: [], replay_rules: [], scan: []}
    for _turn in range(TURNS):
        for work, times in taken.items():
            begun = time.process_time()
            work()
            times.append(time.process_time() - begun)
            db.session.rollback()
    floor = median(taken[scan])
    for what, work in (("thresholds", replay), ("ten rules of three conditions", replay_rules)):
        ours = median(taken[work])
        print(
            f"{answers} answers: {what} replayed in {ours:.3f} s, scanned in {floor:.3f} s: "
            f"{ours / floor:.2f} times one scan"
        )


def set_rules(at: datetime) -> None:
    """Ten rules of three conditions before the one for low scores."""
    for number in range(10):
        conditions = {
            "all": [
                {"field": "score", "op": "at_most", "value": number},
                {"field": "tier", "op": "is", "value": f"T{number}"},
                {"field": "yearly_value", "op": "at_least", "value": number * 1000},
            ]
        }
        given = {"name": f"Rule {number}", "conditions": conditions, "action": "ticket"}
        ledger.switch_on(
            db.session(),
            PARTS["rules"],
            "",
            PARTS["rules"].blank(db.session()) | given,
            Hand(None, "cli"),
            at=at,
        )


if __name__ == "__main__":
    main()
