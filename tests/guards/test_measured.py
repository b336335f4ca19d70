"""A page has a figure in bench/RESULTS.md, or says why not: what nobody measures grows slow unseen."""

import json

from bench.pages import NOT_MEASURED, NOT_YET, rules
from tests.guards.sources import ROOT


def test_every_page_was_measured_or_says_why_not(app):
    """`python -m bench pages /the/rule` measures a new one."""
    facts = json.loads((ROOT / "bench" / "found.json").read_text())["pages"]["facts"]
    lines = (ROOT / "bench" / "RESULTS.md").read_text()
    unseen = {
        rule.rule
        for rule in rules(app)
        if rule.endpoint not in NOT_YET
        and (rule.rule not in facts["sqlite"] or f"| `{rule.rule}` |" not in lines)
    }
    assert unseen == set()


def test_what_is_left_out_is_there(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(NOT_MEASURED) | NOT_YET <= endpoints
