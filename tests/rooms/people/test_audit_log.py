"""The audit log: who came in, and who changed who may do what; references only, and as whole as a ticket's trail."""

from cxloop.audit_log.queries import Wanted, newest
from cxloop.database import db
from cxloop.loop import keep
from cxloop.people import changes, tokens
from cxloop.people.models import Role
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
