"""Public holidays of the world, and of Italy by name."""

from datetime import date

import pytest

from cxloop.calendars.holidays import PublicHolidays, UnknownHolidays, public_holidays

ITALIAN = [
    (4, 6),
    (4, 25),
    (5, 1),
    (6, 2),
    (8, 15),
    (11, 1),
    (12, 8),
    (12, 26),
]  # 2026, whose Easter is 5 April


@pytest.mark.parametrize(("month", "day"), ITALIAN)
def test_italy_is_closed_on_its_holidays(month: int, day: int) -> None:
    assert date(2026, month, day) in PublicHolidays("IT")


def test_easter_monday_moves() -> None:
    assert date(2027, 3, 29) in PublicHolidays("IT")
    assert date(2027, 4, 6) not in PublicHolidays("IT")


def test_an_ordinary_day_is_no_holiday() -> None:
    assert date(2026, 3, 6) not in PublicHolidays("IT")


def test_a_province_brings_its_patron_saint() -> None:
    saint_ambrose = date(2026, 12, 7)
    assert saint_ambrose in PublicHolidays("IT", "MI")
    assert saint_ambrose not in PublicHolidays("IT")


def test_another_country_has_others() -> None:
    assert date(2026, 7, 14) in PublicHolidays("FR")
    assert date(2026, 4, 25) not in PublicHolidays("FR")


def test_a_calendar_without_a_country_has_no_holidays() -> None:
    assert date(2026, 12, 25) not in PublicHolidays("")


def test_holidays_are_named_and_worked_out_once() -> None:
    assert public_holidays("IT", "", 2026)[date(2026, 12, 25)]
    assert public_holidays("IT", "", 2026) is public_holidays("IT", "", 2026)


@pytest.mark.parametrize("place", [("XX", ""), ("IT", "Atlantis")])
def test_an_unknown_place_is_refused_by_name(place: tuple[str, str]) -> None:
    with pytest.raises(UnknownHolidays, match=" ".join(place).rstrip()):
        _ = date(2026, 1, 1) in PublicHolidays(*place)
