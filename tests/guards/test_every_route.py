"""What is true of every route: reading changes nothing, writing needs a token, the headers are strict."""

import hashlib

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.entrances import NEEDS_NO_USER, SIGNED, policies_of
from cxloop.people.scopes import Needs
from tests.guards.world import rules, undone, world
from tools.migration import metadata

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
EVERY_SOURCE_IS_OURS = {"'self'", "'none'", "data:"}
WITHOUT_SIGN_IN = {
    "static", "people.sign_in", "people.sign_out", "people.speak", "people.begin", "people.set_up",
    "people.join", "people.forgotten", "people.ask_for_reset", "people.reset",
    "people.sign_in_elsewhere", "people.come_back", "people.show_code", "people.sign_in_by_code", "verify.ask_no_more",
    "verify.question", "verify.answer",
    "survey.question", "survey.more", "survey.answer", "survey.thanks", "survey.more_words", "survey.brand",
    "leaving.ask", "leaving.leave", "leaving.ask_no_news", "leaving.end_news",
    "leaving.ask_no_report", "leaving.end_report",
    "api.read", "api.show_document", "health.livez", "health.readyz", "health.metrics", "slack.actions", "slack.events",
    "hooks.check", "hooks.receive",
}  # fmt: skip
"""The only endpoints nobody has to sign in for. Think before you add one."""


def fingerprint() -> str:
    """Of everything in the database but who was seen when, which links of letters were fetched, and what the audit log
    tells of files that were taken away."""
    rows = [
        (table.name, sorted(map(repr, db.session.execute(select(table)).all())))
        for table in metadata().sorted_tables
        if table.name not in {"sign_in", "link_visit", "audit_event", "trail_end", "trail_tally"}
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_signing_in_is_needed_unless_listed(app):
    assert {name for name, policy in policies_of(app).items() if policy in NEEDS_NO_USER} == WITHOUT_SIGN_IN


def test_reading_changes_nothing(app, make, clock, statements):
    _changes_nothing("GET", app, make, statements)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_asking_for_heads_changes_nothing(app, make, clock, statements):
    _changes_nothing("HEAD", app, make, statements)


def _changes_nothing(method, app, make, statements):
    there = world(app, make)
    visitors = [there.visitor(role) for role in ("administrator", "owner")]
    paths = [there.path(rule) for verb, rule in rules(app) if verb == "GET"]
    before = fingerprint()
    for path in paths:
        statements.clear()
        for visitor in visitors:
            visitor.ask(method, path, expect=None)
        wrote = not all(statement.startswith("SELECT") for statement in statements)
        assert not wrote or fingerprint() == before, f"{method} {path} changed something"
    assert fingerprint() == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_writing_without_a_token_is_refused_and_changes_nothing(app, make, clock):
    there = world(app, make)
    ada, policies, before = there.visitor("administrator"), policies_of(app), fingerprint()
    for method, rule in rules(app):
        if method == "GET" or policies[rule.endpoint] is SIGNED or isinstance(policies[rule.endpoint], Needs):
            continue
        for fields in ({}, {"csrf_token": "forged"}):
            answer = ada.ask(method, there.path(rule), expect=None, data=fields)
            assert answer.status_code == 400, f"{method} {rule}: {answer.status}"
    assert fingerprint() == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_every_answer_has_strict_headers(app, make, clock):
    there = world(app, make)
    for role in ("administrator", "anonymous"):
        visitor = there.visitor(role)
        for method, rule in [*rules(app), ("GET", None)]:
            path = there.path(rule) if rule else "/there-is-no-such-page"
            with undone():
                answer = visitor.ask(method, path, expect=None)
            _are_strict(f"{method} {path}", answer, path)


def _are_strict(asked, answer, path):
    headers = answer.headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS, asked
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'", asked
    assert {source for sources in policy.values() for source in sources.split()} <= EVERY_SOURCE_IS_OURS, (
        asked
    )
    assert policy["script-src"] == policy["style-src"] == "'self'", asked
    assert policy["frame-ancestors"] == "'none'", asked
    wanted = "no-referrer" if path.startswith(("/v/", "/s/", "/u/", "/join/", "/reset/")) else "same-origin"
    assert headers["Referrer-Policy"] == wanted, asked
    assert "camera=()" in headers["Permissions-Policy"], asked
    if not path.startswith("/static/"):
        assert headers["Cache-Control"] == "no-store", asked
        assert "Cookie" in headers["Vary"], asked
    for cookie in headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie, asked
        assert "SameSite=Lax" in cookie, asked


def test_over_https_cookies_and_browsers_insist_on_it(databases):
    from cxloop import create_app
    from tests.databases import dispose

    made = create_app(databases.settings(databases.fresh_url("sqlite"), PUBLIC_URL="https://cx.example.com"))
    answer = made.test_client().get("/sign-in", base_url="https://cx.example.com")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert all(
        "Secure" in cookie and cookie.startswith("__Host-") for cookie in answer.headers.getlist("Set-Cookie")
    )
    dispose(made)
