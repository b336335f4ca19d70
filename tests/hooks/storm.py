"""Senders that deliver the same events again and again, shuffled, to a real server; and what was kept of them."""

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import func, select

from cxloop.clock import now
from cxloop.database import db
from cxloop.people.models import Role, User
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.models import Response
from cxloop.responses.surveys import with_usual_thresholds
from cxloop.tickets.models import Ticket
from tests.doors import opened
from tests.processes import Cxloop, wait_until

SECRET = "what the storm signs with"
PAUSE = 0.05


@dataclass(frozen=True)
class Door:
    """Where the storm goes."""

    path: str
    source_id: int


def open_door(installed: Cxloop) -> Door:
    """A Typeform source with its secret, in an installation without its processes yet."""
    with installed.app.app_context():
        at = now()
        by = User(email="max@example.com", name="Max", role=Role.MANAGER, created_at=at)
        db.session.add(by)
        db.session.flush()
        survey = with_usual_thresholds("Storm", "nps", 0, 10)
        hook, address = opened("typeform", survey, by, signing_secret=SECRET, at=at)
        db.session.commit()
        return Door(f"/hooks/typeform/{address}", hook.source_id)


def score_of(number: int) -> int:
    return 3 if number % 10 == 0 else 9


def call(number: int) -> tuple[bytes, dict[str, str]]:
    """One event of Typeform, signed as Typeform signs; one in ten is unhappy."""
    answers = [
        {"type": "number", "number": score_of(number), "field": {"id": "f1", "type": "nps", "ref": "nps"}},
        {"type": "text", "text": f"Word {number}.", "field": {"id": "f2", "type": "long_text", "ref": "why"}},
    ]
    form = {
        "form_id": "storm", "token": f"T-{number}", "submitted_at": "2026-03-10T09:00:00Z",
        "hidden": {"email": f"carl{number}@customer.example"}, "answers": answers,
        "definition": {"fields": [
            {"id": "f1", "ref": "nps", "type": "nps", "title": "How likely are you to recommend us?"},
            {"id": "f2", "ref": "why", "type": "long_text", "title": "Why?"},
        ]},
    }  # fmt: skip
    body = json.dumps(
        {"event_id": f"E-{number}", "event_type": "form_response", "form_response": form}
    ).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    return body, {"Content-Type": "application/json", "Typeform-Signature": f"sha256={_base64(signature)}"}


@dataclass
class Acknowledged:
    """What senders were told: which row each event is, how long each answer took, and what went wrong on the way."""

    rows: dict[int, set[int]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    repeats: int = 0
    troubles: Counter[str] = field(default_factory=Counter)

    def at_share(self, share: float) -> float:
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)]


def storm(
    url: str, door: Door, deliveries: Sequence[int], senders: int, patience: float = 300
) -> Acknowledged:
    """Deliver these events (by number) from so many senders at once; each is sent until it is acknowledged."""
    total, lock = Acknowledged(), threading.Lock()
    shares = [deliveries[first::senders] for first in range(senders)]
    threads = [
        threading.Thread(target=_send_all, args=(url, door, share, total, lock, patience), daemon=True)
        for share in shares
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total


def _send_all(
    url: str, door: Door, share: Sequence[int], total: Acknowledged, lock: threading.Lock, patience: float
) -> None:
    place = urlsplit(url)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    for number in share:
        body, headers = call(number)
        deadline, pause = time.monotonic() + patience, threading.Event()
        while True:
            begun = time.perf_counter()
            trouble = None
            try:
                line.request("POST", door.path, body, headers)
                answer = line.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException) as error:
                line.close()
                trouble = type(error).__name__
            else:
                trouble = None if answer.status == 200 else str(answer.status)
            took = time.perf_counter() - begun
            with lock:
                if trouble is None:
                    told = json.loads(said)
                    total.rows.setdefault(number, set()).add(told["id"])
                    total.seconds.append(took)
                    total.repeats += told["repeats"] > 0
                    break
                total.troubles[trouble] += 1
            if time.monotonic() > deadline:
                raise TimeoutError(f"event {number} was never acknowledged: {trouble}")
            pause.wait(PAUSE)
    line.close()


def shuffled(events: int, times: int, seed: int = 1) -> list[int]:
    deliveries = [number for number in range(events) for _ in range(times)]
    random.Random(seed).shuffle(deliveries)
    return deliveries


def wait_until_read(installed: Cxloop, patience: float) -> None:
    with installed.app.app_context():

        def nothing_waits() -> bool:
            db.session.rollback()
            waiting = select(func.count()).select_from(InboundEvent).where(InboundEvent.state == "waiting")
            return db.session.scalar(waiting) == 0

        wait_until(nothing_waits, "the inbox to be empty", patience)


@dataclass(frozen=True)
class Kept:
    """What the database holds in the end."""

    rows: int
    unread: int
    responses: int
    different_answers: int
    tickets: int
    calls: int

    @classmethod
    def of(cls, installed: Cxloop) -> "Kept":
        def count(what: object, *where: object) -> int:
            return db.session.scalar(select(what).where(*where)) or 0

        with installed.app.app_context():
            db.session.rollback()
            return cls(
                rows=count(func.count(InboundEvent.id)),
                unread=count(func.count(InboundEvent.id), InboundEvent.state != "done"),
                responses=count(func.count(Response.id)),
                different_answers=count(func.count(Response.external_id.distinct())),
                tickets=count(func.count(Ticket.id)),
                calls=int(count(func.sum(InboundEvent.repeats + 1))),
            )


def _base64(raw: bytes) -> str:
    import base64

    return base64.b64encode(raw).decode()
