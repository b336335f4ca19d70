"""Every page and list of the API, as each role, with few and with many tickets, on both engines.

`python -m bench pages` writes them into RESULTS.md; `python -m bench pages /team /loop` measures these anew and keeps
the others. Each is asked through the whole application in one process. A page that is read and neither measured nor
named here fails a guard.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from werkzeug.routing import Rule

from bench import export, import_ours
from bench.databases import Postgres, create_tables, settings
from bench.visitor import signed_in
from cxloop import create_app
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.demo.company import found
from cxloop.jobs import find_by_words
from cxloop.loop import keep
from cxloop.people import tokens
from cxloop.people.models import User
from cxloop.people.scopes import SCOPES

DEMO = 600
TIMES, TIMES_ON_A_SERVER = 5, 3
ON_A_SERVER = ("frontline", "manager", "program")
"""Whose pages are asked of PostgreSQL: what the others see is made of the same questions."""
SLOW_MS = 400
"""What takes longer is asked three times."""
ALSO = (
    "/loop?show=overdue", "/loop?owner=anyone", "/loop?q=invoice", "/tickets?q=invoice", "/tickets?q=customer+7777",
    "/tickets?q=invoise", "/tickets?state=verified", "/tickets?before=5000", "/contacts?q=rossi",
    "/accounts?q=company+7",
)  # fmt: skip
"""Addresses of pages above that are another question to the database."""
VALUES = {
    "account_id": "SELECT min(id) FROM account", "contact_id": "SELECT min(contact_id) FROM ticket",
    "file_id": "SELECT min(id) FROM account_file", "job_id": "SELECT min(id) FROM import_job",
    "improvement_id": "SELECT min(id) FROM improvement", "interview_id": "SELECT min(interview_id) FROM finding",
    "finding_id": "SELECT min(id) FROM finding WHERE interview_id = (SELECT min(interview_id) FROM finding)",
    "participant_id": "SELECT min(id) FROM participant WHERE interview_id = (SELECT min(interview_id) FROM finding)",
    "mailing_id": "SELECT min(id) FROM mailing", "survey_id": "SELECT min(id) FROM survey",
    "alert_id": "SELECT max(id) FROM alert", "user_id": "SELECT min(id) FROM users",
    "owner_id": "SELECT min(owner_id) FROM ticket", "source_id": "SELECT max(source_id) FROM inbound_event",
    "event_id": "SELECT min(id) FROM inbound_event", "ticket_id": "SELECT max(id) - 50 FROM ticket",
    "number": "SELECT max(id) - 50 FROM ticket", "key": "SELECT min(key) FROM survey", "step": "SELECT 'contacts'",
    "figure": "SELECT 'closed'", "part": "SELECT 'people'", "item": "SELECT min(email) FROM users",
    "answer_id": "SELECT max(response_id) FROM ticket",
    "colour": "SELECT '336699'", "one_id": "SELECT min(contact_id) FROM suggestion",
    "other_id": "SELECT min(other_id) FROM suggestion WHERE contact_id = (SELECT min(contact_id) FROM suggestion)",
}  # fmt: skip
"""What stands for each name in an address."""
OF_NUMBER = {
    "accounts": "account",
    "contacts": "contact",
    "improvements": "improvement",
    "responses": "response",
}
NOT_MEASURED = {
    "static": "a file", "health.livez": "says that it lives", "health.readyz": "says that it lives",
    "health.metrics": "for machines, by a token of their own",
    "people.first_page": "leads on", "people.sign_in": "before anybody is there",
    "people.begin": "once, when it is empty",
    "people.forgotten": "before anybody is there", "people.join": "one link, once", "people.reset": "one link, once",
    "survey.question": "a customer's link", "survey.more": "a customer's link", "survey.thanks": "a customer's link",
    "leaving.ask": "a customer's link", "verify.question": "a customer's link", "hooks.check": "a platform's address",
    "leaving.ask_no_news": "a customer's link", "letters.take": "a file", "people.come_back": "leads on",
    "people.sign_in_elsewhere": "leads on",
    "reports.table_as_file": "a file", "reports.rows_as_csv": "a file", "audit.as_csv": "a file",
    "accounts.set_aside": "a file",
    "imports.corrections": "a file", "imports.set_aside": "a file", "imports.progress": "while it runs",
}  # fmt: skip


NOT_YET = frozenset(
    {
        "accounts.file", "api.list_tasks", "colleagues.leaving", "people.own_second_step", "people.show_code",
        "huddles.index", "huddles.show",
        "improvements.telling", "leaving.ask_no_report", "letters.index", "my_team.desk", "my_team.index",
        "reports.paper", "reports.report_accounts", "reports.report_ageing", "reports.report_causes",
        "reports.report_drivers", "reports.report_health",
        "reports.report_journey", "reports.report_teams", "reports.rows", "reports.schedules", "settings.item",
        "settings.open_promises", "settings.rehearsal", "settings.sign-in", "settings.tried_once",
        "sources.arrivals", "tickets.form", "tickets.likely", "told.people",
    }
)  # fmt: skip
"""Pages that came after the last run; RESULTS.md names them."""


def rules(app: Flask) -> list[Rule]:
    """Every address that is read and not left out, by its rule."""
    found_ = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted((rule for rule in found_ if rule.endpoint not in NOT_MEASURED), key=lambda rule: rule.rule)


def main(engine: str, folder: str, small: str, large: str, *only: str) -> None:
    server = Postgres() if engine == "postgresql" else None
    try:
        print(json.dumps(_measure(Path(folder), [int(small), int(large)], server, only)))
    finally:
        if server:
            server.stop()


def _measure(
    folder: Path, sizes: list[int], server: Postgres | None, only: tuple[str, ...]
) -> dict[str, dict[str, list[dict[str, float]]]]:
    """{rule: {role: [with few, with many]}}."""
    apps = [_company(folder, size, server) for size in sizes]
    everybody = [_visitors(app) for app in apps]
    told: dict[str, dict[str, list[dict[str, float]]]] = {}
    for name, each in _addresses(apps):
        if only and name.partition("?")[0] not in only and name not in only:
            continue
        for role in everybody[0]:
            clients = [visitors[role] for visitors in everybody]
            if name.startswith("/api/") != (role == "program") or (server and role not in ON_A_SERVER):
                continue
            answers = [client.get(path) for client, path in zip(clients, each, strict=True)]
            if all(answer.status_code == 200 for answer in answers):
                told.setdefault(name, {})[role] = _asked(apps, clients, each, server is None)
        print(name, told.get(name), file=sys.stderr, flush=True)
    return told


def _company(folder: Path, size: int, server: Postgres | None) -> Flask:
    """The demo company, which has one of everything, and so many unhappy customers more."""
    url = server.fresh() if server else f"sqlite:///{folder}/pages-{size}.db"
    create_tables(url, folder)
    app = create_app(settings(url, folder))
    file = folder / f"pages-{size}.csv"
    export.write(file, size, unhappy=1)
    with app.app_context():
        unit_of_work(lambda: found(db.session(), responses=DEMO, seed=1, on=date.today()))  # noqa: DTZ011
        import_ours.hear(file, "bench")
        while keep.is_anything_to_find(db.session()):
            unit_of_work(lambda: keep.write_words(db.session(), 2_000))
        find_by_words(1)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()
    return app


def _visitors(app: Flask) -> dict[str, FlaskClient]:
    """One colleague of each role, and a program that may read everything."""
    with app.app_context():
        people = db.session.scalars(select(User).where(User.is_active).order_by(User.id.desc())).all()
        of_role = {str(person.role): person.email for person in people}
        reads = [scope for scope in SCOPES if scope.endswith(":read")]
        _, secret = unit_of_work(lambda: tokens.make(db.session(), "bench", reads, at=now(), by_id=None))
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return {**{role: signed_in(app, email) for role, email in sorted(of_role.items())}, "program": program}


def _addresses(apps: list[Flask]) -> Iterator[tuple[str, list[str]]]:
    """Each rule, and its address in each database."""
    for rule in rules(apps[0]):
        yield rule.rule, [_address(app, rule) for app in apps]
    for path in ALSO:
        yield path, [path for _ in apps]


def _address(app: Flask, rule: Rule) -> str:
    with app.app_context():
        values = {name: db.session.scalar(text(_value(rule, name))) for name in rule.arguments}
        db.session.remove()
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, {name: 1 if one is None else one for name, one in values.items()})


def _value(rule: Rule, name: str) -> str:
    table = OF_NUMBER.get(rule.rule.split("/")[3]) if name == "number" else None
    return f"SELECT max(id) FROM {table}" if table else VALUES.get(name, "SELECT 1")


def _asked(
    apps: list[Flask], clients: list[FlaskClient], paths: list[str], is_alone: bool
) -> list[dict[str, float]]:
    """Milliseconds, statements and bytes of the page in each database, asked in turns.

    `is_alone`: all the work is done in this process, so that its processor time tells it whatever else runs here.
    """
    clock = time.process_time if is_alone else time.perf_counter
    taken: list[list[float]] = [[] for _ in apps]
    facts = [_looked_at(app, client, path) for app, client, path in zip(apps, clients, paths, strict=True)]
    for turn in range(TIMES if is_alone else TIMES_ON_A_SERVER):
        for place, client in enumerate(clients):
            if turn > 2 and min(taken[place]) > SLOW_MS:
                continue
            begun = clock()
            client.get(paths[place])
            taken[place].append(1000 * (clock() - begun))
    for one, times in zip(facts, taken, strict=True):
        one |= {"p50": round(median(times), 1), "p95": round(sorted(times)[-1], 1)}
    return facts


def _looked_at(app: Flask, client: FlaskClient, path: str) -> dict[str, Any]:
    seen: list[str] = []

    def watch(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        seen.append(sql)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", watch)
    answer = client.get(path)
    event.remove(engine, "before_cursor_execute", watch)
    return {"statements": len(seen), "bytes": len(answer.data)}


if __name__ == "__main__":
    main(*sys.argv[1:])
