"""Words as the book has them: folded, stemmed, forgiven."""

import pytest

from cxloop.wordbook.words import is_meant, plain, slips, stems, telling, words_in


def test_what_is_written_in_any_way_is_one_word():
    assert words_in(["D’Amico,  Niccolò", None, "NICCOLO'"]) == {"d", "amico", "niccolo"}
    assert plain("Straße 5–7") == "strasse 5 7"


def test_filler_tells_nothing_and_figures_do():
    assert telling(words_in(["La fattura 7 è in ritardo, e the invoice x too"])) == {
        "fattura", "7", "ritardo", "invoice", "too",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "written"),
    [("fattura", "fatture"), ("consegnato", "consegnata"), ("invoice", "invoices"), ("delayed", "delays")],
)
def test_a_word_is_found_in_its_other_forms(said, written):
    assert set(stems(said)) & set(stems(written))
    assert is_meant(said, written, runs=True, forgiving=False)


def test_a_name_has_no_other_forms():
    assert not is_meant("rossa", "rossi", runs=False, forgiving=False)


@pytest.mark.parametrize("typed", ["lombadi", "lomnardi", "lombbardi", "lombradi"])
def test_one_slip_of_the_finger_is_forgiven(typed):
    assert is_meant(typed, "lombardi", runs=False, forgiving=True)
    assert not is_meant(typed, "lombardi", runs=False, forgiving=False)


@pytest.mark.parametrize(("said", "written"), [("lambordo", "lombardi"), ("1007", "1008"), ("ugo", "uga")])
def test_two_slips_figures_and_short_names_are_not(said, written):
    assert not is_meant(said, written, runs=False, forgiving=True)


def test_marks_of_slips_fit_both_engines():
    assert all(0 <= mark < 2**63 for mark in slips("niccolo"))
