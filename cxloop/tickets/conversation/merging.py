"""Merge fields: what a template says in braces is filled in for one customer. Described once, here. Pure."""

import re
from collections.abc import Mapping

from cxloop.language import marked as _

FIELDS: dict[str, str] = {
    "greeting": _("“Dear” with their name, or “Good day” where none is known"),
    "name": _("the customer's name"),
    "account": _("the customer's company"),
    "said": _("what they told us, shortened"),
    "said_on": _("the day they told us"),
    "ticket": _("the number of the ticket"),
    "writer": _("the colleague who writes"),
    "company": _("our company"),
    "call_hours": _("when we call"),
}
FIELD = re.compile(r"\{([a-z_]{1,40})\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no field, each once."""
    return list(dict.fromkeys(name for name in FIELD.findall(text) if name not in FIELDS))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with each field replaced; a field of which nothing is known stays as it is, for somebody to see."""
    return FIELD.sub(lambda found: facts.get(found[1]) or found[0], text)


def left_open(text: str) -> list[str]:
    """The fields that still stand in a text, each once."""
    return list(dict.fromkeys(name for name in FIELD.findall(text) if name in FIELDS))
