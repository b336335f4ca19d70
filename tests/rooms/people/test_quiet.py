"""Quiet hours, as people write them and as their clock tells them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cxloop.people.quiet import quiet_until, read_quiet

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("20-8", "20:00–08:00"), (" 20.30 – 07:15 ", "20:30–07:15"), ("22 to 24", "22:00–00:00"),
        ("0-6", "00:00–06:00"), ("8-8", None), ("0-24", None), ("25-3", None), ("24:30-3", None),
        ("night", None), ("", None),
    ],
)  # fmt: skip
def test_one_spelling(typed, kept):
    assert read_quiet(typed) == kept
    assert kept is None or read_quiet(kept) == kept


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("2026-03-10 19:59", None), ("2026-03-10 20:00", "2026-03-11 08:00"), ("2026-03-11 07:59", "2026-03-11 08:00"),
        ("2026-03-11 08:00", None), ("2026-03-29 01:30", "2026-03-29 08:00"), ("2026-10-25 02:30", "2026-10-25 08:00"),
    ],
)  # fmt: skip
def test_the_night_ends_on_their_clock(clock, until):
    at = datetime.fromisoformat(clock).replace(tzinfo=ROME).astimezone(UTC)
    ends = quiet_until(at, "20:00–08:00", ROME)
    assert (ends and ends.astimezone(ROME).strftime("%Y-%m-%d %H:%M")) == until
    assert ends is None or timedelta() < ends - at <= timedelta(hours=13)


def test_within_a_day_and_without_any():
    noon = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
    assert quiet_until(noon, "12:00–13:00", UTC) == datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
    assert quiet_until(noon, None, UTC) is None
