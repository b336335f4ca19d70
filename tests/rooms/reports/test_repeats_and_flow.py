"""M10 and M13 against a second count, and lead times against lifelines' definition by hand."""

from datetime import timedelta
from random import Random

from cxloop.reports.metrics.flow import Course, flow
from cxloop.reports.metrics.repeats import Pain, Solved, reopened, repeated
from tests.makers import AT

DAY = timedelta(days=1)


def test_only_what_was_resolved_a_month_ago_is_judged():
    tickets = [
        Solved(AT - 40 * DAY, None), Solved(AT - 40 * DAY, AT - 11 * DAY), Solved(AT - 40 * DAY, AT - 5 * DAY),
        Solved(AT - 30 * DAY, AT), Solved(AT - 29 * DAY, AT - 28 * DAY),
    ]  # fmt: skip
    found = reopened(tickets, AT)
    assert (found.k, found.n) == (2, 4)
    assert [(one.reason, one.count) for one in found.exclusions] == [("running", 1)]


def test_hurt_again_by_the_same_cause_is_what_somebody_else_counts():
    chance = Random(10)
    for _ in range(60):
        pains = [
            Pain(chance.randint(1, 6), AT + chance.randint(0, 400) * DAY, chance.choice(["a", "b", None]))
            for _ in range(chance.randint(0, 14))
        ]
        twice = frozenset(one for one in range(1, 7) if chance.random() < 0.7)
        hurt = {one.of for one in pains} & twice
        again = {
            one.of for one in pains for other in pains
            if one is not other and one.of == other.of and one.cause and one.cause == other.cause
            and abs((one.at - other.at).days) <= 180
        }  # fmt: skip
        found = repeated(pains, twice)
        assert (found.k, found.n) == (len(hurt & again), len(hurt))


def test_improvements_that_stand_still_count_in_their_own_lead_time():
    def course(days, verdict=None, *, archived=None, over=True):
        reached = {name: AT + day * DAY for name, day in days.items()}
        return Course(AT, reached, AT + archived * DAY if archived else None, over, verdict)

    courses = [
        course({"triaged": 2, "live": 10, "measured": 60}, "improved"),
        course({"triaged": 4, "live": 30}, "no_change"),
        course({"live": 20}),
        course({"live": 90}, over=False),
        course({}, archived=5),
        course({}),
    ]
    found = flow(courses, AT + 100 * DAY, linked=(3, 8), changing=(2, 9))
    assert (found.measured.k, found.measured.n) == (2, 3)
    assert (found.proven.k, found.proven.n) == (1, 2)
    assert (found.change.k, found.change.n, found.linked.k) == (2, 9, 3)
    live = found.lead_days["live"]
    assert (live.k, live.n, live.still_open, live.ended_otherwise) == (4, 6, 1, 1)
    assert live.median == 30
    assert found.lead_days["measured"].median is None


def test_nothing_raised_is_no_figure():
    found = flow([], AT, linked=(0, 0), changing=(0, 0))
    assert found.measured.share is None
    assert found.lead_days["live"].n == 0
