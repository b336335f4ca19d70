"""Each line of the route matrix, asked of the running pages as every role."""

import re
from collections.abc import Iterator

import pytest
import time_machine

from tests.databases import Databases, forget_what_is_counted, rolled_back
from tests.guards.route_matrix import FORMS, MATRIX, shape
from tests.guards.world import ROLES, World, rules, undone, world
from tests.makers import AT, Maker


@pytest.fixture(scope="module")
def one_world(databases: Databases) -> Iterator[World]:
    app = databases.shared_app("sqlite")
    with time_machine.travel(AT, tick=False), rolled_back(app):
        yield world(app, Maker())


@pytest.fixture
def there(one_world: World) -> World:
    """The same world for every line, for whatever is done in it is undone."""
    forget_what_is_counted(one_world.app)
    return one_world


def test_every_route_has_a_line_and_every_line_a_route(there):
    assert {(method, shape(rule.rule)) for method, rule in rules(there.app)} == set(MATRIX)


@pytest.mark.parametrize(("method", "rule"), sorted(MATRIX), ids=lambda part: part)
def test_a_route_lets_in_whom_it_should(there, method, rule):
    (found,) = (known for verb, known in rules(there.app) if (verb, shape(known.rule)) == (method, rule))
    path = there.path(found)
    status, may, *others = MATRIX[method, rule]
    fields = {name: there.values.get(value, value) for name, value in FORMS.get(rule, {}).items()}
    fields = {name: there.people["owner"].id if value == "owner" else value for name, value in fields.items()}
    answers = {}
    for role in ROLES:
        with undone():
            visitor = there.visitor(role)
            answer = (
                visitor.post(path, fields, expect=None)
                if method == "POST"
                else visitor.get(path, expect=None)
            )
            to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?")
            answers[role] = (
                "sign in"
                if to_sign_in or answer.headers.get("Location") == "/sign-in"
                else answer.status_code
            )
    turned_away = {"anonymous": "sign in", "deactivated": "sign in"}
    expected = {role: status if role in may else turned_away.get(role, 404) for role in ROLES}
    expected |= others[0] if others else {}
    if rule in {"/sign-out", "/begin", "/sign-in/elsewhere"} or (rule, method) == ("/sign-in/code", "POST"):
        expected = dict.fromkeys(ROLES, "sign in")
    assert answers == expected


def test_forbidden_and_missing_look_the_same(there):
    paths = [f"/tickets/{there.values['ticket_id']}", "/tickets/9", "/nothing"]
    with undone():
        zoe = there.visitor("elsewhere")
        zoe.get("/loop")  # sets the cookie of the form token
        answers = [zoe.get(path, expect=404) for path in paths]
    # the page names the address that was asked for, to come back to it in another language
    pages = [
        answer.get_data(as_text=True).replace(path, "") for path, answer in zip(paths, answers, strict=True)
    ]
    # each answer writes the forms' token and their one-time keys in another way
    bodies = {re.sub(r'="[\w.-]{40,}"', "", re.sub(r'name="once" value="[^"]*"', "", page)) for page in pages}
    assert len(bodies) == 1
    assert len({tuple(name for name, _ in answer.headers) for answer in answers[:2]}) == 1
