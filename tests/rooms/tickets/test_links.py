"""The signed link: made again when needed, never guessed."""

import string

from hypothesis import given
from hypothesis import strategies as st

from cxloop.tickets.links import is_signed, link, numbered

KEY = "a key of the tests, long and strange enough"


def test_the_link_names_its_question_and_is_the_same_each_time():
    token = link(KEY, 7, "nonce")
    assert numbered(token) == 7
    assert token == link(KEY, 7, "nonce")
    assert is_signed(KEY, token, 7, "nonce")


def test_a_new_nonce_another_number_or_another_installation_ends_it():
    token = link(KEY, 7, "nonce")
    assert not is_signed(KEY, token, 7, "newer")
    assert not is_signed(KEY, token, 8, "nonce")
    assert not is_signed(KEY + "!", token, 7, "nonce")


@given(st.integers(0, 60), st.sampled_from(string.ascii_letters + string.digits + "-_.=%"))
def test_one_changed_character_is_enough_to_refuse(position, character):
    token = link(KEY, 7, "nonce")
    mutated = token[:position] + character + token[position + 1 :]
    assert mutated == token or not is_signed(KEY, mutated, 7, "nonce")


@given(st.text(max_size=80))
def test_no_text_makes_reading_a_link_fail(text):
    numbered(text)
    assert not is_signed(KEY, text, 7, "nonce")


def test_numbers_have_one_spelling():
    mark = link(KEY, 7, "nonce").partition(".")[2]
    for claimed in ("07", "+7", " 7", "٧", "7 ", "", "-7", "9" * 20):
        assert numbered(f"{claimed}.{mark}") is None
