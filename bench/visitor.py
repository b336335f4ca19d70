"""A browser inside the process: a signed-in colleague asks for pages, and we look at the clock."""

import time
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people import sign_ins
from cxloop.people.models import User


def signed_in(app: Flask, email: str) -> FlaskClient:
    """A test client with this colleague's session."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        token = unit_of_work(lambda: sign_ins.start(db.session(), user, now()))
    client = app.test_client()
    with client.session_transaction() as session:
        session["sign_in"] = token
    return client


def interleaved(clients: list[FlaskClient], path: str, times: int) -> list[float]:
    """Median milliseconds of processor time of each client for one page, asked in turns."""
    taken: list[list[float]] = [[] for _ in clients]
    for turn in range(times + 3):
        for place, client in enumerate(clients):
            start = time.process_time()
            answer = client.get(path)
            spent = time.process_time() - start
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status}")
            if turn >= 3:  # the first ones compile templates and statements
                taken[place].append(1000 * spent)
    return [median(ones) for ones in taken]
