"""What an administrator answers for is in the audit log: every route and command that changes something leaves a line
there, or is named here with the reason why not. A new route or command that nobody thought about fails.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import select

from cxloop.audit_log.models import AuditEvent
from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.people import sign_ins, tokens
from cxloop.people.identities import Identity, SigningIn
from cxloop.people.models import Role, User
from cxloop.people.second_step import SecondStep
from cxloop.responses import surveys
from cxloop.responses.models import ImportJob, Survey
from tests.commands import every_command
from tests.databases import Databases, forget_what_is_counted, rolled_back
from tests.doors import opened
from tests.guards.route_matrix import shape
from tests.guards.world import World, rules, undone, world
from tests.makers import AT, PASSWORD, Maker

CUSTOMERS = "a customer's record keeps who changed what (CustomerChange, Consent, Merge)"
TICKET = "a step on a ticket, kept in the ticket's own trail"
IMPROVEMENT = "an improvement keeps its own decisions and plans"
WORK = "a step of the work with its own record: who and when are on it"
CUSTOMER = "done by a customer or a platform, not by a colleague"
SELF = "one's own wish on one's own screen"
LEDGER = "each version in the ledger of settings is told here: tests/rooms/settings/test_ledger.py"
RESULT = "it makes nothing that stays but what its own record tells"

NORA = {"name": "Nora", "email": "nora@example.com", "role": "lead", "language": "en"}
ISSUER = "https://login.example.com"
LONG = "four green umbrellas dancing"

ROUTES: dict[str, tuple[str, dict[str, Any]]] = {
    "/invitations/company": ("setting_changed", {"name": "Valmora", "colour": "#3d5a80", "quarantine_days": "30"}),
    "/invitations/surveys": ("survey_made", {"name": "After the visit", "metric": "nps"}),
    "/invitations/surveys/<int:survey_id>/page": ("survey_changed", {"expires_after_days": "30"}),
    "/programs": ("token_made", {"name": "CRM", "scopes": "tickets:read", "ends": "90"}),
    "/programs/<token_id>/revocation": ("token_revoked", {}),
    "/programs/<token_id>/takeover": ("token_taken_over", {}),
    "/sources": ("source_connected", {"platform": "typeform", "survey": "1"}),
    "/sources/<int:source_id>/pause": ("source_changed", {}),
    "/sources/<int:source_id>/resume": ("source_changed", {}),
    "/sources/<int:source_id>/address": ("source_changed", {}),
    "/sources/<int:source_id>/secret": ("source_changed", {}),
    "/sources/<int:source_id>/fields": ("source_changed", {}),
    "/sources/<int:source_id>/credentials": ("source_changed", {"token": "k-12345678"}),
    "/sources/<int:source_id>/pull": ("source_changed", {"backfill_days": "30"}),
    "/imports/<int:job_id>/start": ("survey_made", {}),
    "/imports/<int:job_id>/corrections": ("answers_corrected", {}),
    "/join/<invitation>": ("joined", {"password": LONG}),
    "/reset/<another>": ("password_changed", {"password": LONG}),
    "/me": ("user_changed", {"name": "Ada B.", "language": "en", "time_zone": ""}),
    "/me/password": ("password_changed", {"old": PASSWORD, "password": LONG}),
    "/me/sessions": ("sessions_ended", {}),
    "/settings/people": ("invitation_made", NORA),
    "/settings/people/<user_id>": ("user_changed", {"name": "Ines B.", "language": "en", "time_zone": ""}),
    "/settings/people/<user_id>/role": ("role_changed", {"role": "auditor"}),
    "/settings/people/<user_id>/teams": ("setting_changed", {"team": "north"}),
    "/settings/people/<user_id>/slack": ("user_linked", {"slack_team": "T1", "slack_user": "U1"}),
    "/settings/people/<user_id>/sessions": ("sessions_ended", {}),
    "/settings/people/<user_id>/second-step": ("second_step_reset", {}),
    "/settings/people/<user_id>/unlinking": ("identity_unlinked", {}),
    "/settings/sign-in/secret": ("sign_on_secret_changed", {"issuer": ISSUER, "secret": "a secret of theirs"}),
    "/settings/people/<user_id>/link": ("invitation_made", {}),
    "/settings/people/<user_id>/taking-back": ("invitation_taken_back", {}),
    "/settings/people/<user_id>/leaving": ("deactivated", {"tickets": "stay"}),
    "/settings/people/<user_id>/return": ("reactivated", {}),
    "/people/<user_id>/away": ("absence_announced", {"first": "2026-04-01", "last": "2026-04-02", "tickets": "keep"}),
    "/people/<user_id>/away/<absence_id>/return": ("absence_ended", {}),
    "/people/<user_id>/away/<absence_id>/deputy": ("absence_announced", {"deputy": ""}),
    "/sign-in": ("sign_in_failed", {"email": "ada@example.com", "password": "seven wrong bicycles"}),
    "/sign-out": ("signed_out", {}),
}  # fmt: skip
ELSEWHERE = {
    r"/tickets/views.*": SELF,
    r"/tickets/.*|/tasks/.*|/team/.*": TICKET,
    r"/improvements(/.*)?": IMPROVEMENT,
    r"/n/<mark>": CUSTOMER,
    r"/q/<mark>": SELF,
    r"/huddles(/.*)?": WORK,
    r"/reports/schedules(/.*)?": WORK,
    r"/interviews(/.*)?|/told": WORK,
    r"/imports.*|/accounts/files.*|/invitations/lists/.*|/invitations/surveys/.*/(lists|people)": WORK,
    r"/invitations/review/.*|/sources/events/.*|/sources/quarantine/replays|/messages/.*/retry": WORK,
    r"/invitations/surveys/.*/trial": RESULT,
    r"/duplicates/.*|/contacts/.*|/accounts/.*/edit|/contacts|/accounts|/merges/.*": CUSTOMERS,
    r"/s/.*|/u/.*|/v/.*|/hooks/.*|/slack/.*": CUSTOMER,
    r"/begin": "user_added and setting_changed: tests/web/people/test_beginning.py",
    r"/settings/(rehearsal|connections|sign-in/trying)": RESULT,
    r"/settings/open-promises": TICKET,
    r"/settings/.*": LEDGER,
    r"/letters/.*": WORK,
    r"/me/second-step.*|/sign-in/code": "second_step_on and others: tests/web/people/test_second_step.py",
    r"/forgotten": "reset_asked, where letters leave: tests/web/people/test_forgotten.py",
    r"/language": SELF,
    r"/looked": "counted by role and month: nobody did anything",
    r"/api/v1/(responses|contacts|accounts|invitations|tickets).*": WORK,
}
"""Patterns of routes that leave no line, and why."""
COMMANDS: dict[str, tuple[str, list[str]]] = {
    "user add": ("user_added", ["new@example.com", "--name", "New"]),
    "user invite": ("invitation_made", ["guest@example.com", "--name", "Guest", "--team", "north"]),
    "user set": ("user_changed", ["olga@example.com", "--language", "it"]),
    "user away": ("absence_announced", ["olga@example.com", "--from", "2999-08-03"]),
    "user link": ("user_linked", ["olga@example.com", "--slack-team", "T1", "--slack-user", "U1"]),
    "user password": ("password_changed", ["olga@example.com"]),
    "user role": ("role_changed", ["olga@example.com", "lead"]),
    "user deactivate": ("deactivated", ["olga@example.com"]),
    "user reactivate": ("reactivated", ["olga@example.com"]),
    "team add": ("setting_changed", ["west", "--name", "West"]),
    "team set": ("setting_changed", ["north", "--name", "Nord"]),
    "team join": ("setting_changed", ["north", "ada@example.com"]),
    "team leave": ("setting_changed", ["north", "olga@example.com"]),
    "causes add": ("setting_changed", ["Late post", "--italian", "Posta in ritardo"]),
    "token add": ("token_made", ["--name", "CRM", "--scopes", "read"]),
    "token revoke": ("token_revoked", ["1"]),
    "user reset-code": ("second_step_reset", ["ada@example.com"]),
    "user unlink": ("identity_unlinked", ["ada@example.com"]),
    "sign-in secret": ("sign_on_secret_changed", ["--forget"]),
    "mail box": ("mailbox_changed", ["--address", "care@valmora.example"]),
    "rotate": ("secret_key_changed", []),
}
REPORTS = ("accounts", "ageing", "causes", "closed-loop", "drivers", "health", "journey", "number", "teams")
CHANGES_NOTHING = {
    "accounts": CUSTOMERS, "import": WORK, "demo": "fills an empty database, and is told by what it fills",
    "audit anchor": "an anchor is itself a record", "audit show": "reads", "audit verify": "reads",
    "causes list": "reads", "check": "reads", "team list": "reads", "token list": "reads", "user list": "reads",
    "report schedule": WORK, "report unschedule": WORK, "report schedules": "reads",
    **{f"report {name}": "reads" for name in REPORTS},
    "report executive": "reads; whoever may run commands has the database", "slack check": "asks Slack",
    "sign-in try": "asks the provider",
    "tick": "the clock's work", "deliver": "the clock's work", "reconcile": "the clock's work",
    "migrate": "there is no log before there are tables", "rebuild-rollups": "makes again what can be made again",
    "causes load": LEDGER, "causes suggested": "reads",
    "rules try": "reads, and takes back what it tried", "rules why": "reads",
    "search check": "reads", "search rebuild": "makes again what can be made again",
    "settings promise-anew": TICKET,
    "settings apply": LEDGER, "settings show": "reads", "settings history": "reads", "settings schema": "reads",
    "promise": "reads", "mail read": TICKET,
    "backup": "reads, and whoever may run commands has the database", "verify": "reads a file",
    "restore": "there is no log before there are rows",
    "up": "serves", "web": "serves", "worker": "serves",
}  # fmt: skip


def reason(path: str) -> str | None:
    return next((why for pattern, why in ELSEWHERE.items() if re.fullmatch(pattern, path)), None)


@pytest.fixture(scope="module")
def there(databases: Databases) -> Iterator[World]:
    app = databases.shared_app("sqlite")
    with time_machine.travel(AT, tick=False), rolled_back(app):
        yield world(app, Maker())


def changing(app: Any) -> set[str]:
    return {shape(rule.rule) for method, rule in rules(app) if method != "GET"}


def test_every_route_that_changes_something_is_thought_of(there):
    unknown = {path for path in changing(there.app) if path not in ROUTES and reason(path) is None}
    assert unknown == set()
    assert set(ROUTES) <= changing(there.app)


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_a_route_leaves_its_line(there, path):
    forget_what_is_counted(there.app)
    kind, fields = ROUTES[path]
    (found,) = (rule for method, rule in rules(there.app) if method == "POST" and shape(rule.rule) == path)
    with undone():
        other = prepared(there, path)
        if path.endswith("/sessions"):
            there.visitor("administrator")
        visitor = there.visitor("administrator" if path != "/sign-in" else "anonymous")
        before = count(kind)
        answer = visitor.post(there.path(found, **other), fields, expect=None)
        assert count(kind) == before + 1, answer.get_data(as_text=True)[:3000]


def prepared(there: World, path: str) -> dict[str, int]:
    """What the world has not: a program of somebody who left, a file whose columns are settled, a platform to pull."""
    ines = db.session.get_one(User, there.values["user_id"])
    if path == "/settings/people/<user_id>/return":
        ines.is_active = False
    if path == "/settings/people/<user_id>/sessions":
        sign_ins.start(db.session(), ines, AT)
    if path == "/me/password":
        Maker().password(there.people["administrator"])
    if path.endswith(("/unlinking", "/secret")):
        with_provider(ines)
    if path.endswith("/second-step"):
        with_a_code(ines)
    if path.endswith("/takeover"):
        tom = there.people["same_team"]
        db.session.get_one(tokens.ApiToken, there.values["token_id"]).created_by_id = tom.id
        tom.is_active = False
    if path == "/imports/<int:job_id>/start":
        job = db.session.get_one(ImportJob, there.values["job_id"])
        new = asdict(surveys.with_usual_thresholds("After the visit", "nps", 0, 10))
        job.state, job.survey_id, job.reading = "checked", None, {**(job.reading or {}), "survey": new}
    if path == "/imports/<int:job_id>/corrections":
        job = db.session.get_one(ImportJob, there.values["job_id"])
        job.state, job.is_second_look, job.forecast = "checked", True, {"corrected": 2, "misplaced": 0}
        job.survey_id = db.session.scalars(select(Survey.id)).first()
    if path.endswith(("/credentials", "/pull")):
        survey = db.session.scalars(select(Survey).limit(1)).one()
        hook, _address = opened("delighted", survey, there.people["manager"])
        hook.credentials = "sealed"
        db.session.commit()
        return {"source_id": hook.source_id}
    db.session.commit()
    return {}


def with_provider(linked: User) -> None:
    db.session.add(SigningIn(issuer=ISSUER, client_id="cxloop", domains=[], codes_for=[], changed_at=AT))
    db.session.add(Identity(user_id=linked.id, issuer=ISSUER, subject="7", linked_at=AT))


def with_a_code(asked: User) -> None:
    db.session.add(SecondStep(user_id=asked.id, secret="sealed", confirmed_at=AT, last_step=0, wrong_tries=0))


def count(kind: str) -> int:
    return len(db.session.scalars(select(AuditEvent.number).where(AuditEvent.kind == kind)).all())


def test_every_command_is_thought_of():
    known = {" ".join(words) for words in every_command()}
    assert known == set(COMMANDS) | set(CHANGES_NOTHING)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_command_leaves_its_line(own_app, monkeypatch):
    monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)
    with own_app.app_context():
        make = Maker()
        north = make.team("North")
        make.user("Olga", team=north)
        ada = make.user("Ada", Role.ADMINISTRATOR)
        with_provider(ada)
        with_a_code(ada)
        tokens.make(db.session(), "CRM", ["tickets:read"], at=AT, by_id=None)
        db.session.commit()
        for words, (kind, arguments) in COMMANDS.items():
            before = count(kind)
            done = CliRunner().invoke(cxloop, [*words.split(), *arguments])
            assert done.exit_code == 0, (words, done.output)
            db.session.rollback()
            assert count(kind) == before + 1, words
