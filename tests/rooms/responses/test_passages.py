"""Marks in a text: the pieces are the text, overlaps included, and a quote is found where it stands."""

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from cxloop.responses.interviews.passages import Piece, Span, paragraphs, place

TEXTS = st.text(alphabet="ab \n\t😀è", max_size=60)


@st.composite
def marked(draw):
    text = draw(TEXTS)
    ends = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=6))
    return text, [
        Span(number, min(pair), max(pair)) for number, pair in enumerate(pairs) if pair[0] != pair[1]
    ]


@given(marked())
def test_the_pieces_are_the_text_and_each_mark_covers_exactly_its_characters(case):
    text, spans = case
    for paragraph in paragraphs(text, spans):
        assert "".join(piece.text for piece in paragraph.pieces) == text[paragraph.starts : paragraph.ends]
        at = paragraph.starts
        for piece in paragraph.pieces:
            for here in range(at, at + len(piece.text)):
                assert set(piece.marks) == {span.id for span in spans if span.starts <= here < span.ends}
            at += len(piece.text)


@given(marked())
def test_nothing_but_space_is_between_paragraphs(case):
    text, _ = case
    shown = "".join(text[one.starts : one.ends] for one in paragraphs(text))
    assert "".join(shown.split()) == "".join(text.split())


@given(marked())
def test_a_passage_is_found_again_where_it_was_marked(case):
    text, spans = case
    for span in spans:
        quote = text[span.starts : span.ends]
        found = place(text, quote.strip(), span.starts, span.ends)
        if quote.strip():
            assert found
            assert text[found[0] : found[1]].split() == quote.split()
            assert span.starts <= found[0] < found[1] <= span.ends
        else:
            assert found is None


def test_overlapping_marks_are_pieces_of_their_own():
    (paragraph,) = paragraphs("one two three", [Span(1, 0, 7), Span(2, 4, 13)])
    assert paragraph.pieces == (Piece("one ", (1,)), Piece("two", (1, 2)), Piece(" three", (2,)))
    assert paragraph.begins == (1, 2)


def test_a_quote_with_other_line_ends_is_the_same_and_the_nearest_one_wins():
    text = "It is late. It\nis late. It is late."
    assert place(text, "It is\r\nlate.", 12, 24) == (12, 23)
    assert place(text, "It is late.", 30, 99) == (24, 35)
    assert place(text, "It was late.", 0, 11) is None
    assert place(text, "It is", -5, 10**9) == (0, 5)


def test_a_text_that_repeats_itself_is_searched_for_a_long_quote_at_once():
    began = perf_counter()
    assert place("yes " * 250_000, "yes " * 1_200 + "no") is None
    assert perf_counter() - began < 20  # each word was tried with every word of the quote, for minutes


def test_a_quote_that_begins_or_ends_within_a_word_is_found_among_any_spaces():
    assert place("a very\u00a0 long\n\nwait", "ery long wa") == (3, 16)
