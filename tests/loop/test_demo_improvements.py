"""On every day of the year the demo company shows one improvement that worked and one that did not."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from cxloop.demo import story
from cxloop.demo.answers import answers
from cxloop.demo.register import IDEAS
from cxloop.demo.surveys import FELL, STAYED
from cxloop.demo.words.ideas import IDEAS_IN_ITALIAN
from cxloop.improvements.planning import PICKED_WITHIN, measurable_from
from cxloop.reports.metrics.effect import Window, effect

USUAL_SIZE = 2000
KNOWN = 0.97
DAYS = [date(2026, 1, 1) + timedelta(days=step) for step in range(0, 365, 5)]
PLANS = {
    FELL: (story.FELL_BASELINE, story.FELL_LIVE, story.FELL_RAISED, story.FELL_MEASURED),
    STAYED: (story.STAYED_BASELINE, story.STAYED_LIVE, story.STAYED_RAISED, story.STAYED_MEASURED),
}


def window(told, cause, chance, start, end):
    weeks = [Counter() for _ in range(-(-(start - end) // 7))]
    uncoded = 0
    for back, said in told:
        if end < back <= start:
            if chance.random() < KNOWN:
                weeks[(start - back) // 7][said == cause] += 1
            else:
                uncoded += 1
    return Window(tuple((week[True], week[False]) for week in weeks), uncoded, 400)


def verdicts(on, seed):
    told = [((on - one.at.date()).days, one.cause) for one in answers(USUAL_SIZE, seed, on) if one.cause]
    chance = Random(f"{on}{seed}")
    found = {}
    for cause, ((start, end), live, _raised, _measured) in PLANS.items():
        after = live - 14
        before = window(told, cause, chance, start, end)
        found[cause] = effect(before, window(told, cause, chance, after, after - (start - end))).verdict.value
    return found


@pytest.mark.parametrize("seed", [1, 7])
def test_one_worked_and_one_did_not_on_every_day_and_with_every_chance(seed):
    said = Counter()
    for on in DAYS[seed % 5 :: 5]:
        found = verdicts(on, seed)
        said[found[FELL], found[STAYED]] += 1
    assert {fell for fell, _ in said} == {"improved"}, said
    assert {stayed for _, stayed in said} <= {"no_change", "worse"}, said


@pytest.mark.parametrize("cause", PLANS)
def test_the_plans_of_the_demo_keep_the_rules(cause):
    (start, end), live, raised, measured = PLANS[cause]
    on = date(2026, 11, 24)
    first, last, live_on, measured_on = (on - timedelta(days=back) for back in (start, end, live, measured))
    assert last <= on - timedelta(days=raised) - PICKED_WITHIN
    assert measurable_from(first, last, live_on, 14) <= measured_on


def test_every_improvement_has_its_words_in_italian():
    assert set(IDEAS_IN_ITALIAN) == {idea.title for idea in IDEAS}
    for idea in IDEAS:
        assert bool(IDEAS_IN_ITALIAN[idea.title][2]) == bool(idea.hypothesis)
