"""The harness itself: what a test leaves behind, whom it may call, what an audit finds."""

import socket

import pytest
from sqlalchemy import func, select

from cxloop.database import NetworkInsideUnit, db, unit_of_work
from cxloop.people.models import Team, User
from tests.page_audit import faults_of
from tests.sockets import NetworkForbidden

GOOD = """<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>
<form method="post"><input type="hidden" name="csrf_token" value="x"><input type="hidden" name="once" value="y">
<label for="a">A</label><input id="a" name="a">
<button>Save</button></form></main></body></html>"""


@pytest.mark.parametrize("round_", [1, 2])
def test_a_commit_inside_a_test_is_gone_after_it(app, make, round_):
    make.team("North")
    unit_of_work(lambda: db.session.add(Team(key="other", name="Other")))
    assert db.session.scalar(select(func.count(Team.id))) == 2


def test_a_refused_unit_leaves_what_was_there_before(app, make):
    make.team("North")

    def work() -> None:
        db.session.add(Team(key="north", name="the same key"))

    with pytest.raises(Exception, match="(?i)unique"):
        unit_of_work(work)
    assert db.session.scalar(select(func.count(Team.id))) == 1


def test_a_request_sees_what_the_test_made_and_the_test_what_the_request_did(olga, sign_in):
    visitor = sign_in(olga)
    visitor.post("/language", {"language": "it"})
    assert db.session.get_one(User, olga.id).language == "it"
    assert olga.language == "it"


def test_nobody_outside_this_machine_can_be_called():
    with pytest.raises(NetworkForbidden), socket.socket() as caller:
        caller.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkForbidden):
        socket.getaddrinfo("slack.com", 443)


def test_nobody_at_all_can_be_called_inside_a_unit_of_work(app):
    def work() -> None:
        with socket.socket() as caller:
            caller.connect(("127.0.0.1", 9))

    with pytest.raises(NetworkInsideUnit):
        unit_of_work(work)


def test_a_good_page_has_no_faults():
    assert faults_of(GOOD) == ()


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<h1>A page</h1>", "<h2>A page</h2>", "0 h1"),
        ('lang="en"', "", "lang"),
        ('<label for="a">A</label>', "", "no label"),
        ('<label for="a">A</label>', '<label for="b">A</label>', "points nowhere"),
        ("<button>", '<button id="a">', "2 times"),
        ('name="csrf_token"', 'name="other"', "csrf_token"),
        (' method="post"', "", "no method"),
        ("<button>", '<button onclick="x()">', "inline onclick"),
        ("<button>", '<button style="color:red">', "inline style"),
        ("<button>Save", "<script>1</script><button>Save", "inline <script>"),
        ("<title>A page</title>", "", "no title"),
        ("Save", "", "without words"),
        ("<button>", "</p></b><button>", "not HTML"),
    ],
)
def test_an_audit_finds(before, after, fault):
    page = GOOD.replace(before, after)
    assert page != GOOD
    assert any(fault in found for found in faults_of(page)), faults_of(page)
