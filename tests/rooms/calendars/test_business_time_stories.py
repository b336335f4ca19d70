"""Promises on known days, Rome time unless it says otherwise; each was got wrong by some system or could be."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cxloop.calendars.holidays import PublicHolidays
from cxloop.calendars.working_time import (
    NoWorkingTime,
    WorkingTime,
    add_business_time,
    business_elapsed,
    end_of_business_day,
)

ROME = ZoneInfo("Europe/Rome")
MIDNIGHT = time.min
NINE_TO_FIVE = ((time(9), time(17)),)
WITH_LUNCH = ((time(9), time(13)), (time(14), time(18)))
AROUND_THE_CLOCK = ((MIDNIGHT, MIDNIGHT),)
HOUR = timedelta(hours=1)


def weekdays(hours: tuple[tuple[time, time], ...] = NINE_TO_FIVE, zone: ZoneInfo = ROME) -> WorkingTime:
    return WorkingTime(zone, dict.fromkeys(range(5), hours))


def every_day(hours: tuple[tuple[time, time], ...], zone: ZoneInfo) -> WorkingTime:
    return WorkingTime(zone, dict.fromkeys(range(7), hours))


def at(text: str, zone: ZoneInfo = ROME) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_friday_half_past_four_and_one_hour_is_monday_half_past_nine() -> None:
    """Chatwoot before #13392 counted the wall clock."""
    assert add_business_time(at("2026-03-06 16:30"), HOUR, weekdays()) == at("2026-03-09 09:30")


def test_three_business_days_from_friday_are_wednesday_at_closing_time() -> None:
    """django-helpdesk's escalate_tickets let a weekend shorten the promise."""
    assert end_of_business_day(at("2026-03-06 11:00"), 3, weekdays()) == at("2026-03-11 17:00")


@pytest.mark.parametrize(
    "received", ["2026-03-07 11:00", "2026-03-08 23:59", "2026-03-06 23:59", "2026-03-06 00:00"]
)
def test_a_weekend_never_shortens_a_promise(received: str) -> None:
    assert end_of_business_day(at(received), 3, weekdays()) == at("2026-03-11 17:00")
    assert add_business_time(at(received), 24 * HOUR, weekdays()) >= at("2026-03-10 17:00")


def test_a_promise_that_ends_at_closing_time_is_due_then_and_not_next_morning() -> None:
    assert add_business_time(at("2026-03-06 16:00"), HOUR, weekdays()) == at("2026-03-06 17:00")


def test_a_microsecond_more_than_the_day_holds_is_due_next_morning() -> None:
    due = add_business_time(at("2026-03-05 16:00"), HOUR + timedelta(microseconds=1), weekdays())
    assert due == at("2026-03-06 09:00:00.000001")


def test_lunch_is_not_working_time() -> None:
    assert add_business_time(at("2026-03-05 12:30"), HOUR, weekdays(WITH_LUNCH)) == at("2026-03-05 14:30")
    assert business_elapsed(
        at("2026-03-05 13:10"), at("2026-03-05 13:50"), weekdays(WITH_LUNCH)
    ) == timedelta(0)


def test_hours_are_counted_to_the_microsecond() -> None:
    odd = weekdays(((time(9, 0, 0, 1), time(9, 0, 2)),))
    assert business_elapsed(at("2026-03-05 00:00"), at("2026-03-06 00:00"), odd) == timedelta(
        microseconds=1_999_999
    )


def test_hours_may_be_given_in_any_order() -> None:
    assert weekdays(tuple(reversed(WITH_LUNCH))) == weekdays(WITH_LUNCH)
    assert weekdays(tuple(reversed(WITH_LUNCH))).hours_on(date(2026, 3, 5)) == WITH_LUNCH


def test_hours_that_overlap_are_not_counted_twice() -> None:
    overlapping = weekdays(((time(9), time(13)), (time(12), time(18)), (time(10), time(11))))
    assert business_elapsed(at("2026-03-05 00:00"), at("2026-03-06 00:00"), overlapping) == 9 * HOUR


def test_hours_that_overlap_up_to_midnight_end_there() -> None:
    late = weekdays(((time(12), MIDNIGHT), (time(20), time(22)), (time(23), MIDNIGHT)))
    assert business_elapsed(at("2026-03-05 00:00"), at("2026-03-06 00:00"), late) == 12 * HOUR


def test_easter_monday_and_liberation_day_are_skipped() -> None:
    italian = WorkingTime(ROME, dict.fromkeys(range(5), NINE_TO_FIVE), holidays=PublicHolidays("IT"))
    assert add_business_time(at("2026-04-03 16:30"), HOUR, italian) == at("2026-04-07 09:30")
    assert end_of_business_day(at("2025-04-24 10:00"), 1, italian) == at("2025-04-28 17:00")


def test_a_patron_saint_closes_every_year_and_a_half_day_closes_early() -> None:
    own = WorkingTime(
        ROME,
        dict.fromkeys(range(5), NINE_TO_FIVE),
        holidays=frozenset({date(2026, 12, 24)}),
        yearly={(12, 7): (), (12, 24): ((time(9), time(13)),)},
    )
    assert add_business_time(at("2026-12-04 16:30"), HOUR, own) == at("2026-12-08 09:30")
    assert add_business_time(at("2027-12-06 16:30"), HOUR, own) == at("2027-12-08 09:30")
    assert add_business_time(at("2026-12-24 12:30"), HOUR, own) == at("2026-12-25 09:30")


def test_an_own_day_wins_over_the_holiday_and_the_weekend_it_falls_on() -> None:
    own = WorkingTime(
        ROME,
        dict.fromkeys(range(5), NINE_TO_FIVE),
        holidays=frozenset({date(2026, 3, 9)}),
        yearly={(3, 7): ()},
        exceptions={date(2026, 3, 7): ((time(10), time(12)),), date(2026, 3, 9): ((time(15), time(16)),)},
    )
    assert add_business_time(at("2026-03-06 16:00"), 3 * HOUR, own) == at("2026-03-07 12:00")
    assert add_business_time(at("2026-03-06 16:00"), 4 * HOUR, own) == at("2026-03-09 16:00")


def test_new_year_is_crossed_in_any_zone() -> None:
    for name in ("Europe/Rome", "Pacific/Kiritimati", "America/Los_Angeles"):
        zone = ZoneInfo(name)
        around = every_day(AROUND_THE_CLOCK, zone)
        start = at("2026-12-31 20:00", zone)
        assert add_business_time(start, 10 * HOUR, around) == start + 10 * HOUR
        assert end_of_business_day(start, 1, around) == at("2027-01-02 00:00", zone)


def test_a_promise_of_years_is_due_after_years() -> None:
    around = every_day(AROUND_THE_CLOCK, ROME)
    length = timedelta(days=1200, hours=7, microseconds=1)
    assert add_business_time(at("2026-03-06 16:30"), length, around) == at("2026-03-06 16:30") + length


def test_an_hour_skipped_in_spring_is_nobodys_working_time() -> None:
    night = every_day(((time(1), time(4)),), ROME)
    assert business_elapsed(at("2026-03-29 00:00"), at("2026-03-29 12:00"), night) == 2 * HOUR
    assert add_business_time(at("2026-03-29 01:30"), HOUR, night) == at("2026-03-29 03:30")


def test_an_hour_repeated_in_autumn_is_worked_twice() -> None:
    night = every_day(((time(1), time(4)),), ROME)
    assert business_elapsed(at("2026-10-25 00:00"), at("2026-10-25 12:00"), night) == 4 * HOUR
    assert add_business_time(at("2026-10-25 01:00"), 4 * HOUR, night) == at("2026-10-25 04:00")


def test_opening_and_closing_inside_a_repeated_hour_happen_twice() -> None:
    inside = every_day(((time(2, 15), time(2, 45)),), ROME)
    assert business_elapsed(at("2026-10-25 00:00"), at("2026-10-25 12:00"), inside) == HOUR
    second_pass = datetime(2026, 10, 25, 1, 20, tzinfo=UTC)
    assert add_business_time(at("2026-10-25 00:00"), timedelta(minutes=35), inside) == second_pass


@pytest.mark.parametrize(("opens", "closes"), [(time(2, 15), time(2, 45)), (time(2), time(3))])
def test_a_day_whose_only_hours_are_skipped_is_no_business_day(opens: time, closes: time) -> None:
    skipped = every_day(((opens, closes),), ROME)
    monday = at("2026-03-30 00:00").astimezone(ROME).replace(hour=closes.hour, minute=closes.minute)
    assert end_of_business_day(at("2026-03-28 12:00"), 1, skipped) == monday


def test_lord_howe_moves_its_clock_by_half_an_hour() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    early = every_day(((time(1), time(3)),), zone)
    assert business_elapsed(at("2026-10-04 00:00", zone), at("2026-10-04 12:00", zone), early) == 1.5 * HOUR
    assert business_elapsed(at("2026-04-05 00:00", zone), at("2026-04-05 12:00", zone), early) == 2.5 * HOUR


def test_casablanca_changes_its_clock_for_ramadan() -> None:
    zone = ZoneInfo("Africa/Casablanca")
    night = every_day(((time(1), time(4)),), zone)
    assert business_elapsed(at("2026-02-15 00:00", zone), at("2026-02-15 12:00", zone), night) == 4 * HOUR
    assert business_elapsed(at("2026-03-22 00:00", zone), at("2026-03-22 12:00", zone), night) == 2 * HOUR


def test_apia_had_no_30_december_2011() -> None:
    zone = ZoneInfo("Pacific/Apia")
    office = weekdays(zone=zone)
    assert add_business_time(at("2011-12-29 16:30", zone), HOUR, office) == at("2012-01-02 09:30", zone)
    assert end_of_business_day(at("2011-12-29 10:00", zone), 1, office) == at("2012-01-02 17:00", zone)


def test_kiritimati_had_no_31_december_1994() -> None:
    """It would have been a Saturday; the change falls on the last day of a UTC year."""
    zone = ZoneInfo("Pacific/Kiritimati")
    around = every_day(AROUND_THE_CLOCK, zone)
    assert end_of_business_day(at("1994-12-30 12:00", zone), 1, around) == at("1995-01-02 00:00", zone)
    saturdays = WorkingTime(zone, {5: NINE_TO_FIVE})
    assert business_elapsed(
        at("1994-12-30 00:00", zone), at("1995-01-02 00:00", zone), saturdays
    ) == timedelta(0)


def test_a_local_day_that_returns_for_an_hour_is_one_business_day() -> None:
    """St John's once turned back from one minute past midnight into the evening before."""
    zone = ZoneInfo("America/St_Johns")
    around = every_day(AROUND_THE_CLOCK, zone)
    assert end_of_business_day(at("2010-11-06 12:00", zone), 1, around) == at("2010-11-08 00:00", zone)


def test_a_start_in_a_local_zone_gives_the_same_moment_in_utc() -> None:
    """In Kiritimati it is 2027 while it is still 2026 in UTC, and four in the afternoon in Rome."""
    local = datetime(2027, 1, 1, 5, 0, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    for length, due in ((HOUR, "2026-12-31 17:00"), (9 * HOUR, "2027-01-01 17:00")):
        assert add_business_time(local, length, weekdays()) == at(due)
        assert business_elapsed(local, at(due), weekdays()) == length
    assert end_of_business_day(local, 1, weekdays()) == at("2027-01-01 17:00")
    assert add_business_time(local, timedelta(0), weekdays()).tzinfo is UTC


def test_elapsed_time_runs_backwards_as_a_difference_does() -> None:
    friday, monday = at("2026-03-06 16:30"), at("2026-03-09 09:30")
    assert business_elapsed(monday, friday, weekdays()) == -HOUR


def test_a_calendar_that_is_always_closed_says_so() -> None:
    for closed in (
        WorkingTime(ROME, {}),
        WorkingTime(ROME, {0: ()}, exceptions={date(2026, 3, 6): NINE_TO_FIVE}),
    ):
        with pytest.raises(NoWorkingTime, match="no working time after 2026"):
            add_business_time(at("2026-03-06 18:00"), HOUR, closed)
        with pytest.raises(NoWorkingTime, match="no 1 working days after 2026-03-06"):
            end_of_business_day(at("2026-03-06 18:00"), 1, closed)
        assert business_elapsed(at("2026-03-06 18:00"), at("2027-03-06 18:00"), closed) == timedelta(0)


def test_the_last_day_of_a_calendar_still_ends() -> None:
    last = WorkingTime(ROME, {}, exceptions={date(2026, 3, 6): NINE_TO_FIVE, date(2026, 3, 9): NINE_TO_FIVE})
    assert end_of_business_day(at("2026-03-06 12:00"), 1, last) == at("2026-03-09 17:00")
    assert add_business_time(at("2026-03-06 12:00"), 13 * HOUR, last) == at("2026-03-09 17:00")


def test_working_time_nine_years_away_is_waited_for() -> None:
    far = WorkingTime(ROME, {}, exceptions={date(2036, 3, 6): NINE_TO_FIVE})
    assert add_business_time(at("2026-03-06 12:00"), HOUR, far) == at("2036-03-06 10:00")


def test_working_time_once_in_six_years_is_enough() -> None:
    rare = WorkingTime(ROME, {}, exceptions={date(year, 3, 6): NINE_TO_FIVE for year in (2032, 2038, 2044)})
    assert add_business_time(at("2026-03-06 12:00"), 17 * HOUR, rare) == at("2044-03-06 10:00")


def test_a_promise_beyond_all_years_is_refused() -> None:
    with pytest.raises(NoWorkingTime):
        add_business_time(at("9990-03-06 12:00"), 9 * 366 * 24 * HOUR, every_day(AROUND_THE_CLOCK, ROME))


@pytest.mark.parametrize("hours", [(time(17), time(9)), (time(9), time(9))])
def test_hours_that_do_not_open_before_they_close_are_refused(hours: tuple[time, time]) -> None:
    with pytest.raises(ValueError, match="must open before they close"):
        weekdays((hours,))
    with pytest.raises(ValueError, match="must open before they close"):
        WorkingTime(ROME, {}, exceptions={date(2026, 3, 6): (hours,)})
    with pytest.raises(ValueError, match="must open before they close"):
        WorkingTime(ROME, {}, yearly={(3, 6): (hours,)})


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_weekday_that_does_not_exist_is_refused(weekday: int) -> None:
    with pytest.raises(ValueError, match="Monday is 0"):
        WorkingTime(ROME, {weekday: NINE_TO_FIVE})


def test_nonsense_is_refused() -> None:
    friday, naive = at("2026-03-06 12:00"), datetime(2026, 3, 6, 12)
    with pytest.raises(ValueError, match="negative"):
        add_business_time(friday, -HOUR, weekdays())
    with pytest.raises(ValueError, match="at least one day"):
        end_of_business_day(friday, 0, weekdays())
    with pytest.raises(ValueError, match="time zone"):
        add_business_time(naive, HOUR, weekdays())
    with pytest.raises(ValueError, match="time zone"):
        business_elapsed(friday, naive, weekdays())
    with pytest.raises(ValueError, match="time zone"):
        end_of_business_day(naive, 1, weekdays())
