"""Lengths of working time, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.calendars.lengths import LONGEST, read_length, say_length


@given(st.integers(1, LONGEST))
def test_what_is_said_is_read_as_the_same(minutes):
    assert read_length(say_length(minutes)) == minutes


@given(st.text(max_size=12))
def test_no_text_breaks_it(text):
    assert read_length(text) is None or 0 < read_length(text) <= LONGEST


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("4", 240), ("4h", 240), ("4 ore", 240), ("1,5", 90), ("1.5 h", 90), ("1:30", 90), ("90min", 90),
        ("90 minuti", 90), ("1 h 30", 90), ("1h30min", 90), ("0", None), ("-4", None), ("4 d", None), ("h", None),
        ("1 h 60", None), ("٤", None), ("", None), ("9999", None),
    ],
)  # fmt: skip
def test_the_spellings(text, minutes):
    assert read_length(text) == minutes
