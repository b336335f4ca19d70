"""Where findings are in a text, counted in characters: its paragraphs, the marks in them, and finding a quote again.
Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True)
class Span:
    """A marked passage: from `starts` up to, not including, `ends`."""

    id: int
    starts: int
    ends: int


@dataclass(frozen=True)
class Piece:
    """Some characters of a paragraph, and the ids of the passages that cover all of them."""

    text: str
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Paragraph:
    """A line that says something: its place in the text, its pieces in order, and the passages that start in it."""

    starts: int
    ends: int
    pieces: tuple[Piece, ...]
    begins: tuple[int, ...]


def paragraphs(text: str, spans: Sequence[Span] = ()) -> list[Paragraph]:
    """The text as paragraphs; the pieces of one put together are exactly its characters."""
    found, at = [], 0
    standing = sorted(spans, key=lambda span: (span.starts, -span.ends, span.id))
    for line in text.split("\n"):
        starts = at + len(line) - len(line.lstrip())
        ends = at + len(line.rstrip())
        if starts < ends:
            here = [span for span in standing if span.starts < ends and span.ends > starts]
            begins = tuple(span.id for span in here if at <= span.starts)
            found.append(Paragraph(starts, ends, tuple(_pieces(text, starts, ends, here)), begins))
        at += len(line) + 1
    return found


def _pieces(text: str, starts: int, ends: int, spans: Sequence[Span]) -> Iterable[Piece]:
    """Cut wherever a passage begins or ends, so that overlaps are pieces of their own."""
    edges = {starts, ends}
    for span in spans:
        edges |= {max(starts, span.starts), min(ends, span.ends)}
    cuts = sorted(edges)
    for first, last in pairwise(cuts):
        marks = tuple(span.id for span in spans if span.starts <= first and last <= span.ends)
        yield Piece(text[first:last], marks)


def place(
    text: str, quote: str, starts: int | None = None, ends: int | None = None
) -> tuple[int, int] | None:
    """Where the quote stands: at the given offsets if it is there, else the nearest place that says the same.

    Spaces and line ends count alike, for a browser does not keep them apart. None: the text does not say it.
    """
    wanted = quote.split()
    if not wanted:
        return None
    if starts is not None and ends is not None and 0 <= starts < ends <= len(text):
        said = text[starts:ends]
        if said.split() == wanted:
            return starts + len(said) - len(said.lstrip()), ends - len(said) + len(said.rstrip())
    places = _places(text, " ".join(wanted))
    return min(places, key=lambda found: abs(found[0] - (starts or 0)), default=None)


def _places(text: str, quote: str) -> list[tuple[int, int]]:
    """Where the text says the quote, one place after the other, in a time that grows with the text alone.

    Both are searched with single spaces; a pattern for the spaces between would try every word of a text that repeats
    itself with every word of the quote.
    """
    plain = " ".join(text.split())
    begins = [found.start() for found in re.finditer(r"\S+", text)]
    plainly = list(accumulate((len(word) + 1 for word in text.split()), initial=0))

    def in_text(place: int) -> int:
        word = bisect_right(plainly, place) - 1
        return begins[word] + place - plainly[word]

    found, at = list[tuple[int, int]](), plain.find(quote)
    while at >= 0:
        found.append((in_text(at), in_text(at + len(quote) - 1) + 1))
        at = plain.find(quote, at + len(quote))
    return found
