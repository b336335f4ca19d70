"""What is sealed can be read again with the same key and for the same purpose, and not otherwise."""

import pytest

from cxloop.secrets.sealing import CannotUnseal, derived, seal, unseal

KEY = "a key of at least thirty-two letters"


def test_a_sealed_secret_is_read_again():
    assert unseal(KEY, "hook", seal(KEY, "hook", "whsec_però")) == "whsec_però"


def test_a_sealed_secret_does_not_show_what_it_is():
    assert "whsec" not in seal(KEY, "hook", "whsec_1")


@pytest.mark.parametrize(("key", "purpose"), [(KEY + "!", "hook"), (KEY, "pull")])
def test_another_key_or_purpose_reads_nothing(key, purpose):
    with pytest.raises(CannotUnseal):
        unseal(key, purpose, seal(KEY, "hook", "whsec_1"))


@pytest.mark.parametrize("damaged", ["", "x", "gAAAA", "ünïcode"])
def test_a_damaged_seal_is_refused_in_words(damaged):
    with pytest.raises(CannotUnseal):
        unseal(KEY, "hook", damaged)


def test_no_key_serves_two_purposes():
    assert derived(KEY, "hook") != derived(KEY, "pull")
