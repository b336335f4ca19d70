"""The audit log: who came in, and who changed who may do what; references only, and as whole as a ticket's trail."""

from cxloop.audit_log.queries import Wanted, newest
from cxloop.database import db
from cxloop.loop import keep
from cxloop.people import changes, tokens
from cxloop.people.models import Role
from tests.api.caller import calling
from tests.makers import PASSWORD


def lines(kind=None, **only):
    found = newest(db.session(), Wanted(kind=kind), most=50)
    return [
        (line.kind, line.actor_id, line.facts)
        for line in found
        if all(getattr(line, name) == value for name, value in only.items())
    ]


def test_coming_in_and_going_is_written_down_and_a_wrong_word_too(client, make, olga):
    make.password(olga)
    client.post("/sign-in", data={"email": olga.email, "password": "seven wrong bicycles"}, expect=422)
    client.post(
        "/sign-in",
        data={"email": "Stranger@Elsewhere.example", "password": "seven wrong bicycles"},
        expect=422,
    )
    client.post("/sign-in", data={"email": olga.email, "password": PASSWORD})
    client.post("/sign-out")
    assert lines(kind="signed_in") == [("signed_in", olga.id, {})]
    assert lines(kind="signed_out") == [("signed_out", olga.id, {})]
    stranger, known = lines(kind="sign_in_failed")
    assert known == ("sign_in_failed", None, {"user": olga.id})
    assert list(stranger[2]) == ["mark"]
    assert "stranger" not in str(stranger).casefold()
    assert keep.verify_trails(db.session()).count == 0


def test_who_may_do_what_is_written_down_with_what_it_was_before(make, at, olga):
    ada = make.user("Ada", Role.ADMINISTRATOR)
    session = db.session()
    changes.change_role(session, olga, Role.LEAD, at, by_id=ada.id, via="web")
    changes.change_password(session, olga, "nine other bicycles", at)
    changes.deactivate(session, olga, at)
    changes.reactivate(session, olga, at)
    assert lines(actor_id=ada.id) == [
        ("role_changed", ada.id, {"user": olga.id, "before": "frontline", "now": "lead"})
    ]
    assert {kind for kind, _, _ in lines()} == {
        "role_changed",
        "password_changed",
        "deactivated",
        "reactivated",
    }


def test_a_program_let_in_and_turned_away_is_written_down(make, at, olga):
    token, _secret = tokens.make(db.session(), "CRM", ["tickets:read"], at=at, by_id=olga.id, via="web")
    assert tokens.revoke(db.session(), token.id, at, by_id=olga.id, via="web")
    assert not tokens.revoke(db.session(), token.id, at, by_id=olga.id, via="web")
    assert {(kind, facts["token"]) for kind, _, facts in lines(actor_id=olga.id)} == {
        ("token_made", token.id), ("token_revoked", token.id),
    }  # fmt: skip


def test_tries_that_are_turned_away_unseen_are_told_once_a_minute(client, make, olga):
    make.password(olga)
    for _ in range(5):
        client.post("/sign-in", data={"email": olga.email, "password": "seven wrong bicycles"}, expect=422)
    for _ in range(4):
        client.post("/sign-in", data={"email": olga.email, "password": PASSWORD}, expect=429)
    assert lines(kind="sign_in_throttled") == [("sign_in_throttled", None, {"user": olga.id})]
    assert len(lines(kind="sign_in_failed")) == 5


def test_sessions_and_programs_that_end_with_a_role_are_told_with_it(make, at, olga, sign_in):
    ada = make.user("Ada", Role.ADMINISTRATOR)
    sign_in(olga)
    sign_in(olga)
    token, _secret = tokens.make(db.session(), "CRM", ["tickets:read"], at=at, by_id=olga.id)
    changes.change_role(db.session(), olga, Role.LEAD, at, by_id=ada.id, via="web")
    assert {(kind, tuple(facts.items())) for kind, _, facts in lines(actor_id=ada.id)} == {
        ("sessions_ended", (("user", olga.id), ("sessions", 2))),
        ("token_revoked", (("token", token.id), ("user", olga.id))),
        ("role_changed", (("user", olga.id), ("before", "frontline"), ("now", "lead"))),
    }


def test_who_is_turned_away_is_told_with_what_they_asked_for(make, sign_in, olga, tom):
    ticket = make.ticket(owner=olga, team=olga.memberships[0].team)
    zoe = make.user("Zoe", team=make.team("South"))
    here = sign_in(zoe)
    for _ in range(2):  # asked again in the same minute it is one line
        here.get("/programs", expect=404)
        here.get(f"/tickets/{ticket.id}", expect=404)
    here.get("/tickets/987654", expect=404)
    assert [facts for _, actor, facts in lines(kind="refused") if actor == zoe.id] == [
        {"what": "GET tickets.show", "subject": ticket.id},
        {"what": "GET tokens.index"},
    ]


def test_a_program_that_is_turned_away_is_named_on_the_page_and_in_the_file(make, sign_in, olga, app):
    caller = calling(app, "responses:read", olga)
    caller.get("/tickets", expect=403)
    here = sign_in(make.user("Ada", Role.ADMINISTRATOR))
    page = here.get("/audit-log?kind=refused").get_data(as_text=True)
    assert "Was turned away from GET api.list_tickets" in page
    assert "API, the program CRM" in page
    assert ",CRM," in here.get("/audit-log.csv?kind=refused").get_data(as_text=True)
