"""A provider that lies, errs or is away, and browsers that come back with what is not theirs."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cxloop.clock import now
from cxloop.database import db
from cxloop.people.identities import Identity
from cxloop.people.models import SignIn
from tests.fakes.identity_provider import new_key, signed_with_what_is_shared, unsigned
from tests.visitor import Visitor

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def olgas(olga, provider, sign_in_by):
    provider.person["email"] = olga.email
    sign_in_by()
    return olga


def came_in():
    return db.session.scalar(select(func.count()).select_from(SignIn))


NOT_SO = (
    ({"nonce": "another"}, "nonce"),
    ({"nonce": None}, "nonce"),
    ({"aud": "another"}, "aud"),
    ({"aud": None}, "aud"),
    ({"sub": "x" * 300}, "sub"),
    ({"aud": ["cxloop-at-home", "another"]}, "azp"),
    ({"azp": "another"}, "azp"),
    ({"exp": None}, "exp"),
    ({"exp": 1}, "exp"),
    ({"exp": "soon"}, ""),
    ({"iss": "https://evil.example"}, "iss"),
    ({"iss": None}, "iss"),
    ({"iat": None}, "iat"),
    ({"iat": 9_999_999_999}, ""),
    ({"nbf": 9_999_999_999}, ""),
    ({"sub": None}, "sub"),
    ({"sub": ""}, "sub"),
    ({"sub": 7}, "sub"),
    ({"at_hash": "of another"}, "at_hash"),
    ({"aud": {"cxloop-at-home": 1}}, ""),
    ({"exp": [1]}, ""),
)


def test_a_token_that_claims_what_is_not_so_opens_nothing(app, olgas, provider, go_there):
    hers = Visitor(app)
    for provider.claims, named in NOT_SO:
        page = go_there(hers, expect=403)
        assert f"is not believed ({named}" in page.text, provider.claims
    assert (came_in(), db.session.scalars(select(Identity)).all()) == (0, [])


ALSO_SO = [{"aud": ["cxloop-at-home"]}, {"azp": "cxloop-at-home"}, {"email_verified": "true"}]


def test_what_providers_may_differ_in_is_understood(app, olgas, provider, go_there):
    for provider.claims in ALSO_SO:
        go_there(Visitor(app))
    assert came_in() == len(ALSO_SO)


def test_clocks_may_be_a_minute_apart(app, olgas, provider, go_there):
    at = int(now().timestamp())
    for provider.claims in ({"iat": at + 60}, {"iat": at - 400, "exp": at - 60}):
        go_there(Visitor(app))
    assert came_in() == 2


FORGED = [unsigned(), signed_with_what_is_shared({"sub": "olga-1"}), "no.token", "a.b.c.d.e", ""]


def test_a_token_nobody_of_them_signed_opens_nothing(app, olgas, provider, go_there):
    for provider.forged in FORGED:
        go_there(Visitor(app), expect=403)
    assert came_in() == 0


def test_another_key_is_refused_and_a_new_one_asked_for_when_it_was_changed(app, olgas, provider, go_there):
    go_there(Visitor(app))
    provider.key = new_key("second")
    go_there(Visitor(app), expect=403)
    provider.published = [provider.key, *provider.published]
    go_there(Visitor(app))
    provider.algorithm, provider.key = "ES256", new_key("third", "ES256")
    go_there(Visitor(app), expect=403)  # its description did not offer that
    assert came_in() == 2


def test_keys_on_an_elliptic_curve_and_a_key_without_a_name_are_understood(app, olgas, provider, go_there):
    provider.algorithm, provider.key = "ES256", new_key("curve", "ES256")
    provider.published = [provider.published[0], provider.key]
    go_there(Visitor(app))


def test_the_secret_is_proved_as_the_provider_wishes(app, olgas, provider, go_there, clock):
    for way in ("client_secret_basic", "client_secret_post"):
        provider.told = {"token_endpoint_auth_methods_supported": ["private_key_jwt", way]}
        go_there(Visitor(app))
        clock.shift(timedelta(minutes=11))
    assert provider.proved_by == ["client_secret_basic", "client_secret_post"]


def test_a_way_back_works_once_and_in_its_own_browser_only(app, olgas, provider):
    hers, thiefs = Visitor(app), Visitor(app)
    back = provider.let_in(hers.get("/sign-in/elsewhere", expect=302).location)
    kept = hers.browser.get_cookie("cxloop").value
    thiefs.get(back, expect=400)
    hers.get(back.replace("state=", "state=x"), expect=400)
    hers.get(back, expect=302)
    assert hers.get(back, expect=302).location == "/"  # reloaded: she is in already
    thiefs.browser.set_cookie("cxloop", kept)
    thiefs.get(back, expect=400)
    assert came_in() == 1


def test_a_code_the_provider_has_taken_already_opens_nothing(app, olgas, provider):
    hers = Visitor(app)
    back = provider.let_in(hers.get("/sign-in/elsewhere", expect=302).location)
    provider._codes.clear()
    assert "used already" in hers.get(back, expect=403).text
    assert came_in() == 0


def test_a_way_back_ends_after_a_quarter_of_an_hour_and_with_another_provider(
    app, olgas, provider, clock, sign_in_by
):
    hers = Visitor(app)
    back = provider.let_in(hers.get("/sign-in/elsewhere", expect=302).location)
    clock.shift(timedelta(minutes=16))
    hers.get(back, expect=400)
    back = provider.let_in(hers.get("/sign-in/elsewhere", expect=302).location)
    hers.get(f"{back}&iss=https://evil.example", expect=400)
    sign_in_by(issuer=provider.issuer.replace("127.0.0.1", "localhost"))
    hers.get(back, expect=400)
    assert came_in() == 0


def test_a_provider_that_names_itself_in_every_answer_is_held_to_it(app, olgas, provider):
    provider.told = {"authorization_response_iss_parameter_supported": True}
    hers = Visitor(app)
    hers.get(provider.let_in(hers.get("/sign-in/elsewhere", expect=302).location), expect=403)
    back = provider.let_in(hers.get("/sign-in/elsewhere", expect=302).location)
    hers.get(f"{back}&iss={provider.issuer}", expect=302)


ELSEWHERE = ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]


def test_the_way_back_leads_to_pages_of_ours_only(app, olgas, provider, go_there):
    for following in ELSEWHERE:
        assert go_there(Visitor(app), f"/sign-in/elsewhere?next={following}").location == "/"


def test_whoever_broke_it_off_there_is_told_so(app, olgas, provider):
    hers = Visitor(app)
    back = provider.let_in(hers.get("/sign-in/elsewhere", expect=302).location)
    state = back.partition("state=")[2]
    page = hers.get(f"/sign-in/back?error=<script>&error_description=<script>&state={state}", expect=403)
    assert "broken off" in page.text
    assert "<script>" not in page.text.partition("<main")[2]


def test_a_provider_that_is_away_is_not_asked_again_and_again(app, olgas, provider, clock, go_there):
    provider.is_down = True
    guest = Visitor(app)
    assert guest.get("/sign-in/elsewhere", expect=503).headers["Retry-After"]
    asked = len(provider.asked)
    for _ in range(5):
        guest.get("/sign-in/elsewhere", expect=503)
    assert len(provider.asked) == asked
    provider.is_down = False
    clock.shift(timedelta(seconds=20))
    go_there(guest)


def test_what_is_known_of_the_provider_is_kept_for_some_minutes(app, olgas, provider, go_there):
    for _ in range(3):
        go_there(Visitor(app))
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_without_a_provider_there_is_no_way_there_and_none_back(app, olga, client):
    assert client.get("/sign-in/elsewhere", expect=302).location == "/sign-in"
    client.get("/sign-in/back?code=x&state=y", expect=400)
    client.get("/sign-in/back", expect=400)


def test_guesses_at_the_way_back_are_bounded(app, olgas, provider):
    said = [Visitor(app).get("/sign-in/back?code=x&state=y", expect=None).status_code for _ in range(25)]
    assert (said[0], said[-1]) == (400, 429)
