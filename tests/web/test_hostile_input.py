"""What somebody sends who means harm, with every role's login and without: nothing breaks, and nothing leaks."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import insert, select

from cxloop.database import db
from cxloop.people.models import SignIn, SignInAttempt
from cxloop.tickets import links
from cxloop.tickets.models import Verification
from cxloop.web.cells import harmless
from tests.makers import PASSWORD

ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
HUGE = "9" * 20


@pytest.fixture
def question(app, make, olga, north):
    """The link in a customer's letter."""
    make.survey(team=north)
    asked = make.resolved(make.ticket(owner=olga), olga)
    found = db.session.scalars(select(Verification).filter_by(resolution_id=asked.id)).one()
    return f"/v/{links.link(app.config['SETTINGS'].secret_key, found.id, found.nonce)}"


@pytest.fixture
def improvement(make, max_):
    return f"/improvements/{make.improvement(raised_by_id=max_.id).id}"


# text that a database refuses


def test_nul_in_a_sign_in_is_a_wrong_password(client):
    client.post("/sign-in", {"email": "a\0b@example.com", "password": "x\0y"}, expect=422)


def test_nul_in_a_customer_s_words_loses_no_answer(client, question):
    client.post(question, {"answer": "no", "comment": "Still\0 broken\u202e."})
    (said,) = db.session.scalars(select(Verification.comment).where(Verification.answer == "no"))
    assert said == "Still broken."


def test_nul_is_in_no_field_and_no_address(app):
    with app.test_request_context("/tickets?q=a%00b", method="POST", data={"name": ["a\0", "\0b"]}) as there:
        assert there.request.args["q"] == "ab"
        assert there.request.form.getlist("name") == ["a", "b"]


# figures that no database and no calendar holds


@pytest.mark.parametrize(
    "after", ["0001-01-01T00:00:00+10:00~1", "9999-12-31T23:00:00-10:00~1", "today~1", "~"]
)
def test_a_cursor_out_of_the_calendar_is_the_first_page(sign_in, max_, after):
    sign_in(max_).get("/loop", query_string={"show": "overdue", "after": after})


def test_a_cause_beyond_every_number_is_refused(sign_in, max_):
    fields = {"title": "Call before", "problem": "They wait.", "driver_id": HUGE}
    sign_in(max_).post("/improvements", fields, expect=422)


@ONE_ENGINE
@pytest.mark.parametrize(
    "hostile",
    [
        {"washout_days": "-99999999999"}, {"washout_days": "-9999999"}, {"washout_days": HUGE},
        {"live_on": "9999-12-31", "washout_days": "365"}, {"measure_on": "0001-01-01"}, {"owner_id": HUGE},
        {"expected_fall": "sNaN"}, {"expected_fall": "1e999999"}, {"baseline_last": "9999-12-31"},
    ],
    ids=str,
)  # fmt: skip
def test_a_plan_of_nonsense_is_refused(sign_in, max_, improvement, hostile):
    plan = {
        "title": "Call before",
        "problem": "They wait.",
        "live_on": "2026-03-01",
        "measure_on": "2026-04-01",
    }
    sign_in(max_).post(f"{improvement}/plan", {**plan, "washout_days": "0", **hostile}, expect=422)


@ONE_ENGINE
@pytest.mark.parametrize("zone", ["America/Juneau", "Etc/GMT+12"])
def test_a_day_at_the_end_of_the_calendar_is_refused_in_every_zone(sign_in, make, max_, zone):
    max_.time_zone = zone
    ticket = make.ticket()
    browser = sign_in(max_)
    for day in ("0001-01-01", "9999-12-31"):
        closing = {
            "kind": "resolved",
            "cause_unknown_because": "x",
            "action": "y",
            "told_how": "phone",
            "told_on": day,
        }
        browser.post(f"/tickets/{ticket.id}/resolution", closing, expect=422)
        contact = {"outcome": "no_answer", "channel": "phone", "next_step_on": day}
        browser.post(f"/tickets/{ticket.id}/contacts", contact, expect=422)


# words that mean something to the framework


@pytest.mark.parametrize(
    "name", ["figure", "endpoint", "before", "_method", "_anchor", "_external", "values"]
)
@ONE_ENGINE
def test_an_address_cannot_argue_with_the_links_of_its_page(sign_in, max_, name):
    sign_in(max_).get("/reports/rows/ladder", query_string={name: "POST"})


@ONE_ENGINE
def test_an_address_cannot_choose_the_scheme_of_a_link(sign_in, max_):
    page = sign_in(max_).get("/reports/rows/ladder?_scheme=javascript&_external=1&x=%0Aalert(1)").text
    assert "javascript:" not in page
    assert "alert" not in page.partition("<main")[2]


# other teams


@ONE_ENGINE
def test_what_else_is_open_at_a_company_is_shown_only_within_scope(sign_in, make, north, south, olga, max_):
    company = make.account("Rossi Impianti")
    people = [make.contact(name, company) for name in ("Carl Rossi", "Vera Bianchi", "Nino Verdi")]
    make.survey(team=north)
    ours, beside, theirs = [
        make.ticket(contact=contact, comment=f"{contact.name} is angry", team=team)
        for contact, team in zip(people, (north, north, south), strict=True)
    ]
    for ticket in (ours, beside, theirs):
        ticket.account_id, ticket.owner_id = company.id, None
    db.session.commit()
    page = sign_in(olga).get(f"/tickets/{ours.id}").text
    assert "Vera Bianchi" in page
    assert "Nino Verdi" not in page
    assert f"/tickets/{theirs.id}" not in page
    assert "Nino Verdi" in sign_in(max_).get(f"/tickets/{ours.id}").text


# sheets


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), (" \u00a0@SUM(A1)", "' \u00a0@SUM(A1)"), ("＝1+1", "'＝1+1"),
        ("\n=1", "'\n'=1"), ("-5", "-5"),
        ("+3,5", "+3,5"), ("-5+cmd|' /C calc'!A0", "'-5+cmd|' /C calc'!A0"), ("late;=1+1", "late;'=1+1"),
        ("late\t @x", "late\t' @x"), ('late\n"-1', "late\n'\"-1"), ("a=b - c; d", "a=b - c; d"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula_in_a_spreadsheet_of_any_country(text, cell):
    assert harmless(text) == cell


@ONE_ENGINE
def test_rows_of_a_report_hold_no_formula(sign_in, make, north, max_, at):
    make.survey(team=north)
    make.ticket(contact=make.contact(' ＝HYPERLINK("http://evil.example");@x', email="c@customer.example"))
    days = {"from": (at - timedelta(days=9)).date().isoformat(), "last": at.date().isoformat()}
    sheet = sign_in(max_).get("/reports/rows/ladder.csv", query_string=days).text
    (customer,) = [row[1] for row in csv.reader(StringIO(sheet.lstrip("\ufeff")))][1:]
    assert customer == "' ＝HYPERLINK(\"http://evil.example\");'@x"


# sessions and addresses


def test_signing_in_again_ends_the_session_this_browser_had(client, make, olga, tom):
    make.password(olga), make.password(tom)
    for person in (olga, tom):
        client.post("/sign-in", {"email": person.email, "password": PASSWORD})
    ended = {row.user_id: row.ended_at is not None for row in db.session.scalars(select(SignIn))}
    assert ended == {olga.id: True, tom.id: False}


def test_a_form_is_taken_over_https_from_a_page_that_sends_no_referrer(databases):
    """The customer's page sends none, lest its link be known elsewhere."""
    from cxloop import create_app
    from tests.databases import dispose

    made = create_app(databases.settings(databases.fresh_url("sqlite"), PUBLIC_URL="https://cx.example.com"))
    browser, over = made.test_client(), {"base_url": "https://cx.example.com"}
    token = re.search('name="csrf_token" value="([^"]+)"', browser.get("/begin", **over).text)[1]
    fields = {"csrf_token": token, "language": "it"}
    assert browser.post("/language", data=fields, **over).status_code == 302
    assert browser.post("/language", data={"language": "it"}, **over).status_code == 400
    dispose(made)


def test_only_as_many_forwarded_addresses_are_believed_as_there_are_proxies(databases, clock):
    from cxloop import create_app
    from tests.databases import dispose

    made = create_app(databases.settings(databases.fresh_url("sqlite"), PROXIES="1"))
    made.config["WTF_CSRF_ENABLED"] = False
    browser, statuses = made.test_client(), []
    for number in range(22):
        headers = {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.7"}
        fields = {"email": f"{number}@example.com", "password": "x"}
        statuses.append(browser.post("/sign-in", data=fields, headers=headers).status_code)
    assert set(statuses[:19]) == {422}
    assert statuses[-1] == 429
    with made.app_context():
        assert db.session.scalars(select(SignInAttempt)).all()
    dispose(made)


@ONE_ENGINE
def test_only_wrong_passwords_use_up_the_tries_of_a_minute(app, clock, make, monkeypatch):
    from cxloop.people.passwords import hashed

    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    olga = make.user("Olga", password_hash=hashed("a long enough one"))
    browser = app.test_client()

    def tries(password: str) -> int:
        return browser.post("/sign-in", data={"email": olga.email, "password": password}).status_code

    assert [tries("a long enough one") for _ in range(25)] == [302] * 25
    assert [tries("a wrong guess") for _ in range(6)] == [422] * 5 + [429]
    assert tries("a long enough one") == 429


# what the log keeps


@ONE_ENGINE
def test_an_error_is_logged_without_the_values_it_was_made_from(app, sign_in, max_, monkeypatch, capsys):
    from cxloop.web.tickets import lists

    def broken(_args, **_more):
        canary = "a customer's words"
        db.session.execute(insert(SignIn).values(token_hash=canary))

    monkeypatch.setattr(lists, "asked", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    sign_in(max_).get("/tickets", expect=500)
    logged = capsys.readouterr().out
    assert "unexpected_error" in logged
    assert "Traceback" in logged
    assert "a customer's words" not in logged
