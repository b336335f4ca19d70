"""Who may do what through the API, for every route, scope and role, and for what is one's own, foreign and missing.

The routes come from the application. What each needs is read off its address, and what each role may is written here as
the specification has it; a route, a body or a filter that this file knows nothing of fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import time_machine

from cxloop.api.entrance import LARGEST_ID, PREFIX
from cxloop.entrances import policies_of
from cxloop.people.models import Role, User
from cxloop.people.scopes import SCOPES, Needs
from tests.api.caller import Caller, calling
from tests.databases import Databases, forget_what_is_counted, rolled_back
from tests.guards.world import rules, undone
from tests.makers import AT, Maker

WITHOUT_A_TOKEN = {"/", "/openapi.json"}
NOBODYS = 10**17
"""A number that nothing has."""
AREAS_OF_OTHERS = {"drivers": "tickets"}
"""Lists that belong to the work of another area."""
TOLD_TO_ALL = {"surveys", "improvements", "drivers"}
"""What is the same for every team."""

HERE, ELSEWHERE = ("olga", "lena"), ("zoe", "sara", "alone")
ABOVE = tuple(role for role in Role if role not in {Role.FRONTLINE, Role.LEAD})

ALL = set(SCOPES)
OF_TICKETS = {"tickets:read", "tickets:write", "responses:read", "contacts:read", "accounts:read"}
WITHOUT_NAMES = {"surveys:read", "improvements:read"}
MAY = {
    Role.FRONTLINE: OF_TICKETS | WITHOUT_NAMES, Role.LEAD: OF_TICKETS | WITHOUT_NAMES,
    Role.MANAGER: ALL, Role.ADMINISTRATOR: ALL, None: ALL,
    Role.EXECUTIVE: WITHOUT_NAMES, Role.ANALYST: WITHOUT_NAMES, Role.AUDITOR: WITHOUT_NAMES,
}  # fmt: skip
"""None: a program of nobody, made at the command line."""
BODIES: dict[str, dict[str, Any]] = {
    "/responses": {"survey": "onboarding", "score": 9, "external_id": "R-1"},
    "/contacts": {"email": "new@x.example", "name": "New"},
    "/accounts": {"name": "New"},
    "/invitations": {"survey": "onboarding", "people": [{"email": "new@x.example"}]},
    "/tickets/*/taking": {}, "/tickets/*/assignments": {"owner": None}, "/tickets/*/notes": {"body": "Called."},
    "/tickets/*/letters": {"subject": "News", "body": "It is on its way."},
    "/tickets/*/snooze": {"until": "2026-03-11T09:00:00Z", "reason": "On a train."},
    "/tickets/*/tasks": {"owner": "tom@example.com", "what": "A name.", "due_at": "2026-03-11T09:00:00Z"},
    "/tickets/*/tasks/*/answer": {"answer": "Omar."}, "/tickets/*/tasks/*/dropping": {"why": "They left."},
    "/tickets/*/promises": {"what": "A credit note.", "due_at": "2026-03-11T09:00:00Z"},
    "/tickets/*/promises/*/keeping": {}, "/tickets/*/promises/*/moving": {"due_at": "2026-03-11T09:00:00Z"},
    "/tickets/*/promises/*/dropping": {"why": "They left."},
    "/tickets/*/waiting": {"kind": "customer", "until": "2026-03-11T09:00:00Z", "reason": "The invoice."},
    "/tickets/*/going-on": {}, "/tickets/*/acknowledgement": {},
    "/tickets/*/contacts": {"outcome": "reached", "channel": "phone"},
    "/tickets/*/resolution": {"action": "Called."}, "/tickets/*/reopening": {"reason": "It came back."},
}  # fmt: skip
SAYS_NOTHING_OF_ANYBODY = {
    "limit", "cursor", "state", "priority", "open", "score_at_most", "answered_from", "answered_before", "survey",
}  # fmt: skip
"""Filters that name no customer, colleague or team."""


@dataclass(frozen=True)
class There:
    """North's customer with a ticket and an answer, South's, and a program of everybody with each scope alone."""

    app: Any
    norths: dict[str, Any]
    named: dict[str, tuple[Any, Any]]
    """A filter's value that North's customer has, and one that nobody has."""
    people: dict[str, User | None]
    programs: dict[tuple[str, str], Caller]

    def role(self, who: str) -> str | None:
        person = self.people[who]
        return person.role if person else None


def shape(rule: str) -> str:
    """The rule below the API's prefix, with a star for what it names."""
    return re.sub(r"<[^>]+>", "*", rule.removeprefix(PREFIX))


def area_of(path: str) -> str:
    return path.split("/")[1]


def scope_of_address(method: str, path: str) -> str:
    """As the specification has it: reading needs the area's read scope, anything else its write scope."""
    area = AREAS_OF_OTHERS.get(area_of(path), area_of(path))
    return f"{area}:{'read' if method == 'GET' else 'write'}"


def routes(app: Any) -> list[tuple[str, str]]:
    found = [(method, shape(rule.rule)) for method, rule in rules(app) if rule.rule.startswith(PREFIX)]
    return [(method, path) for method, path in found if path not in WITHOUT_A_TOKEN]


def company(make: Maker, team: Any, name: str, owner: User) -> dict[str, Any]:
    account = make.account(f"{name} Impianti", domain=f"{name.lower()}.example", external_id=f"A-{name}")
    contact = make.contact(
        f"Carl {name}", account, email=f"carl@{name.lower()}.example", external_id=f"C-{name}"
    )
    ticket = make.ticket(contact=contact, owner=owner, team=team, survey=make.survey(f"of-{name}", team=team))
    ticket.account_id = account.id
    return {
        "tickets": ticket.id, "contacts": contact.id, "accounts": account.id, "responses": ticket.response_id,
        "team": team.id, "external": ticket.response.external_id,
    }  # fmt: skip


@pytest.fixture(scope="module")
def there(databases: Databases) -> Iterator[There]:
    app, make = databases.shared_app("sqlite"), Maker()
    with time_machine.travel(AT, tick=False), rolled_back(app):
        north, south = make.team("North"), make.team("South")
        people: dict[str, User | None] = {
            "olga": make.user("Olga", Role.FRONTLINE, north), "lena": make.user("Lena", Role.LEAD, north),
            "zoe": make.user("Zoe", Role.FRONTLINE, south), "sara": make.user("Sara", Role.LEAD, south),
            "alone": make.user("Alone", Role.FRONTLINE),
            **{role: make.user(role.capitalize(), role) for role in ABOVE},
            "nobody": None,
        }  # fmt: skip
        olga, zoe = people["olga"], people["zoe"]
        assert olga
        assert zoe
        make.survey()
        norths = company(make, north, "North", olga)
        company(make, south, "South", zoe)
        norths |= {"improvements": make.improvement(raised_by_id=olga.id).id, "surveys": "onboarding"}
        named = {
            "email": ("carl@north.example", "x@none.example"), "name": ("North Impianti", "None at all"),
            "domain": ("north.example", "none.example"), "owner": (olga.email, "x@none.example"),
            "contact_id": (norths["contacts"], NOBODYS), "account_id": (norths["accounts"], NOBODYS),
            "team_id": (norths["team"], NOBODYS),
        }  # fmt: skip
        programs = {
            (who, scope): calling(app, scope, person) for who, person in people.items() for scope in SCOPES
        }
        yield There(app, norths, named, people, programs)


def ask(there: There, who: str, scope: str, method: str, path: str, named: Any = None) -> Any:
    """The answer, with nothing of it left behind."""
    program = there.programs[who, scope]
    address = path.replace("*", str(named))
    body = BODIES[path] if method == "POST" else None
    if method == "POST" and who == "nobody" and path.startswith("/tickets"):
        olga = there.people["olga"]
        assert olga
        body = {**BODIES[path], "by": olga.email}
    forget_what_is_counted(there.app)
    with undone():
        return program.get(address, expect=None) if method == "GET" else program.post(address, body)


def test_a_route_of_the_api_needs_what_its_address_says(there):
    policies = policies_of(there.app)
    assert {Needs(scope) for scope in SCOPES} >= {
        policy for policy in policies.values() if isinstance(policy, Needs)
    }
    for method, rule in rules(there.app):
        path = shape(rule.rule)
        if rule.rule.startswith(PREFIX) and path not in WITHOUT_A_TOKEN:
            assert policies[rule.endpoint] == Needs(scope_of_address(method, path)), f"{method} {path}"


@pytest.mark.parametrize("who", [*HERE, *ELSEWHERE, *ABOVE, "nobody"])
def test_a_program_does_what_its_scope_and_its_person_may(there, who):
    wrong = []
    for method, path in routes(there.app):
        named = there.norths[area_of(path)] if "*" in path else None
        needed = scope_of_address(method, path)
        for scope in SCOPES:
            answer = ask(there, who, scope, method, path, named)
            kind = (answer.json or {}).get("type") if answer.status_code >= 400 else None
            if scope != needed:
                good = answer.status_code == 403 and kind == "urn:cxloop:scope-missing"
            elif scope not in MAY[there.role(who)]:
                good = answer.status_code == 403 and kind == "urn:cxloop:person-may-not"
            elif named and area_of(path) not in TOLD_TO_ALL and who in ELSEWHERE:
                good = answer.status_code == 404
            else:
                good = answer.status_code in {200, 201, 409, 422}
            if not good:
                wrong.append(f"{method} {path} with {scope}: {answer.status_code} {kind}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ELSEWHERE)
def test_what_is_another_teams_is_as_what_is_not_there(there, who):
    for method, path in routes(there.app):
        if "*" not in path or area_of(path) in TOLD_TO_ALL:
            continue
        scope = scope_of_address(method, path)
        foreign, missing = (
            ask(there, who, scope, method, path, number)
            for number in (there.norths[area_of(path)], LARGEST_ID)
        )
        assert (foreign.status_code, foreign.data) == (404, missing.data), f"{method} {path}"
        assert [*foreign.headers.keys()] == [*missing.headers.keys()], f"{method} {path}"


@pytest.mark.parametrize("who", ELSEWHERE)
def test_no_filter_of_a_list_tells_that_somebody_elsewhere_is_there(there, who):
    policies = policies_of(there.app)
    for method, rule in rules(there.app):
        path = shape(rule.rule)
        view: Any = there.app.view_functions[rule.endpoint]
        if not isinstance(policies[rule.endpoint], Needs) or (query := _operation(view).query) is None:
            continue
        for field in msgspec.structs.fields(query):
            if field.encode_name in SAYS_NOTHING_OF_ANYBODY:
                continue
            scope = scope_of_address(method, path)
            if scope not in MAY[there.role(who)]:
                continue
            asked = (
                _external(there, path)
                if field.encode_name == "external_id"
                else there.named[field.encode_name]
            )
            answers = [there.programs[who, scope].get(path, **{field.encode_name: value}) for value in asked]
            assert answers[0].data == answers[1].data, f"{path}?{field.encode_name}="
            everybodys = there.programs[Role.MANAGER, scope].get(path, **{field.encode_name: asked[0]})
            assert everybodys.json["items"], f"{path}?{field.encode_name}= finds nothing at all"


def _external(there: There, path: str) -> tuple[str, str]:
    ours = {"contacts": "C-North", "accounts": "A-North", "responses": there.norths["external"]}
    return ours[area_of(path)], "none"


def _operation(view: Any) -> Any:
    while not hasattr(view, "operation"):
        view = view.__wrapped__
    return view.operation


def test_every_body_here_is_a_routes(there):
    assert {path for method, path in routes(there.app) if method == "POST"} == set(BODIES)
