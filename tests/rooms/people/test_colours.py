"""Whatever colour a company has, what is written on it and in it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.people.colours import DARK_PAPER, PAPER, READABLE, colour_of, contrast, readable_on, text_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_text_on_any_colour_can_be_read(colour):
    assert contrast(text_on(colour), colour) >= READABLE


@given(COLOURS)
def test_any_colour_can_be_read_on_both_papers_after_moving(colour):
    for paper in (PAPER, DARK_PAPER):
        moved = readable_on(colour, paper)
        assert contrast(moved, paper) >= READABLE
        assert contrast(text_on(moved), moved) >= READABLE


def test_a_colour_that_can_be_read_already_stays():
    assert readable_on("#3d5a80", PAPER) == "#3d5a80"


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    ("text", "colour"),
    [("#3D5A80", "#3d5a80"), (" 3d5a80 ", "#3d5a80"), ("#abc", "#aabbcc"), ("", None), (None, None), ("red", None),
     ("#12345", None), ("#1234567", None), ("#12345g", None), ("#３d5a80", None)],
)  # fmt: skip
def test_what_is_a_colour(text, colour):
    assert colour_of(text) == colour
