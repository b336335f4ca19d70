"""The words of an HTML letter, without anything that acts. Quoted parts begin with ">". Pure."""

import re
from html.parser import HTMLParser

LONGEST = 500_000
BLOCKS = frozenset(
    "address article blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main"
    " nav ol p pre section table tbody tfoot thead title tr ul br".split()
)
PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote ul ol table pre".split())
UNSHOWN = frozenset(
    "script style head title template noscript object iframe svg math textarea select option".split()
)
EMPTY = frozenset("br hr img input meta link area base col embed source track wbr".split())
QUOTES = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|OutlookMessageHeader"
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
REPLY_LINE = "\ue000\ue001"
"""Stands where a mail program began to quote; see `quoting`."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unshown: list[str] = []
        self.quoted = 0

    def begun(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.unshown:
            if tag not in EMPTY:
                self.unshown.append(tag)
            return
        if (tag in UNSHOWN or HIDDEN.search(given.get("style", ""))) and tag not in EMPTY:
            self.unshown.append(tag)
            return
        if QUOTES.search(given.get("class", "") + " " + given.get("id", "")):
            self.pieces.append(f"\n{REPLY_LINE}\n")
        if tag == "blockquote":
            self.quoted += 1
        self._break(tag)
        if tag == "li":
            self.pieces.append("- ")
        if tag == "td":
            self.pieces.append(" ")

    def empty(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.unshown:
            self._break(tag)

    def ended(self, tag: str) -> None:
        if self.unshown:
            if tag in self.unshown:
                while self.unshown and self.unshown.pop() != tag:
                    pass
            return
        self._break(tag)
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)

    def said(self, data: str) -> None:
        if not self.unshown:
            words = re.sub(r"[ \t\r\n\f]+", " ", data)
            self.pieces.append(words)

    handle_starttag, handle_startendtag, handle_endtag, handle_data = begun, empty, ended, said

    def _break(self, tag: str) -> None:
        if tag in BLOCKS:
            end = "\n\n" if tag in PARAGRAPHS else "\n"
            self.pieces.append(end + ("> " if self.quoted else ""))


def text_of(html: str) -> str:
    """What a reader sees. Broken HTML gives what can be read of it."""
    reader = _Reader()
    try:
        reader.feed(html[:LONGEST])
        reader.close()
    except Exception:  # a declaration that the parser refuses: what was read so far stays
        reader.pieces.append("")
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
