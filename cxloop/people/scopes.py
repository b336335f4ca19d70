"""What a program may do: the scopes of its token. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cxloop.people import policies
from cxloop.people.policies import Person, Policy

READ_AND_WRITE = ("responses", "contacts", "accounts", "tickets", "invitations")
READ_ONLY = ("surveys", "improvements")
SCOPES = (
    *(f"{area}:{verb}" for area in READ_AND_WRITE for verb in ("read", "write")),
    *(f"{area}:read" for area in READ_ONLY),
)


PERSON_NEEDS: dict[str, Policy] = {
    "responses:read": policies.works_tickets,
    "responses:write": policies.imports_answers,
    "contacts:read": policies.sees_customers,
    "contacts:write": policies.steers_customers,
    "accounts:read": policies.sees_customers,
    "accounts:write": policies.steers_customers,
    "tickets:read": policies.works_tickets,
    "tickets:write": policies.works_tickets,
    "invitations:read": policies.invites_customers,
    "invitations:write": policies.invites_customers,
    "surveys:read": policies.anyone_signed_in,
    "improvements:read": policies.reads_improvements,
}
"""A program may do what its token says and its person may do; what they may see is theirs too."""


class UnknownScope(ValueError):
    """A scope that does not exist; `name` is what was asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no scope {name!r}; known are all, read, {', '.join(SCOPES)}")
        self.name = name


@dataclass(frozen=True)
class Needs:
    """The policy of a route for programs: their token needs this scope. Nobody signed in by a browser has one."""

    scope: str

    def __call__(self, _person: Person) -> bool:
        return False

    def allows(self, scopes: Collection[str]) -> bool:
        return self.scope in scopes


def scopes_named(text: str) -> tuple[str, ...]:
    """ "all", "read" (everything, read only), or names between commas or spaces, in the order of SCOPES.

    Raises:
        UnknownScope: one of them does not exist, or none is named.
    """
    asked = text.replace(",", " ").split()
    found: set[str] = set()
    for name in asked or [text]:
        found |= set(_meant(name))
    return tuple(scope for scope in SCOPES if scope in found)


def _meant(name: str) -> Iterable[str]:
    if name == "all":
        return SCOPES
    if name == "read":
        return (scope for scope in SCOPES if scope.endswith(":read"))
    if name not in SCOPES:
        raise UnknownScope(name)
    return (name,)
