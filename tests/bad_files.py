"""A grammar of damaged exports: what platforms, spreadsheets, editors and attackers make of a table."""

from hypothesis import strategies as st

SCORES = [
    "0",
    "3",
    "7",
    "10",
    "11",
    "-1",
    "5.5",
    "7,0",
    "NaN",
    "inf",
    "1e999",
    "٣",
    "10/10",
    "",
    " ",
    "=1+1",
    "9" * 40,
]
DATES = [
    "2026-08-13 10:00:00", "13/08/2026 16.51.00", "08/13/2026 04:51:00 PM", "03/04/2026", "30/02/2026", "",
    "1900-01-00", "60", "46247.7", "13-Aug-26", "2026-08-13T10:00:00+99:99", "0000-00-00", "99999999999999",
    "2026-08-13T10:00Z",
    "soon",
]  # fmt: skip
TEXTS = [
    "", "fine", "perché? così", "=cmd|'/c calc'!A1", "<script>alert(1)</script>", "a\0b", "line\nline", "\r\n",
    "💥" * 50, 'said "no"', '"', '""', "x" * 2_000, "\u202egnp.exe", "\ufeff", "%s%(x)s{0}", "a,b;c\td|e", "\x1b[31m",
    "' OR 1=1 --",
]  # fmt: skip
NAMES = [
    "Score", "score", "Voto", "Comment", "Response ID", "Email", "Date", "", " ", "Submitted at", "Why?", "#",
    "Score\n(0-10)",
    "x" * 400, "Status", '{"ImportId":"QID1"}', "Respondent ID", "Collector ID", "Survey type", "=1+1", "sep=;",
]  # fmt: skip

cells = st.one_of(
    st.sampled_from(SCORES), st.sampled_from(DATES), st.sampled_from(TEXTS), st.text(max_size=20),
    st.integers().map(str), st.floats().map(str), st.emails(),
)  # fmt: skip


def quoted(cell: str, style: str) -> str:
    if style == "always" or (style == "needed" and any(mark in cell for mark in ',;\t|"\r\n')):
        return '"' + cell.replace('"', '""') + '"'
    return {"open": '"' + cell, "shut": cell + '"', "torn": cell.replace('"', '""')}.get(style, cell)


@st.composite
def bad_files(draw: st.DrawFn) -> bytes:
    """Bytes of a file, some of it good; encodings, separators, line ends and quotes may change in mid-file."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=400))
    delimiter = draw(st.sampled_from(",;\t|:"))
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\r\n"]))
    styles = st.sampled_from(["needed"] * 12 + ["always", "always", "never", "open", "shut", "torn"])
    header = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8))
    if draw(st.booleans()):
        header = ["Response ID", "Score", "Comment", "Date", *header[:2]]
    width = len(header)
    ragged = st.lists(cells, max_size=width + 3)
    row = st.one_of(
        st.lists(cells, min_size=width, max_size=width),
        st.lists(cells, min_size=width, max_size=width),
        ragged,
    )
    usual = st.tuples(
        st.text("abc123", min_size=1), st.sampled_from(SCORES), st.sampled_from(TEXTS), st.sampled_from(DATES)
    )
    rows = draw(st.lists(st.one_of(usual.map(list), row), max_size=draw(st.sampled_from([0, 2, 8, 40]))))
    lines = [delimiter.join(quoted(cell, draw(styles)) for cell in cells_) for cells_ in [header, *rows]]
    text = line_end.join(lines)
    encoding = draw(
        st.sampled_from(
            ["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "mac_roman"]
        )
    )
    body = text.encode(encoding, "replace")
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(body)))
        body = body[:at] + draw(st.binary(max_size=30)) + body[at:]
    return body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 14)) == 0 else body
