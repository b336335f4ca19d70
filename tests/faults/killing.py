"""Kills senders of the outbox and counts what arrived: every alert has to be there exactly once."""

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from cxloop.alerts import folding
from cxloop.alerts.models import Alert
from cxloop.crashpoints import SEND_PATH
from cxloop.database import db, unit_of_work
from cxloop.loop.listen import Door, hear
from cxloop.people.models import Team
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Source, Survey
from tests.databases import KEY
from tests.fakes.slack import TOKEN, FakeSlack, texts

ROOT = Path(__file__).parents[2]
TEAMS = 6
LOW = {"scale_min": 0, "scale_max": 10, "report_low": 6, "ticket_low": 6, "urgent_low": 2}


@dataclass
class Outcome:
    """What a campaign found."""

    alerts: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    unsure: int = 0
    unsent: int = 0
    folded: int = 0
    """Told by a digest instead of alone."""


class Campaign:
    """One database, one Slack, and senders that are killed."""

    def __init__(self, app: Flask, slack: FakeSlack, var: Path, seed: int = 1) -> None:
        self.app, self.slack, self.chance = app, slack, random.Random(seed)
        self.environ = {
            "CXLOOP_TESTING": "1",
            "CXLOOP_DATABASE_URL": app.config["SETTINGS"].database_url.replace("+psycopg", ""),
            "CXLOOP_VAR": str(var),
            "CXLOOP_SECRET_KEY": KEY,
            "CXLOOP_SLACK_TOKEN": TOKEN,
            "CXLOOP_SLACK_API_URL": slack.url,
            "CXLOOP_TIME_ZONE": "Europe/Rome",
        }
        self.outcome = Outcome()
        self._more = 0

    def write_alerts(self, count: int) -> None:
        """Unhappy answers by the loop's own door, spread over channels."""
        at = datetime.now(UTC)
        with self.app.app_context():
            for number in range(TEAMS):
                self.slack.channel(f"team{number}")
                survey = unit_of_work(lambda number=number: _survey(number, at))
                answers = [
                    Heard(line=line, external_id=f"{number}-{line}", score=3, comment="Late.", answered_at=at)
                    for line in range(count // TEAMS + (number < count % TEAMS))
                ]
                unit_of_work(
                    lambda survey=survey, answers=answers: hear(db.session(), answers, _door(survey, at))
                )
            _forget_other_kinds()

    def grow(self, count: int) -> None:
        """More unhappy answers while senders die: what is a digest by now has to grow."""
        at = datetime.now(UTC)
        with self.app.app_context():
            for _ in range(count):
                self._more += 1
                key = f"s{self.chance.randrange(TEAMS)}"
                survey = db.session.scalars(select(Survey).where(Survey.key == key)).one()
                answer = Heard(
                    line=1, external_id=f"more-{self._more}", score=3, comment="Late.", answered_at=at
                )
                unit_of_work(
                    lambda survey=survey, answer=answer: hear(db.session(), [answer], _door(survey, at))
                )
            _forget_other_kinds()

    def kill_at(self, point: str, run: Any, **how: Any) -> bool:
        """Let a sender run until it dies at the named point; whether it died."""
        times = 1 if point == "after_claim" else self.chance.randint(1, 2)
        ended = run({"CXLOOP_CRASHPOINT": f"{point}:{times}"}, **how)
        killed = ended == signal.SIGKILL
        self.outcome.kills[point] += killed
        self.a_minute_passes()
        return killed

    def kill_sometime(self, run: Any) -> None:
        """Let a sender run and kill it at a moment nobody chose."""
        if run({}, killed_after=self.chance.uniform(0.005, 0.2)) == signal.SIGKILL:
            self.outcome.kills["random moment"] += 1
        self.a_minute_passes()

    def rescue(self, run: Any) -> None:
        """An alert that brought down its sender three times is sent in peace: at five it would count as poison."""
        while self._worst() >= 3:
            run({}, most=TEAMS)
            self.a_minute_passes()

    def _worst(self) -> int:
        with self.app.app_context():
            waiting = Alert.state.in_(("pending", "sending"))
            worst = db.session.scalar(select(func.max(Alert.crashes)).where(waiting)) or 0
            db.session.rollback()
            return worst

    def a_minute_passes(self) -> None:
        """Leases run out and channels may be used again: what waiting would do."""
        past = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
        with self.app.app_context():
            for statement in (
                "UPDATE alert SET lease_until = :past, not_before = :past WHERE state = 'sending'",
                "UPDATE pace SET next_at = :past, set_at = :past",
            ):
                db.session.execute(text(statement), {"past": past})
            db.session.commit()

    def waiting(self) -> int:
        with self.app.app_context():
            count = select(func.count()).select_from(Alert).where(Alert.state.in_(("pending", "sending")))
            found = db.session.scalar(count) or 0
            db.session.rollback()
            return found

    def count(self, run: Any) -> Outcome:
        """Drain what is left, then compare what was written with what is there."""
        for _ in range(200):
            if not self.waiting():
                break
            run({})
            self.a_minute_passes()
        there, named = Counter(self.slack.deliveries()), self._named_by_digests()
        with self.app.app_context():
            written = db.session.scalars(select(Alert).where(Alert.kind == "ticket_opened")).all()
            told = [there[alert.delivery_id] + named[folding.numbered(alert.subject)] for alert in written]
            self.outcome.alerts, self.outcome.folded = len(written), sum(named.values())
            self.outcome.lost = sum(times == 0 for times in told)
            self.outcome.doubled = sum(times > 1 for times in told)
            self.outcome.unsure = sum(alert.unsure for alert in written)
            self.outcome.unsent = sum(alert.sent_at is None for alert in written)
            db.session.rollback()
        return self.outcome

    def _named_by_digests(self) -> Counter[int]:
        """How many digests name each ticket, as they read at the end."""
        found: Counter[int] = Counter()
        for message in (one for channel in self.slack.messages.values() for one in channel):
            said = [piece["text"] for piece in texts(message["blocks"])]
            if any("folded into this message" in words for words in said):
                for first, last in re.findall(r"#(\d+)(?:–#(\d+))?", " ".join(said)):
                    found.update(range(int(first), int(last or first) + 1))
        return found

    @contextmanager
    def launcher(self, *, blind: bool = False) -> Iterator[Any]:
        """`run(environ, most=…, killed_after=…)` is one sender; gives the signal that ended it, or 0."""
        with subprocess.Popen(
            [sys.executable, "-m", "tests.faults.launcher"], cwd=ROOT, text=True, env=os.environ | self.environ,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as process:  # fmt: skip
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"

            def run(environ: dict[str, str], most: int = 10_000, **how: Any) -> int:
                arguments = ["deliver", "--no-wait", "--most", str(most)]
                command = {"environ": self.environ | environ, "arguments": arguments, "blind": blind} | how
                process.stdin.write(json.dumps(command) + "\n")
                process.stdin.flush()
                return int(json.loads(process.stdout.readline())["signal"])

            yield run
            process.stdin.close()

    def from_scratch(self, environ: dict[str, str], most: int = 10_000) -> int:
        """One sender as an operator starts it: `python -m cxloop deliver`."""
        ended = subprocess.run(
            [sys.executable, "-m", "cxloop", "deliver", "--no-wait", "--most", str(most)],
            cwd=ROOT, env=os.environ | self.environ | environ, stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        return -ended.returncode if ended.returncode < 0 else 0


def deck(kills: int, chance: random.Random, *, random_moments: float = 0.0) -> list[str]:
    """So many places to die at, evenly spread and shuffled; "" is a random moment."""
    anywhere = int(kills * random_moments)
    points = [SEND_PATH[number % len(SEND_PATH)] for number in range(kills - anywhere)] + [""] * anywhere
    chance.shuffle(points)
    return points


def _forget_other_kinds() -> None:
    """What is counted are openings, and the digests that tell them."""
    db.session.execute(text("DELETE FROM alert WHERE kind NOT IN ('ticket_opened', 'digest')"))
    db.session.commit()


def _survey(number: int, at: datetime) -> Survey:
    team = Team(key=f"team{number}", name=f"Team {number}", slack_channel=f"#team{number}")
    db.session.add(team)
    db.session.flush()
    survey = Survey(key=f"s{number}", name="Survey", metric="nps", team_id=team.id, created_at=at, **LOW)
    db.session.add(survey)
    db.session.flush()
    db.session.add(Source(survey_id=survey.id, door="file"))
    return survey


def _door(survey: Survey, at: datetime) -> Door:
    source = db.session.scalars(select(Source).where(Source.survey_id == survey.id)).one()
    return Door(source, via="import", at=at)
