"""Coming in with the company's own sign-in: who may, and what becomes of the link."""

import pytest
from sqlalchemy import select

from cxloop.audit_log.models import AuditEvent
from cxloop.database import db
from cxloop.people import changes
from cxloop.people.identities import Identity, of_user
from cxloop.people.models import Role, User
from tests.makers import AT
from tests.visitor import Visitor

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def olgas(olga, provider, sign_in_by):
    """The provider knows Olga by her address."""
    provider.person["email"] = olga.email
    sign_in_by()
    return olga


def kinds():
    return list(db.session.scalars(select(AuditEvent.kind)))


def test_a_colleague_comes_in_by_the_address_and_is_linked_from_then_on(app, olgas, provider, go_there):
    hers = Visitor(app)
    assert 'href="/sign-in/elsewhere?next=/tickets"' in hers.get("/sign-in?next=/tickets").text
    assert go_there(hers, "/sign-in/elsewhere?next=/tickets").location == "/tickets"
    hers.get("/tickets")
    assert of_user(db.session(), olgas.id).subject == "olga-1"
    assert {"identity_linked", "signed_in"} <= set(kinds())
    provider.person["email"] = "olga.married@x.example"
    go_there(Visitor(app))
    assert db.session.scalars(select(Identity)).one().user_id == olgas.id
    assert kinds().count("identity_linked") == 1


def test_somebody_unknown_is_told_so_and_nobody_is_made(app, olgas, provider, go_there):
    provider.person |= {"sub": "carl", "email": "carl@elsewhere.example"}
    page = go_there(Visitor(app), expect=403)
    assert "Nobody signs in here with carl@elsewhere.example" in page.text
    assert changes.of_email(db.session(), "carl@elsewhere.example") is None
    assert "sign_on_refused" in kinds()


def test_people_of_a_named_domain_are_made_with_the_role_and_team(app, provider, sign_in_by, go_there, north):
    sign_in_by(domains=["x.example"], makes_role="frontline", makes_team=north.key)
    provider.person |= {"sub": "nina", "email": "Nina@X.example", "name": "Nina  Neri"}
    hers = Visitor(app)
    go_there(hers)
    nina = changes.of_email(db.session(), "nina@x.example")
    assert (nina.name, nina.role, nina.team_ids) == ("Nina Neri", Role.FRONTLINE, {north.id})
    hers.get("/me")
    for stranger in ("nina@below.x.example", "nina@notx.example", "nina@elsewhere.example"):
        provider.person |= {"sub": stranger, "email": stranger}
        assert "its domain is none of" in go_there(Visitor(app), expect=403).text


def test_whoever_left_is_refused_by_the_link_and_by_the_address(app, olgas, go_there, provider):
    go_there(Visitor(app))
    changes.deactivate(db.session(), olgas, AT)
    db.session.commit()
    assert "deactivated" in go_there(Visitor(app), expect=403).text
    provider.person["sub"] = "another"
    assert "deactivated" in go_there(Visitor(app), expect=403).text


def test_an_address_given_to_somebody_else_there_opens_nothing_here(
    app, olgas, go_there, provider, ada, sign_in
):
    go_there(Visitor(app))
    provider.person["sub"] = "the one who came after her"
    page = go_there(Visitor(app), expect=403)
    assert "is somebody else at Valmora ID" in page.text
    administrators = sign_in(ada)
    assert "Undo the link" in administrators.get(f"/settings/people/{olgas.id}").text
    administrators.post(f"/settings/people/{olgas.id}/unlinking")
    go_there(Visitor(app))
    assert of_user(db.session(), olgas.id).subject == "the one who came after her"


@pytest.mark.parametrize(
    ("word", "domains", "is_let_in"),
    [
        (True, [], True),
        ("true", [], True),
        (None, [], False),
        (None, ["x.example"], True),
        (False, ["x.example"], False),
    ],
)
def test_an_address_counts_when_it_was_verified_or_is_of_a_domain_of_ours(
    app, olga, provider, sign_in_by, go_there, word, domains, is_let_in
):
    provider.person |= {"email": olga.email, "email_verified": word}
    sign_in_by(domains=[olga.email.partition("@")[2] if one == "x.example" else one for one in domains])
    page = go_there(Visitor(app), expect=302 if is_let_in else 403)
    assert is_let_in or "does not say that it verified" in page.text


def test_letters_that_only_look_like_a_colleagues_open_nothing(app, tom, provider, sign_in_by, go_there):
    tom.email = "kaspar@shop.example"
    sign_in_by(domains=["shop.example"], makes_role="frontline")
    for number, address in enumerate(
        ("\u212aaspar@shop.example", "kaspar@\u017fhop.example", "ka\u017fpar@shop.example")
    ):
        provider.person |= {"sub": f"thief-{number}", "email": address}
        assert "does not say that it verified" in go_there(Visitor(app), expect=403).text
    assert db.session.scalars(select(Identity)).all() == []


def test_what_only_userinfo_tells_is_asked_for_and_counts_for_the_same_address_only(
    app, olga, max_, provider, sign_in_by, go_there
):
    sign_in_by()
    provider.person = {"sub": "olga-1"}
    provider.beside = {"email": olga.email, "email_verified": True}
    go_there(Visitor(app))
    assert of_user(db.session(), olga.id)
    provider.person = {"sub": "a thief", "email": max_.email}
    go_there(Visitor(app), expect=403)
    provider.beside = {"sub": "another", "email": max_.email, "email_verified": True}
    go_there(Visitor(app), expect=403)
    provider.person, provider.beside = {"sub": "nobody"}, {}
    assert "does not tell us your e-mail address" in go_there(Visitor(app), expect=403).text


def test_who_was_invited_is_here_with_the_first_sign_in(app, olgas, go_there):
    olgas.invited_at = AT
    db.session.commit()
    go_there(Visitor(app))
    assert db.session.get(User, olgas.id).invited_at is None


def test_with_passwords_off_only_administrators_use_one(app, olgas, ada, make, sign_in_by, go_there, sign_in):
    olgas_word, adas_word = make.password(olgas), make.password(ada)
    sign_in_by(is_passwordless=True)
    hers = Visitor(app)
    page = hers.post("/sign-in", {"email": olgas.email, "password": olgas_word}, expect=422)
    same = Visitor(app).post("/sign-in", {"email": olgas.email, "password": "a wrong one here"}, expect=422)
    assert "only the provider lets you in" in page.text
    assert "only the provider lets you in" in same.text  # it tells nobody that the password was right
    Visitor(app).post("/sign-in", {"email": ada.email, "password": adas_word})
    go_there(hers)
    assert "The password you have" not in hers.get("/me").text
    hers.post("/me/password", {"old": olgas_word, "password": "eleven yellow umbrellas"})
    assert changes.of_email(db.session(), olgas.email).password_hash == olgas.password_hash


def test_an_invitation_leads_to_the_provider_where_passwords_are_off(app, olga, ada, sign_in_by, sign_in):
    sign_in_by(is_passwordless=True)
    made = sign_in(ada).post(f"/settings/people/{olga.id}/link", expect=201).text
    path = "/reset/" + made.partition("/reset/")[2].partition("<")[0].partition('"')[0]
    guest = Visitor(app)
    assert "/sign-in/elsewhere" in guest.get(path).text
    guest.post(path, {"password": "eleven yellow umbrellas"}, expect=422)
    assert changes.of_email(db.session(), olga.email).password_hash == olga.password_hash
