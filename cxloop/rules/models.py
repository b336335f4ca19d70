"""Which rules stood together, and what was made of an answer that they looked at more closely than its score."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Model, key


class RuleSet(Model):
    """The rules that were tried together, in their order: `Response.rule_set_id` says under which one was heard."""

    id: Mapped[int] = key()
    rules: Mapped[list[Any]]
    """Ids of versions of rules; rows are never changed."""
    made_at: Mapped[datetime]


class Verdict(Model):
    """What became of an answer whose score alone decided nothing: the rule that named it, and what was known then.

    An answer without such a row was decided by its score under its rule set: nobody has to ask for more.
    """

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    rule_id: Mapped[int | None]
    """None: no rule named it."""
    facts: Mapped[dict[str, Any]]
    """No words of the customer: only which of the rules' words they said."""
    at: Mapped[datetime]
