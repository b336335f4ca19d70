"""A whole life: weeks of everything, a look at the figures, more weeks, and the same look again."""

from collections import Counter
from datetime import timedelta
from typing import Any

from flask import Flask

from cxloop.database import db
from cxloop.loop import keep
from tests.databases import rolled_back
from tests.fakes.slack import FakeSlack
from tests.lives import answering, figures, leaving, standing, telling, working
from tests.lives.company import TEAMS
from tests.lives.life import Life

ANSWERS: tuple[tuple[int, Any], ...] = (
    (12, answering.an_answer), (4, answering.a_file), (3, answering.the_same_again), (6, answering.a_correction),
    (3, answering.on_the_page), (4, answering.told_by_phone),
)  # fmt: skip
WORK: tuple[tuple[int, Any], ...] = (
    (4, working.somebody_takes), (4, working.a_hand_over), (8, working.a_call), (10, working.a_resolution),
    (4, working.a_resolution_of_what_was_reached), (10, working.the_customers_word),
    (2, working.a_colleague_reopens), (8, telling.the_worker_runs), (5, leaving.time_passes),
)  # fmt: skip
CHANGES: tuple[tuple[int, Any], ...] = (
    (3, leaving.somebody_leaves), (2, leaving.somebody_comes_back), (2, leaving.somebody_moves),
    (1, leaving.somebody_s_role_changes), (2, leaving.a_team_gets_another_lead),
    (3, leaving.a_customer_refuses), (2, leaving.a_customer_agrees), (1, leaving.a_threshold_changes),
    (1, leaving.a_rule_changes), (1, leaving.a_promise_changes), (1, leaving.a_company_changes),
)  # fmt: skip
MERGES: tuple[tuple[int, Any], ...] = (
    (2, leaving.contacts_are_merged), (1, leaving.contacts_are_told_apart),
)  # fmt: skip
NOW_ONLY: tuple[tuple[int, Any], ...] = ((12, answering.told_by_phone),)


def whole(app: Flask, slack: FakeSlack, seed: str, *, steps: int = 50, by_mail: bool = False) -> Life:
    """Live it; raises AssertionError where something does not hold."""
    with rolled_back(app):
        life = Life(app, slack, seed, by_mail=by_mail)
        for name in ("cxloop", *TEAMS):
            slack.channel(name.lower())

        def now() -> float:
            return life.now.timestamp()

        slack.now = now
        checks = (standing.everything_holds,)
        life.live(steps, (*ANSWERS, *WORK, *CHANGES, *MERGES), checks)
        until = life.now.date() + timedelta(days=1)
        life.pass_time(timedelta(days=2))
        life.live(steps // 3, (*NOW_ONLY, *WORK, *CHANGES), checks)
        life.pass_time(timedelta(days=45))
        telling.the_worker_runs(life)
        figures.changes_change_nothing(life, until)
        telling.the_worker_runs(life)
        report = keep.verify_trails(db.session())
        assert report.count == 0, f"the trail: {report.found}"
    return life


def total(lives: list[Life]) -> Counter[str]:
    """What was done and seen in all of them."""
    return sum((life.done + life.seen for life in lives), Counter())
