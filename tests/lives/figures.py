"""Last quarter's figures stay what they were, whatever became of the people since."""

from datetime import date, datetime, timedelta
from typing import Any

from cxloop.database import db
from cxloop.reports.as_json import as_json
from cxloop.reports.executive import executive
from cxloop.reports.period import Period
from tests.lives import leaving
from tests.lives.life import Life
from tests.makers import AT

CHANGES = (
    leaving.a_customer_refuses, leaving.a_customer_refuses, leaving.a_customer_agrees, leaving.somebody_moves,
    leaving.somebody_s_role_changes, leaving.somebody_leaves, leaving.a_team_gets_another_lead,
    leaving.a_company_changes, leaving.a_threshold_changes, leaving.a_rule_changes, leaving.a_promise_changes,
)  # fmt: skip


def of_the_first_part(until: date, as_of: datetime) -> dict[str, Any]:
    """What the executive page says of the days of a life until then, seen from a moment."""
    db.session.expire_all()
    page = as_json(executive(db.session(), Period(AT.date() - timedelta(days=60), until), as_of))
    return {name: page[name] for name in ("answers", "tickets", "customers", "figures")}


def changes_change_nothing(life: Life, until: date) -> None:
    """Consent, team, role, tier, lead, rule and promise change today; the past does not."""
    seen_at = life.now + timedelta(minutes=1)
    before = of_the_first_part(until, seen_at)
    for change in CHANGES:
        life.now += timedelta(seconds=1)
        change(life)
        db.session.commit()
    assert_same(before, of_the_first_part(until, seen_at))


def assert_same(before: dict[str, Any], after: dict[str, Any], path: str = "") -> None:
    """Raises with the first place where the two differ."""
    for name, was in before.items():
        if isinstance(was, dict) and isinstance(after[name], dict):
            assert_same(was, after[name], f"{path}{name}.")
        else:
            assert was == after[name], f"{path}{name}: {was} became {after[name]}"
