"""Rules on their page: a sentence line by line, without a script; moved by hand; what cannot be is refused in place."""

from html import unescape

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.settings.parts import PARTS
from cxloop.tickets.models import Rule, Ticket

RULES = PARTS["rules"]


@pytest.fixture
def company(make, north):
    survey = make.survey(team=north, ticket_low=6)
    account = make.account("Alpha", tier="A")
    make.response(3, survey=survey, contact=make.contact("Kay", account))
    make.response(7, survey=survey, contact=make.contact("Sam"))
    return survey


def page(visitor, path: str) -> str:
    return " ".join(unescape(visitor.get(path).get_data(as_text=True)).split())


def lines(*given, **more):
    """A form as a browser sends it: every line has all its controls."""
    names = ("join", "what", "of", "value")
    rows = [*given, ("and", "", "", ""), ("or", "", "", "")]
    sent = {f"conditions-{name}": [row[place] for row in rows] for place, name in enumerate(names)}
    return {"name": "Important", "action": "ticket", "position": "", **sent, **more}


def test_a_rule_is_written_line_by_line_tried_and_switched_on(company, max_, sign_in):
    visitor = sign_in(max_)
    form = lines(
        ("and", "score:at_most", "", "7"), ("and", "tier:is", "", "A"), ("or", "low_answers:at_least", "90", "2"),
        priority="urgent",
    )  # fmt: skip
    kept = visitor.post("/settings/rules/new/draft", form)
    html = page(visitor, kept.location.partition("#")[0])
    assert "“Low score” names today is named by “Important”" in html
    assert 'value="tier:is" selected' in html
    draft = html.partition('name="draft" value="')[2].partition('"')[0]
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    visitor.post("/settings/rules/new/switching", {"draft": draft, "seen": seen, "when": "now"})
    assert RULES.read(db.session(), "important")["conditions"] == {
        "all": [
            {"field": "score", "op": "at_most", "value": 7},
            {"any": [{"field": "tier", "op": "is", "value": "A"},
                     {"field": "low_answers", "op": "at_least", "value": 2, "of": 90}]},
        ]
    }  # fmt: skip


def test_what_cannot_be_is_refused_with_what_was_typed(company, max_, sign_in):
    visitor = sign_in(max_)
    answer = visitor.post(
        "/settings/rules/new/draft", lines(("and", "score:at_most", "", "many")), expect=422
    )
    html = " ".join(unescape(answer.get_data(as_text=True)).split())
    assert "the score: a whole number from 0 to 100 is expected." in html
    assert 'value="many"' in html
    visitor.post("/settings/rules/new/draft", lines(), expect=422)
    for what in ("mood:is", "::", "score:is", "tier:at_most"):
        visitor.post("/settings/rules/new/draft", lines(("and", what, "", "1")), expect=422)


def test_a_tree_from_a_file_stays_unless_lines_are_written(company, max_, sign_in, at):
    rule = db.session.query(Rule).one()
    score = {"field": "score", "op": "at_most", "value": 4}
    tree = {"any": [{"all": [score, {"field": "tier", "op": "is", "value": "A"}]}, score]}
    rule.conditions = tree
    db.session.commit()
    visitor = sign_in(max_)
    html = page(visitor, "/settings/rules/low-score")
    assert "(the score is at most 4 and account tier is A) or the score is at most 4" in html
    whole = unescape(html.partition('name="conditions-whole" value="')[2].partition('">')[0])
    form = lines(name="Renamed", position="0") | {"conditions-whole": whole}
    visitor.post("/settings/rules/low-score/draft", form)
    html = page(visitor, "/settings/rules/low-score")
    assert "Name: “Renamed” instead of “Low score”" in html


def test_a_rule_is_moved_as_a_draft(company, max_, sign_in, at):
    visitor = sign_in(max_)
    db.session.add(Rule(key="second", name="Second", position=20, created_at=at))
    db.session.commit()
    moved = visitor.post("/settings/rules/second/moving", {"to": "up"})
    assert "Place:" in page(visitor, moved.location.partition("#")[0])
    assert [item.key for item in RULES.items(db.session())] == ["low-score", "second"]
    assert visitor.post("/settings/rules/low-score/moving", {"to": "up"}).location == "/settings/rules"
    visitor.post("/settings/teams/north/moving", {"to": "up"}, expect=404)


def test_an_empty_company_is_offered_a_set(make, north, max_, sign_in):
    visitor = sign_in(max_)
    assert "What does your company do?" in page(visitor, "/settings/rules")
    looked = visitor.post("/settings/rules/starting", {"name": "accounts"}, expect=200).get_data(as_text=True)
    assert "Important account" in looked
    visitor.post("/settings/rules/starting", {"name": "accounts", "switch": "1"})
    html = page(visitor, "/settings/rules")
    assert html.index("Important account") < html.index("Low score")


def test_the_commands_say_what_they_do():
    told = CliRunner().invoke(cxloop, ["rules", "--help"]).output
    assert "try" in told
    assert "why" in told


def test_a_ticket_says_why_it_opened_and_leads_to_its_rule(company, max_, sign_in):
    ticket = db.session.scalars(select(Ticket)).one()
    html = page(sign_in(max_), f"/tickets/{ticket.id}")
    assert "“Low score”, version 1: NPS 3 ≤ 6." in html
    assert 'href="/settings/rules/low-score"' in html


def test_a_rule_of_ours_is_read_in_ones_language_and_kept_as_one(company, max_, sign_in):
    max_.language = "it"
    db.session.commit()
    visitor = sign_in(max_)
    ticket = db.session.scalars(select(Ticket)).one()
    for path in ("/settings/rules", "/settings/rules/low-score", f"/tickets/{ticket.id}"):
        html = page(visitor, path)
        assert "Punteggio basso" in html, path
        assert "Low score" not in html, path
    form = lines(("and", "score:at_most", "", "4"), name="Punteggio basso", position="100")
    html = page(visitor, visitor.post("/settings/rules/low-score/draft", form).location.partition("#")[0])
    assert "Nome:" not in html, "the name is the one that was there"
