"""What a report says, in one language, ready for any skin: sentences, figures, drawings, tables, where each is from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cxloop.reports.drawings import Drawing
from cxloop.reports.metrics.figure import Definition, Exclusion, Showing
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.saying import Say


@dataclass(frozen=True)
class Cell:
    """Words in a table; `tone` from 0 to 4 is how dark the place is, `peak` the darkest of its column."""

    words: str
    small: str = ""
    tone: int | None = None
    peak: bool = False
    ticket: tuple[int, int, int | None] | None = None
    """A ticket it leads to, with its team and owner: whoever may not see it reads the words alone."""


@dataclass(frozen=True)
class Column:
    heading: str
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Source:
    """By which definition, from how many, and what is left out; `rows` names the rows behind it."""

    name: str
    anchor: str
    notes: tuple[str, ...] = ()
    rows: str | None = None


@dataclass(frozen=True)
class Section:
    """One figure of a report: `big` is what is printed large, greyed when `is_faint`."""

    key: str
    title: str
    source: Source
    words: tuple[str, ...] = ()
    big: str = ""
    is_faint: bool = False
    wide: Drawing | None = None
    narrow: Drawing | None = None
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """Said below the drawing: what its letters stand for."""


@dataclass(frozen=True)
class Sheet:
    title: str
    lead: str
    sections: tuple[Section, ...]


def table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str | Cell]]) -> Table:
    """A heading that begins with # stands over numbers."""
    columns = tuple(Column(one.removeprefix("#"), one.startswith("#")) for one in headings)
    made = tuple(tuple(one if isinstance(one, Cell) else Cell(one) for one in row) for row in rows)
    return Table(caption, columns, made)


def source(
    say: Say, definition: Definition, name: str, *notes: str, clock: str = "", n: str = "",
    exclusions: Sequence[Exclusion] = (), rows: str | None = None,
) -> Source:  # fmt: skip
    """`clock` is received, answered, or "" for a figure of this moment."""
    clocks = {"received": say("by the day received"), "answered": say("by the day answered")}
    said = [clocks.get(clock, ""), n, *notes, *(left_out(say, one) for one in exclusions)]
    if definition.version > 1:
        said.append(say("version %(number)s", number=definition.version))
    title = f"{definition.id} · {name}" if definition.id.startswith("M") else name
    return Source(title, definition.id.lower(), tuple(filter(None, said)), rows)


def left_out(say: Say, left: Exclusion) -> str:
    n, count = say.number(left.count), left.count
    if left.reason == "running":
        return say.many(
            "%(n)s still running, not judged yet", "%(n)s still running, not judged yet", count, n=n
        )
    if left.reason == "uncontactable":
        return say.many(
            "%(n)s who cannot be contacted left out", "%(n)s who cannot be contacted left out", count, n=n
        )
    if left.reason == "by_hand":
        return say.many("%(n)s opened by hand left out", "%(n)s opened by hand left out", count, n=n)
    if left.reason == "once":
        return say("%(n)s with a single answer left out", n=n)
    if left.reason == "unmatched":
        return say("%(n)s without anybody alike to compare with left out", n=n)
    return say.many(
        "%(n)s who skipped the question left out", "%(n)s who skipped the question left out", count, n=n
    )


def share(say: Say, figure: Proportion) -> str:
    """ "296 of 396, 74.7 % [70.2 to 78.8]"; counts alone below ten, "nobody yet" for none."""
    if not figure.n:
        return say("none yet")
    if figure.showing is Showing.COUNTS:
        return say.of(figure)
    return f"{say.of(figure)}, {percent(say, figure)}"


def percent(say: Say, figure: Proportion) -> str:
    """ "74.7 % [70.2 to 78.8]"; a dash where there are too few for it."""
    if figure.showing in (Showing.NOTHING, Showing.COUNTS):
        return "–"
    return f"{say.percent(figure.share or 0)} [{say.bounds(figure.low, figure.high)}]"


def large(say: Say, figure: Proportion) -> str:
    """What is printed large: a percentage, counts below ten, a dash for none."""
    if figure.showing is Showing.NOTHING:
        return "–"
    return say.of(figure) if figure.showing is Showing.COUNTS else say.percent(figure.share or 0)


def few(say: Say, figure: Proportion) -> str:
    """Why there is no percentage; "" where there is one."""
    if figure.showing is Showing.COUNTS:
        return say("Fewer than ten: too few for a percentage.")
    if figure.showing is Showing.FAINT:
        return say("Fewer than thirty: the interval is wide.")
    return ""
