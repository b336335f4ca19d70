"""A survey's thresholds are changed in one place, which keeps what they were: old answers keep their verdict."""

import ast

from tests.guards.sources import CODE, asked_of, files, nodes

THRESHOLDS = {"report_low", "ticket_low", "urgent_low", "scale_min", "scale_max", "metric"}


KEEPS_THEM = CODE / "responses" / "thresholds.py"


@asked_of([path for path in files() if path != KEEPS_THEM])
def test_nothing_else_changes_the_thresholds_of_a_survey_that_is_there(path):
    changed = [
        target.attr
        for node in nodes(path)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for target in ast.walk(target)
        if isinstance(target, ast.Attribute)
        and isinstance(target.ctx, ast.Store)
        and target.attr in THRESHOLDS
    ]
    written = [
        word.arg
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values"
        for word in node.keywords
        if word.arg in THRESHOLDS
    ]
    assert changed + written == []
