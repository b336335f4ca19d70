"""Lives of one company's customers: a clock that only goes forward, steps by chance, and what must hold after each."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from cxloop.database import db
from cxloop.people.models import User
from cxloop.tickets.models import Ticket
from tests.fakes.slack import SECRET, TOKEN, FakeSlack
from tests.lives.company import Company, Customer, customers
from tests.makers import AT

Step = Callable[["Life"], object]


@dataclass
class Said:
    """An answer as the customer gave it last; `low` by the threshold in force when it was heard."""

    name: str
    survey: int
    customer: Customer
    score: int
    low: bool
    door: str = "api"


class Life:
    """`live(steps)` takes that many; `done` counts which, `seen` what came of them."""

    def __init__(
        self, app: Flask, slack: FakeSlack, seed: str, *, people: int, by_mail: bool = False
    ) -> None:
        self.app, self.chance, self.slack, self.by_mail = app, random.Random(seed), slack, by_mail
        self.now: datetime = AT
        self.company = Company(customers(self.chance, people))
        self.said: list[Said] = []
        self.on_page: list[tuple[Customer, int]] = []
        """Who answered our own question, and the number of that answer."""
        self.promised: dict[int, tuple[int, datetime, datetime]] = {}
        self.refused: dict[str, set[str]] = {}
        self.merged: set[str] = set()
        self.limit: int | None = None
        """The limit of the rule in force; None: each survey's own."""
        self.letters: list[Any] = []
        self.asked_at: dict[str, datetime] = {}
        self.lived: dict[Customer, Counter[str]] = {}
        self.done: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.numbers = iter(range(1, 1_000_000))
        base = replace(app.config["SETTINGS"], public_url="https://cxloop.example")
        self.settings = (
            replace(base, slack_token="", smtp_url="smtp://127.0.0.1:1")
            if by_mail
            else replace(
                base, slack_token=TOKEN, slack_api_url=slack.url, slack_signing_secret=SECRET,
                smtp_url="smtp://127.0.0.1:1",
            )
        )  # fmt: skip

    def pass_time(self, length: timedelta) -> None:
        self.now += length

    def ticket(self, *, open_only: bool = False) -> Ticket | None:
        """One by chance, rather one that is open."""
        open_ = select(Ticket.id).where(Ticket.closed_at.is_(None)).order_by(Ticket.id)
        numbers: Sequence[int] = db.session.scalars(open_).all()
        if not open_only and (not numbers or self.chance.random() < 0.2):
            numbers = db.session.scalars(select(Ticket.id).order_by(Ticket.id)).all()
        return db.session.get_one(Ticket, self.chance.choice(numbers)) if numbers else None

    def colleague(self, ticket: Ticket | None = None) -> User:
        """Somebody who is there; rather the owner."""
        owner = ticket.owner if ticket else None
        if owner and owner.is_active and self.chance.random() < 0.7:
            return owner
        return self.chance.choice([one for one in self.company.staff if one.is_active] or [self.company.max])

    def live(self, count: int, steps: Sequence[tuple[int, Step]], checks: Sequence[Step]) -> None:
        weights = [weight for weight, _ in steps]
        for _ in range(count):
            self.pass_time(timedelta(minutes=self.chance.choice([1, 1, 2, 7, 45, 200])))
            (step,) = self.chance.choices([one for _, one in steps], weights)
            self.done[step.__name__] += 1
            step(self)
            db.session.commit()
            db.session.expire_all()
            for check in checks:
                check(self)
