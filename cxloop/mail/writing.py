"""A letter's body from its template."""

from collections.abc import Mapping
from typing import Any

from flask import current_app


def written(name: str, facts: Mapping[str, Any]) -> str:
    """By the environment itself, for what pages add to their templates needs a visitor."""
    return current_app.jinja_env.get_template(name).render(facts)
