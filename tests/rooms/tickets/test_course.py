"""What happens if nobody moves, in any calendar: lunches, half days, holidays, every zone of the strategies."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cxloop.calendars.working_time import NoWorkingTime, add_business_time, business_elapsed
from cxloop.tickets.course import Call, Plan, course, still_to_tell, worth_telling
from tests.rooms.calendars.strategies import calendars, lengths, moments

MICROSECOND = timedelta(microseconds=1)
plans = st.builds(
    Plan,
    st.sets(st.integers(1, 99), max_size=4).map(lambda shares: tuple(sorted(shares))),
    st.lists(
        st.builds(Call, st.integers(1, 3000), st.sampled_from(("owner", "lead", "channel", "user:7"))),
        max_size=4, unique=True,
    ).map(tuple),
)  # fmt: skip


@given(calendars(), moments, lengths, lengths, plans)
def test_each_step_comes_at_its_share_or_its_length_and_every_name_once(calendar, since, contact, more, plan):
    try:
        due = {
            "first_contact": add_business_time(since, contact, calendar),
            "resolution": add_business_time(since, contact + more, calendar),
        }
        steps = course(since, due, plan, calendar, segment=2, promised=3)
    except NoWorkingTime:
        return
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert len({step.name for step in steps}) == len(steps) == 2 * (1 + len(plan.warnings) + len(plan.calls))
    for step in steps:
        until, allowed = due[step.promise], business_elapsed(since, due[step.promise], calendar)
        used = business_elapsed(since, step.at, calendar)
        if step.what == "missed":
            assert step.at == until
        elif step.what == "warned":
            assert since <= step.at <= until
            assert abs(used - allowed * step.share / 100) <= MICROSECOND
        else:
            assert business_elapsed(until, step.at, calendar) == timedelta(minutes=step.after)


@given(calendars(), moments, lengths, plans, st.timedeltas(timedelta(0), timedelta(days=40)), st.data())
def test_whatever_the_clock_slept_through_each_person_hears_of_a_promise_once_and_never_warned_of_what_is_late(
    calendar, since, length, plan, slept, data
):
    try:
        due = {"resolution": add_business_time(since, length, calendar)}
        steps = still_to_tell(course(since, due, plan, calendar), ())
    except NoWorkingTime:
        return
    at, done = since + slept, data.draw(st.sets(st.sampled_from(steps or [None])))
    now = [step for step in still_to_tell(steps, {step.name for step in done if step}) if step.at < at]
    late = {name for name, moment in due.items() if moment < at}
    told = worth_telling(now, late)
    assert set(told) <= set(now)
    assert len({(step.what, step.to) for step in told}) == len(told)
    if late:
        assert not [step for step in told if step.what == "warned"]
    for what in {step.what for step in now if step.what == "called" or not late}:
        assert max((s for s in now if s.what == what), key=lambda s: s.at).at == max(
            s.at for s in told if s.what == what
        )
