"""Every way in over HTTP is an entrance, and no entrance can be built without a policy: deny by default.

A room's blueprint is an `Entrance`; its routes name the policy that guards them. `OPEN` is for pages made for
everybody (signing in, the customer's question); `SIGNED` for programs that prove themselves by a signature.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask
from flask.typing import RouteCallable

from cxloop.people.policies import Person, Policy

REGISTRY = "cxloop-policies"


def OPEN(_person: Person) -> bool:  # noqa: N802 - reads as the constant it is: policy=OPEN
    """Everybody, signed in or not."""
    return True


def SIGNED(_person: Person) -> bool:  # noqa: N802 - a constant like OPEN
    """A program whose signature the view checks itself, before anything else."""
    return True


NEEDS_NO_USER = (OPEN, SIGNED)
TOLD_APART = "cxloop-errors-by-path"
"""Under this name an application keeps who tells errors below a path: {"/api/": a function from error to answer}."""


class PolicyMissing(RuntimeError):
    """A route was written without saying who may use it."""


class Entrance(Blueprint):
    """A blueprint that refuses routes without a policy."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.policies: dict[str, Policy] = {}

    # Flask promises to give back the type of view it was given; ours are all of one type.
    def route(self, rule: str, **options: Any) -> Callable[[RouteCallable], RouteCallable]:  # type: ignore[override]
        policy = options.pop("policy", None)
        if policy is None:
            raise PolicyMissing(f"{self.name}: {rule} does not say who may use it")
        register = super().route(rule, **options)

        def decorator(view: RouteCallable) -> RouteCallable:
            endpoint = options.get("endpoint") or view.__name__
            known = self.policies.setdefault(f"{self.name}.{endpoint}", policy)
            if known is not policy:
                raise PolicyMissing(f"{self.name}.{endpoint} is guarded by two policies")
            return register(view)

        return decorator


def policies_of(app: Flask) -> dict[str, Policy]:
    """The policy of each endpoint.

    Raises:
        PolicyMissing: a route of the app was registered around the entrances.
    """
    found: dict[str, Policy] = {"static": OPEN}
    for blueprint in app.blueprints.values():
        found |= getattr(blueprint, "policies", {})
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in found:
            raise PolicyMissing(f"{rule.rule} was registered without a policy")
    return found
