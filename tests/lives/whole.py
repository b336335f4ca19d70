"""The customers of one company live at once: weeks of everything, a look at the figures, more weeks, the same look."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask

from cxloop.database import db
from cxloop.loop import keep
from tests.databases import forget_what_is_counted, rolled_back
from tests.fakes.slack import FakeSlack
from tests.lives import answering, each, figures, leaving, skins, standing, telling, working
from tests.lives.company import TEAMS
from tests.lives.life import Life

ANSWERS: tuple[tuple[int, Any], ...] = (
    (12, answering.an_answer), (4, answering.a_file), (3, answering.the_same_again), (6, answering.a_correction),
    (4, answering.on_the_page), (4, answering.told_by_phone), (3, skins.an_answer_by_program),
)  # fmt: skip
WORK: tuple[tuple[int, Any], ...] = (
    (4, working.somebody_takes), (4, working.a_hand_over), (8, working.a_call), (10, working.a_resolution),
    (2, working.nobody_answers), (4, working.a_resolution_of_what_was_reached),
    (10, working.the_customers_word), (3, skins.a_word_on_the_page), (2, working.a_colleague_reopens),
    (8, telling.the_worker_runs), (5, leaving.time_passes), (2, skins.a_button_in_slack),
    (3, skins.a_form_of_a_colleague),
)  # fmt: skip
CHANGES: tuple[tuple[int, Any], ...] = (
    (3, leaving.somebody_leaves), (2, leaving.somebody_comes_back), (2, leaving.somebody_moves),
    (1, leaving.somebody_s_role_changes), (2, leaving.a_team_gets_another_lead),
    (3, leaving.a_customer_refuses), (2, leaving.a_customer_agrees), (2, skins.a_letter_is_unsubscribed),
    (1, leaving.a_threshold_changes), (1, leaving.a_rule_changes), (1, leaving.a_promise_changes),
    (1, leaving.a_company_changes),
)  # fmt: skip
MERGES: tuple[tuple[int, Any], ...] = (
    (2, leaving.contacts_are_merged), (1, leaving.contacts_are_told_apart),
)  # fmt: skip
NOW_ONLY: tuple[tuple[int, Any], ...] = ((12, answering.told_by_phone),)
EACH = 10
"""Steps for each customer before the look at the figures, and a third of them afterwards."""


def whole(app: Flask, slack: FakeSlack, seed: str, *, people: int = 20, by_mail: bool = False) -> Life:
    """Live them; raises AssertionError where something does not hold, else `life.lived` tells of each customer."""
    forget_what_is_counted(app)
    with rolled_back(app):
        life = Life(app, slack, seed, people=people, by_mail=by_mail)
        with _set(app, life):
            _live(life, people * EACH)
    return life


def _live(life: Life, steps: int) -> None:
    checks = (standing.everything_holds,)
    life.live(steps, (*ANSWERS, *WORK, *CHANGES, *MERGES), checks)
    telling.the_worker_runs(life)
    until, seen_at = life.now.date() + timedelta(days=1), life.now
    before = figures.of_the_first_part(until, seen_at)
    life.pass_time(timedelta(days=2))
    life.live(steps // 3, (*NOW_ONLY, *WORK, *CHANGES), checks)
    figures.assert_same(before, figures.of_the_first_part(until, seen_at))
    life.pass_time(timedelta(days=45))
    telling.the_worker_runs(life)
    figures.changes_change_nothing(life, until)
    telling.the_worker_runs(life)
    report = keep.verify_trails(db.session())
    assert report.count == 0, f"the trail: {report.found}"
    life.lived = each.judged(life)


@contextmanager
def _set(app: Flask, life: Life) -> Iterator[None]:
    """The fake Slack follows the life's clock; the application's doors are set as the worker is."""
    usual = app.config["SETTINGS"]
    app.config["SETTINGS"] = life.settings
    for name in ("cxloop", *TEAMS):
        life.slack.channel(name.lower())

    def now() -> float:
        return life.now.timestamp()

    life.slack.now = now
    try:
        yield
    finally:
        app.config["SETTINGS"] = usual
