"""Schemathesis over WSGI, in this process: every check it has, coverage, fuzzing and stateful phases, a fixed seed."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.context import EngineContext

from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people import tokens
from cxloop.people.models import Role
from cxloop.people.scopes import SCOPES
from tests.makers import Maker

DOCUMENT = "/api/v1/openapi.json"
REFUSES_WELL_FORMED = ["2xx", "401", "403", "404", "409", "422"]
"""A schema cannot know which surveys exist and how far their scales reach: 422 may answer what it allows."""
OF_WERKZEUG = {"headers", "session"}
"""What the engine may hand to a WSGI client; the rest is for `requests`."""
_usual = EngineContext.get_transport_kwargs


@dataclass
class Run:
    """What a run did: cases by phase, and what was wrong by (operation, check, title)."""

    cases: Counter[str] = field(default_factory=Counter)
    wrong: dict[tuple[str, str, str], str] = field(default_factory=dict)


def contract_headers(secret):
    """As a program without compression asks: what calls the application directly unpacks nothing."""
    return {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}


def inhabited(app: Flask) -> str:
    """A small company to ask about; returns the secret of a token that may do everything."""
    with app.app_context():
        make = Maker()
        team = make.team("North")
        ada = make.user("Ada", Role.ADMINISTRATOR)
        make.user("Olga", team=team)
        make.survey("0", team=team)
        make.survey("onboarding", team=team)
        for score in range(7):
            make.ticket(score=score)
        make.improvement(driver_id=make.driver().id)
        _, secret = unit_of_work(lambda: tokens.make(db.session(), "any", SCOPES, at=now(), by_id=ada.id))
        db.session.remove()
    return secret


def run(app: Flask, secret: str, examples: int, seed: int, phases: tuple[str, ...]) -> Run:
    """Everything the engine can think of; `examples` a route and phase."""
    known = ("examples", "coverage", "fuzzing", "stateful")
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": contract_headers(secret),
            "generation": {"max-examples": examples},
            "phases": {name: {"enabled": name in phases} for name in known},
            "checks": {"positive_data_acceptance": {"expected-statuses": REFUSES_WELL_FORMED}},
        }
    )
    found = Run()
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app, config=config)
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.wrong["", type(event).__name__, ""] = str(getattr(event, "info", event))[:2000]
        if isinstance(event, events.ScenarioFinished):
            found.cases[event.phase.name] += len(event.recorder.cases)
            _note(found, event.recorder)
    return found


def only_for_werkzeug(self: EngineContext, operation: Any = None) -> dict[str, Any]:
    given = _usual(self, operation=operation)
    return {name: value for name, value in given.items() if name in OF_WERKZEUG}


def _note(found: Run, recorder: Any) -> None:
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                place = recorder.label, check.name, failure.title
                found.wrong.setdefault(place, f"{failure.message}\n{check.failure_info.code_sample}"[:1500])
