"""What somebody does who means harm with the ways in: nothing breaks, and nobody reads what is another team's."""

import re
from contextvars import Context
from io import BytesIO

import pytest
from sqlalchemy import select

from cxloop.accounts.models import AccountFile
from cxloop.database import db
from tests.breadth import IS_WIDE
from tests.guards.world import rules, undone, world

ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
ROOMS = {
    "sources", "invitations", "survey", "leaving", "interviews", "told", "contacts", "accounts", "duplicates", "tokens",
}  # fmt: skip
BEYOND = (2**63, 10**30)
DIGITS = "9" * 400
JUNK = ("%00", "%ED%A0%80", DIGITS, "9223372036854775808", "9999-12-31", "a" * 20_000)
FORMS = {
    "told.write_down": "who=Dora&said=Late&need=somebody&care=me&nonce=aaaaaaaaaaaa&email=&phone=&company=&contact=",
    "interviews.write_down": "title=T&kind=interview&about=experience&held_on=2026-03-01&method=phone&team=&notes=",
    "interviews.change": "title=T&kind=interview&about=experience&held_on=2026-03-01&method=phone&seen_version=1",
    "interviews.introduce": "who=Dora&contact=&role=&consent_record=y&consented_on=",
    "interviews.transcribe": "pasted=Dora%3A+no",
    "interviews.mark": "quote=never&severity=2&starts=&ends=&participant=&driver=&emotion=&stage=&why_1=",
    "interviews.improve": "title=Call&improvement=",
    "contacts.edit": "name=N&email=n%40x.example&phone=&buying_role=&language=&external_id=&seen=0&may_contact=y",
    "accounts.edit": "name=N&domain=&tier=&yearly_value=&renews_on=&owner=&external_id=&seen=0",
    "duplicates.merge": "kept=1",
    "invitations.describe": "name=N&colour=%23abcdef&quarantine_days=3",
    "invitations.write": "question_it=&why_en=&sender=&remind_after_days=&expires_after_days=30",
    "invitations.invite_one": "email=n%40x.example&name=&language=",
    "sources.connect": "platform=generic&survey=new&name=N&metric=nps&scale_min=0&scale_max=10",
    "sources.renew_secret": "signing_secret=",
    "tokens.make": "name=N&scopes=responses%3Aread&ends=90",
    "survey.answer": "score=3&comment=",
}


@pytest.fixture
def there(app, make, clock):
    return world(app, make)


def sent(visitor, method, path, body=""):
    """One request of an administrator's browser, its body as it is."""
    db.session.commit()
    form = {"data": f"csrf_token={visitor.csrf_token()}&{body}"} if method == "POST" else {}
    kind = "application/x-www-form-urlencoded"
    answer = Context().run(visitor.browser.open, path, method=method, content_type=kind, **form)
    answer.close()
    db.session.expire_all()
    return answer


# what a database cannot hold


@pytest.mark.both_engines
def test_an_address_with_a_number_beyond_every_row_is_not_found(app, there):
    ada = there.visitor("administrator")
    numbered = [
        (method, rule, name)
        for method, rule in rules(app)
        for name in rule.arguments
        if name.endswith("_id") and rule.endpoint.partition(".")[0] in ROOMS
    ]
    assert len(numbered) > 50
    for turn, (method, rule, name) in enumerate(numbered):
        for number in BEYOND if IS_WIDE else BEYOND[turn % 2 :: 2]:
            path = re.sub(rf"<(?:[^<>]*:)?{name}>", str(number), rule.rule)
            path = re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda other: str(there.values[other[1]]), path)
            assert sent(ada, method, path).status_code == 404, (method, path)


@pytest.mark.both_engines
def test_junk_in_any_field_of_a_form_breaks_nothing(app, there):
    ada = there.visitor("administrator")
    for method, rule in rules(app):
        if method != "POST" or rule.endpoint not in FORMS:
            continue
        fields = FORMS[rule.endpoint].split("&")
        for place, field in enumerate(fields):
            for junk in JUNK if IS_WIDE else JUNK[place % 3 :: 3]:
                body = "&".join([*fields[:place], f"{field.partition('=')[0]}={junk}", *fields[place + 1 :]])
                with undone():
                    answer = sent(ada, method, there.path(rule), body)
                assert answer.status_code < 500, (rule.rule, field, junk[:30])


@ONE_ENGINE
@pytest.mark.parametrize(
    ("endpoint", "field"),
    [
        ("invitations.describe", "quarantine_days"), ("invitations.write", "expires_after_days"),
        ("invitations.write", "remind_after_days"), ("sources.connect", "scale_max"),
    ],
)  # fmt: skip
def test_a_number_of_hundreds_of_digits_is_outside(app, there, endpoint, field):
    (rule,) = (rule for _method, rule in rules(app) if rule.endpoint == endpoint)
    kept = [one for one in FORMS[endpoint].split("&") if not one.startswith(f"{field}=")]
    body = "&".join([*kept, f"{field}={DIGITS}"])
    assert sent(there.visitor("administrator"), "POST", there.path(rule), body).status_code == 422


@pytest.mark.parametrize("name", ["a\0b.csv", "../../etc/list.csv", "\u202efdp.csv"])
def test_the_name_of_a_list_is_fit_to_be_kept_and_shown(sign_in, max_, name):
    sign_in(max_).post("/accounts/files", {"file": (BytesIO(b"Name\nRossi\n"), name)})
    kept = db.session.scalars(select(AccountFile.filename)).one()
    assert not {"\0", "/", "\u202e"} & set(kept)
    assert kept.endswith(".csv")


@ONE_ENGINE
def test_a_file_in_the_place_of_a_text_is_no_text(sign_in, ada):
    for path in (
        "/programs",
        "/told",
        "/interviews",
        "/sources",
        "/invitations/company",
        "/invitations/surveys",
    ):
        fields = {name: (BytesIO(b"x"), "name.txt") for name in ("name", "who", "said", "title", "scopes")}
        sign_in(ada).post(path, fields, expect=422)


# other teams


@pytest.fixture
def shared(make, north, south):
    """A company with two people: Carl told Olga's team, Nino told Zoe's."""
    company = make.account("Rossi Impianti")
    carl, nino = make.contact("Carl Rossi", company), make.contact("Nino Verdi", company, email="n@x.example")
    make.response(9, "Carl is content.", contact=carl, survey=make.survey(team=north))
    make.response(2, "Nino is not.", contact=nino, survey=make.survey("service", team=south))
    db.session.commit()
    return company, carl, nino


@ONE_ENGINE
def test_a_companys_page_names_only_the_people_in_ones_sight(shared, sign_in, olga, zoe, max_):
    company, carl, nino = shared
    page = sign_in(olga).get(f"/accounts/{company.id}").text
    assert f"/contacts/{carl.id}" in page
    assert f"/contacts/{nino.id}" not in page
    assert "Nino" not in page
    assert "1 more person here belongs to another team" in page
    assert "Carl is content." not in sign_in(zoe).get(f"/accounts/{company.id}").text
    page = sign_in(max_).get(f"/accounts/{company.id}").text
    assert f"/contacts/{nino.id}" in page
    assert "another team" not in page


@ONE_ENGINE
def test_an_address_that_is_taken_names_nobody_out_of_sight(shared, sign_in, olga, max_):
    _company, carl, nino = shared
    form = {
        "name": "Carl",
        "email": nino.email,
        "seen": "0",
        "buying_role": "",
        "language": "",
        "company": "",
    }
    refused = sign_in(olga).post(f"/contacts/{carl.id}/edit", form, expect=422).text
    assert "Somebody else has this already" in refused
    assert "Nino" not in refused
    told = sign_in(max_).post(f"/contacts/{carl.id}/edit", form, expect=422).text
    assert "Somebody else has this e-mail address: Nino Verdi" in told


@ONE_ENGINE
def test_what_other_teams_call_a_stage_is_offered_to_nobody_else(make, sign_in, olga, zoe, north, south):
    make.interview("Late.", team_id=north.id, stage="Signing with Rossi")
    shown = make.interview("Late.", team_id=south.id, stage="First delivery")
    for path in ("/interviews/new", f"/interviews/{shown.id}", f"/interviews/{shown.id}/findings/new"):
        page = sign_in(zoe).get(path).text
        assert "First delivery" in page
        assert "Signing with Rossi" not in page
    assert "Signing with Rossi" in sign_in(olga).get("/interviews/new").text
