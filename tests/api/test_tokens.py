"""Who gets in: tokens with and without the scope, revoked, expired, invented."""

import json
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask

from cxloop.api.entrance import v1
from cxloop.database import db
from cxloop.entrances import OPEN, policies_of
from cxloop.people import changes, tokens
from cxloop.people.models import Role
from cxloop.people.programs import ApiToken
from cxloop.people.scopes import SCOPES, Needs, UnknownScope, scopes_named
from tests.api.caller import Caller
from tests.guards.world import rules


def of_the_api(app: Flask):
    """(method, path, scope) of every route for programs."""
    policies = policies_of(app)
    for method, rule in rules(app):
        policy = policies[rule.endpoint]
        if rule.endpoint.startswith("api.") and policy is not OPEN:
            assert isinstance(policy, Needs), rule.endpoint
            adapter = app.url_map.bind("localhost")
            path = adapter.build(
                rule.endpoint, {name: {"key": "x"}.get(name, 1) for name in rule.arguments}, method
            )
            yield method, path.removeprefix("/api/v1"), policy.scope


def ask(caller: Caller, method: str, path: str):
    return caller.ask(method, path, expect=None, **({"json": {}} if method == "POST" else {}))


def test_every_scope_a_route_needs_exists_and_every_scope_opens_something(app):
    needed = {scope for _, _, scope in of_the_api(app)}
    assert needed == set(SCOPES)
    assert set(v1.policies) == {name for name in policies_of(app) if name.startswith("api.")}


def test_each_route_lets_in_its_scope_and_no_other(app, make, call):
    make.survey()
    for method, path, scope in of_the_api(app):
        mine, others = call(scope), call(",".join(set(SCOPES) - {scope}))
        assert ask(mine, method, path).status_code not in {401, 403} or "person-missing" in ask(
            mine, method, path
        ).json.get("type", ""), path
        refused = ask(others, method, path)
        assert refused.status_code == 403, path
        assert refused.json["type"] == "urn:cxloop:scope-missing"
        assert f'scope="{scope}"' in refused.headers["WWW-Authenticate"]


def test_without_a_token_nobody_gets_in_and_is_told_how(app, call):
    for method, path, _scope in of_the_api(app):
        answer = ask(Caller(app, None), method, path)
        assert answer.status_code == 401, path
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="cxloop"'


@pytest.mark.parametrize("secret", ["cxl_", "cxl_invented", "x" * 5000, "Basic", "cxl_é", " ", "cxl_\t"])
def test_an_invented_token_is_refused(app, clock, secret):
    answer = Caller(app, None).ask(
        "GET", "/surveys", expect=401, headers={"Authorization": f"Bearer {secret}"}
    )
    assert "Bearer" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("said", ["", "Bearer", "Basic cxl_x", "cxl_x", "Bearer  "])
def test_another_way_of_proving_oneself_is_refused(app, clock, said):
    Caller(app, None).ask("GET", "/surveys", expect=401, headers={"Authorization": said})


def test_a_cookie_of_somebody_signed_in_opens_nothing(app, ada, sign_in):
    sign_in(ada).get("/api/v1/responses", expect=401)


def test_a_revoked_token_works_no_more_at_once(app, crm, at):
    crm.get("/surveys")
    assert tokens.revoke(db.session(), crm.token_id, at)
    answer = crm.get("/surveys", expect=401)
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("scopes", ["all", "read"])
def test_a_program_of_somebody_deactivated_is_turned_away_and_told_why(
    app, call, make, ada, at, sign_in, scopes
):
    dora = make.user("Dora", Role.ADMINISTRATOR)
    crm = call(scopes, dora)
    crm.get("/surveys")
    changes.deactivate(db.session(), dora, at)
    answer = crm.get("/surveys", expect=401)
    assert answer.json["type"] == "urn:cxloop:person-deactivated"
    assert "take the program over" in answer.json["detail"]
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    visitor = sign_in(ada)
    page = visitor.get("/programs").get_data(as_text=True)
    assert "turned away: Dora was deactivated" in page
    assert "Take over" in page
    page = visitor.post(f"/programs/{crm.token_id}/takeover", expect=201).get_data(as_text=True)
    crm.get("/surveys", expect=401)  # Dora knows this one
    crm.secret = re.search(r"cxl_[\w-]{43}", page)[0]
    crm.get("/surveys")
    assert db.session.get_one(ApiToken, crm.token_id).created_by_id == ada.id
    assert "in the name of Ada" in visitor.get("/programs").get_data(as_text=True)


def test_it_works_again_when_its_person_comes_back(call, make, ada, at):
    dora = make.user("Dora", Role.ADMINISTRATOR)
    crm = call("read", dora)
    changes.deactivate(db.session(), dora, at)
    crm.get("/surveys", expect=401)
    changes.reactivate(db.session(), dora, at)
    crm.get("/surveys")


def test_only_what_was_left_behind_is_taken_over(call, make, ada, at):
    dora = make.user("Dora", Role.ADMINISTRATOR)
    works, revoked, nobodys = call("read", dora), call("read", dora), call("read")
    assert not tokens.take_over(db.session(), works.token_id, ada.id, at)
    assert not tokens.take_over(db.session(), nobodys.token_id, ada.id, at)
    tokens.revoke(db.session(), revoked.token_id, at)
    changes.deactivate(db.session(), dora, at)
    assert not tokens.take_over(db.session(), revoked.token_id, ada.id, at)
    assert tokens.take_over(db.session(), works.token_id, ada.id, at)
    assert not tokens.take_over(db.session(), works.token_id, ada.id, at)


def test_a_token_ends_by_itself(app, call, clock):
    short = call("read", lasts=timedelta(days=1))
    short.get("/surveys")
    clock.shift(timedelta(days=1))
    short.get("/surveys", expect=401)


def test_revoked_expired_and_invented_are_told_the_same(app, call, clock, at):
    revoked, expired = call("read"), call("read", lasts=timedelta(seconds=1))
    tokens.revoke(db.session(), revoked.token_id, at)
    clock.shift(timedelta(seconds=2))
    said = {
        (answer.status_code, answer.data, answer.headers["WWW-Authenticate"])
        for answer in (
            one.get("/surveys", expect=401) for one in (revoked, expired, Caller(app, "cxl_" + "a" * 43))
        )
    }
    assert len(said) == 1


def test_only_a_fingerprint_is_kept(app, crm):
    row = db.session.get_one(ApiToken, crm.token_id)
    assert crm.secret.startswith(row.prefix)
    assert len(row.prefix) == 12
    assert crm.secret not in repr([getattr(row, column.key) for column in ApiToken.__table__.columns])


def test_use_is_noted_once_a_minute(app, crm, clock, statements):
    crm.get("/surveys")
    statements.clear()
    crm.get("/surveys")
    assert not [one for one in statements if one.startswith(("UPDATE", "INSERT"))]
    clock.shift(timedelta(seconds=61))
    crm.get("/surveys")
    used = db.session.get_one(ApiToken, crm.token_id).last_used_at
    assert used is not None
    assert (used - db.session.get_one(ApiToken, crm.token_id).created_at) == timedelta(seconds=61)


def test_scopes_by_name():
    assert scopes_named("all") == SCOPES
    assert set(scopes_named("read")) == {scope for scope in SCOPES if scope.endswith(":read")}
    assert scopes_named("tickets:read, responses:write") == ("responses:write", "tickets:read")
    for wrong in ("", " ", "write", "tickets", "all,nothing"):
        with pytest.raises(UnknownScope):
            scopes_named(wrong)


def test_the_command_makes_lists_and_revokes(tmp_path, monkeypatch, databases):
    from cxloop.cli.token import token_command

    monkeypatch.setenv("CXLOOP_DATABASE_URL", databases.fresh_url("sqlite"))

    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(token_command, words)
        assert done.exit_code == code, done.output
        return done.output

    made = json.loads(run("add", "--name", "CRM", "--scopes", "read", "--expires", "30", "--json"))
    assert made["token"].startswith("cxl_")
    assert set(made["scopes"]) == {scope for scope in SCOPES if scope.endswith(":read")}
    assert "cxl_" in run("add", "--name", "Help desk", "--scopes", "all")
    listed = json.loads(run("list", "--json"))
    assert [one["name"] for one in listed] == ["Help desk", "CRM"]
    assert made["token"] not in json.dumps(listed)
    assert "Help desk" in run("list")
    run("revoke", str(made["id"]))
    run("revoke", str(made["id"]), code=1)
    run("add", "--name", "X", "--scopes", "everything", code=1)
    run("add", "--name", "X", "--scopes", "read", "--as", "nobody@example.com", code=1)
    run("add", "--scopes", "read", code=2)
