"""Which character separates the cells, judged from the first lines of a file."""

import csv
from collections import Counter
from itertools import islice

CANDIDATES = ",;\t|"
LOOKED_AT = 50
LONGEST = 100_000


def delimiter_of(head: str) -> str:
    """The separator that cuts the first lines into the same number (more than one) of cells most often.

    `head` is some text from the start of the file, possibly cut in mid-line. A single column gives a comma.
    """
    first = head.lstrip("\ufeff\r\n ")[:6].lower()
    if first.startswith("sep=") and len(first) > 4:
        return first[4]
    return max(CANDIDATES, key=lambda delimiter: _fitness(head, delimiter))


def _fitness(head: str, delimiter: str) -> tuple[float, int]:
    """Whole records first; line by line as well, for one quote left open makes one record of many lines."""
    lines = head.splitlines(True)
    try:
        records = list(islice(csv.reader(lines, delimiter=delimiter), LOOKED_AT))
    except csv.Error:
        records = []
    alone = [
        next(csv.reader([line], delimiter=delimiter), []) for line in lines[:LOOKED_AT] if len(line) < LONGEST
    ]
    return max(_evenness(records), _evenness(alone))


def _evenness(rows: list[list[str]]) -> tuple[float, int]:
    """The share of rows of the commonest width, and that width; the last row may be cut short."""
    widths = [len(row) for row in rows if row]
    widths = widths[:-1] if len(widths) > 2 else widths
    if not widths:
        return (0.0, 0)
    width, times = Counter(widths).most_common(1)[0]
    return (times / len(widths) if width > 1 else 0.0, width)
