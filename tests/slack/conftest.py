"""A fake Slack, and a drain of the outbox against it on a clock that the test moves."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.slack.client import SlackClient
from cxloop.slack.delivery import deliver_all
from tests.fakes.slack import SECRET, TOKEN, FakeSlack
from tests.makers import AT


class Worker:
    """Drains the outbox; `worker.at` is its clock."""

    def __init__(self, app: Flask, slack: FakeSlack, at: datetime) -> None:
        self.app, self.slack, self.at = app, slack, at
        self.settings = app.config["SETTINGS"]
        self.seconds = 2.0

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def deliver(self, **more: Any) -> Counter[str]:
        door = more.pop("door", None) or SlackClient(TOKEN, self.slack.url, self.now, self.seconds)
        return deliver_all(self.settings, now=self.now, sleep=self.sleep, slack=door, **more)

    def later(self, **length: float) -> "Worker":
        self.at += timedelta(**length)
        return self

    def alerts(self, state: str | None = None) -> list[Alert]:
        db.session.expire_all()
        chosen = db.select(Alert).order_by(Alert.id)
        return list(db.session.scalars(chosen.where(Alert.state == state) if state else chosen))


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(now=AT.timestamp) as fake:
        for name in ("cxloop", "north", "south"):
            fake.channel(name)
        yield fake


@pytest.fixture
def worker(app: Flask, slack: FakeSlack, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Worker:
    from dataclasses import replace

    settings = replace(
        app.config["SETTINGS"], slack_token=TOKEN, slack_api_url=slack.url, slack_signing_secret=SECRET,
        public_url="https://cxloop.example",
    )  # fmt: skip
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return Worker(app, slack, at)


@pytest.fixture
def told(worker: Worker) -> Callable[[], Counter[str]]:
    return worker.deliver
