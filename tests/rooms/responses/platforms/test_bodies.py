"""Bodies that would take long to refuse."""

from time import perf_counter

import pytest

from cxloop.responses.platforms.bodies import tree_of
from cxloop.responses.platforms.reasons import NotUnderstood


def test_a_name_that_comes_again_after_a_hundred_thousand_others_is_found_at_once():
    names = ",".join(f'"{number}":0' for number in range(100_000))
    began = perf_counter()
    with pytest.raises(NotUnderstood) as caught:
        tree_of(f'{{{names},"99999":1}}')
    assert (caught.value.reason, caught.value.facts) == ("name_twice", {"name": "99999"})
    assert perf_counter() - began < 20  # compared each with each, it took many minutes
