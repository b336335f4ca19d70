"""Which causes words speak for: learnt from few texts, silent where it knows nothing, judged by what came before."""

import math

from hypothesis import given
from hypothesis import strategies as st

from cxloop.drivers.likely import FEWEST_TEXTS, Hits, Learnt, hits, stems_of
from tests.breadth import examples

LATE, INVOICE = 1, 2
SAID = {
    LATE: ("Il corriere è in ritardo", "Consegna arrivata tardi, corriere sparito"),
    INVOICE: ("La fattura è sbagliata", "Fatture doppie, chi le controlla?"),
}
texts = st.lists(
    st.tuples(st.sampled_from(["ritardo", "fattura doppia", "tardi e caro", ""]), st.integers(1, 3))
)


def read(text):
    return stems_of(text, "it")


def learnt(times=20):
    found = Learnt()
    for cause, said in SAID.items():
        for number in range(times):
            found.learn(read(said[number % 2]), cause)
    return found


def test_inflected_words_speak_and_are_named_as_they_were_written():
    (first, *_others) = learnt().causes_of(read("Due fatture, e una mi è già stata addebitata"))
    assert (first.cause, first.words) == (INVOICE, ("fatture",))
    assert learnt().causes_of(read("Qualcosa di mai detto")) == []


def test_little_is_believed_of_little():
    few = learnt(FEWEST_TEXTS // 2 - 1)
    assert few.causes_of(read("fattura")) == []
    one_cause = Learnt()
    for _ in range(FEWEST_TEXTS):
        one_cause.learn(read("fattura"), INVOICE)
    assert one_cause.causes_of(read("fattura")) == []


def test_only_what_is_offered_is_suggested():
    assert {one.cause for one in learnt().causes_of(read("corriere e fattura"))} == {LATE, INVOICE}
    assert [one.cause for one in learnt().causes_of(read("corriere e fattura"), {LATE})] == [LATE]


def test_each_text_is_judged_by_those_before_it():
    told = [(read(SAID[cause][turn % 2]), cause, "it") for turn in range(30) for cause in SAID]
    assert hits(told) == Hits(tried=30, first=30, among_three=30, silent=0, most_frequent=15)
    assert hits([(read("?"), LATE, "it"), *told][:FEWEST_TEXTS]).tried == 0


@examples(30, wide=500)
@given(texts)
def test_no_text_breaks_it_and_likeness_is_even(given_texts):
    found = Learnt()
    for text, cause in given_texts:
        found.learn(read(text), cause)
    for text, _ in given_texts:
        for other, _ in given_texts:
            likeness = found.likeness(read(text), read(other))
            assert 0 <= likeness <= 1 + 1e-9
            assert math.isclose(likeness, found.likeness(read(other), read(text)))
        assert all(one.words for one in found.causes_of(read(text)))
