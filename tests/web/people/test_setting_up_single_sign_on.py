"""An administrator of an empty installation sets single sign-on up: on the page, and by command."""

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.people.identities import SigningIn, signing_in
from cxloop.settings.models import SettingVersion
from tests.fakes.identity_provider import CLIENT, SECRET

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def drafted(provider):
    return {
        "issuer": f"{provider.issuer}/.well-known/openid-configuration", "client_id": CLIENT, "is_at_home": "y",
        "label": "Valmora ID", "domains": "@X.example\nx.example", "makes_role": "", "makes_team": "",
    }  # fmt: skip


def draft_number(answer):
    return answer.location.partition("draft=")[2].partition("#")[0]


def test_it_is_drafted_tried_switched_on_and_given_its_secret(app, ada, sign_in, provider, drafted):
    hers = sign_in(ada)
    assert "/sign-in/back" in hers.get("/settings/sign-in").text
    number = draft_number(hers.post("/settings/sign-in/sign-in/draft", drafted))
    assert (
        "refuses our client ID" in hers.post("/settings/sign-in/trying", {"draft": number}, expect=200).text
    )
    page = hers.get(f"/settings/sign-in/sign-in?draft={number}").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    hers.post("/settings/sign-in/sign-in/switching", {"draft": number, "seen": seen, "when": "now"})
    rules = signing_in(db.session())
    assert (rules.issuer, rules.domains) == (provider.issuer, ["x.example"])
    hers.post("/settings/sign-in/secret", {"issuer": provider.issuer, "secret": f" {SECRET} "})
    assert f"A secret for {provider.issuer} is kept" in hers.get("/settings/sign-in").text
    assert f"{provider.issuer} knows us" in hers.post("/settings/sign-in/trying", expect=200).text


def test_the_secret_is_sealed_shown_nowhere_and_told_to_no_other_provider(
    app, ada, sign_in, provider, sign_in_by
):
    sign_in_by()
    kept = db.session.scalar(select(SigningIn.client_secret))
    assert SECRET not in kept
    hers = sign_in(ada)
    for path in ("/settings/sign-in", "/settings/connections", "/audit-log"):
        assert SECRET not in hers.get(path).text
    assert all(SECRET not in str(one.values) for one in db.session.scalars(select(SettingVersion)))
    sign_in_by(issuer=provider.issuer.replace("127.0.0.1", "localhost"))
    db.session.get(SigningIn, 1).client_secret = kept
    provider.told = {"issuer": provider.issuer.replace("127.0.0.1", "localhost")}
    provider.proved_by.clear()
    assert "refuses our client" in hers.post("/settings/sign-in/trying", expect=200).text
    assert "client_secret_basic" not in provider.proved_by


MISSING = (
    ({"issuer": "https://another.example"}, "It calls itself “https://another.example”"),
    ({"issuer": None}, "It calls itself “”"),
    ({"token_endpoint": None}, "lacks token_endpoint"),
    ({"authorization_endpoint": "http://evil.example/a"}, "authorization_endpoint has to be an https://"),
    ({"jwks_uri": "https://169.254.169.254/keys"}, "cannot be reached (not_a_public_name)"),
    ({"response_types_supported": ["id_token"]}, "authorization code flow"),
    (
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
        "algorithms we believe (it offers HS256, none)",
    ),
    ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "in a way we do not know"),
)


def test_what_is_missing_at_the_provider_is_said(app, ada, sign_in, provider, sign_in_by):
    sign_in_by()
    hers = sign_in(ada)
    for provider.told, said in MISSING:
        assert said in hers.post("/settings/sign-in/trying", expect=200).text


REFUSED = (
    ({"issuer": "http://login.example.com"}, "https://"),
    ({"issuer": "login.example.com"}, "An address such as"),
    ({"issuer": "https://a:b@login.example.com"}, "An address such as"),
    ({"is_at_home": ""}, "https://"),
    ({"issuer": "https://login.example.com/?x=1"}, "Without what follows"),
    ({"client_id": ""}, "Both are needed"),
    ({"makes_role": "frontline", "domains": ""}, "in which domains"),
    ({"domains": "not a domain"}, "That is no domain"),
    ({"makes_role": "administrator"}, "One of these is expected"),
    ({"issuer": "", "client_id": "", "is_passwordless": "y"}, "nobody else could come in"),
)


def test_what_cannot_be_is_refused_under_its_field(app, ada, sign_in, drafted):
    hers = sign_in(ada)
    for changed, said in REFUSED:
        page = hers.post("/settings/sign-in/sign-in/draft", drafted | changed, expect=422).text
        assert said in page, changed


def test_it_is_an_administrators_alone(app, max_, lena, olga, eve, sign_in, provider, sign_in_by):
    sign_in_by()
    for person in (max_, lena, olga, eve):
        theirs = sign_in(person)
        theirs.get("/settings/sign-in", expect=404)
        theirs.post("/settings/sign-in/sign-in/draft", {"issuer": "https://evil.example"}, expect=404)
        theirs.post("/settings/sign-in/secret", {"issuer": provider.issuer, "secret": "x"}, expect=404)
        theirs.post("/settings/sign-in/trying", expect=404)
        theirs.post(f"/settings/people/{olga.id}/unlinking", expect=404)


def test_a_secret_for_a_provider_that_was_changed_meanwhile_is_not_kept(
    app, ada, sign_in, provider, sign_in_by
):
    sign_in_by()
    before = db.session.scalar(select(SigningIn.client_secret))
    hers = sign_in(ada)
    hers.post("/settings/sign-in/secret", {"issuer": "https://another.example", "secret": "x"})
    hers.post("/settings/sign-in/secret", {"issuer": provider.issuer, "secret": "  "})
    assert db.session.scalar(select(SigningIn.client_secret)) == before
    hers.post("/settings/sign-in/secret", {"issuer": provider.issuer, "forget": "1"})
    assert db.session.scalar(select(SigningIn.client_secret)) is None
