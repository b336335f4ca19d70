"""Which character separates the cells, judged from the first lines of a file."""

import csv
from collections import Counter
from itertools import islice

CANDIDATES = ",;\t|"
LOOKED_AT = 50


def delimiter_of(head: str) -> str:
    """The separator that cuts the first lines into the same number (more than one) of cells most often.

    `head` is some text from the start of the file, possibly cut in mid-line. A single column gives a comma.
    """
    first = head.lstrip("\ufeff\r\n ")[:6].lower()
    if first.startswith("sep=") and len(first) > 4:
        return first[4]
    return max(CANDIDATES, key=lambda delimiter: _fitness(head, delimiter))


def _fitness(head: str, delimiter: str) -> tuple[float, int]:
    try:
        widths = [
            len(row)
            for row in islice(csv.reader(head.splitlines(True), delimiter=delimiter), LOOKED_AT)
            if row
        ]
    except csv.Error:
        return (0.0, 0)
    widths = widths[:-1] if len(widths) > 2 else widths
    if not widths:
        return (0.0, 0)
    width, times = Counter(widths).most_common(1)[0]
    return (times / len(widths) if width > 1 else 0.0, width)
