"""A caption file (WebVTT) as something to read: who spoke and when, cues of one speaker joined to paragraphs. Pure."""

import html
import re

TIMES = re.compile(r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s+-->\s")
SPEAKER = re.compile(r"<v(?:\.[^\s<>]{1,80})?\s{1,20}([^\s<>][^<>]{0,119})>")
TAG = re.compile(r"</?[a-z0-9.:][^<>]{0,200}>", re.IGNORECASE)
NAMED = re.compile(r"([^\W\d_][^:<>\n]{0,40}):\s+(?=\S)")
NO_CUES = ("NOTE", "STYLE", "REGION")
LONG_ENOUGH = 600
"""After so many characters the same speaker's next sentence starts a paragraph of its own."""


def text_of(source: str) -> str:
    """One paragraph a turn: "Anna (2:05): It never arrived." A cue that only repeats the one before is left out."""
    turns: list[tuple[str, str, str]] = []
    last = ""
    for block in re.split(r"\n[ \t]*\n", source):
        cue = _cue(block)
        if cue is None or cue[2] == last:
            continue
        when, speaker, said = cue
        last = said
        same = turns and turns[-1][1] == speaker
        if same and not _is_full(turns[-1][2]):
            turns[-1] = (turns[-1][0], speaker, f"{turns[-1][2]} {said}")
        else:
            turns.append((when, speaker, said))
    return "\n".join(
        f"{speaker} ({when}): {said}" if speaker else f"({when}) {said}" for when, speaker, said in turns
    )


def _is_full(paragraph: str) -> bool:
    ends = paragraph.endswith((".", "?", "!", "…"))
    return len(paragraph) >= (LONG_ENOUGH if ends else 3 * LONG_ENOUGH)


def _cue(block: str) -> tuple[str, str, str] | None:
    """(when, speaker, what was said), or None where nothing was."""
    lines = block.strip("\n").split("\n")
    if lines[0].startswith(NO_CUES):
        return None
    for place, line in enumerate(lines[:2]):
        if times := TIMES.match(line):
            words = " ".join(lines[place + 1 :])
            speaker = SPEAKER.search(words)
            said = " ".join(html.unescape(TAG.sub("", words)).split())
            name = " ".join(html.unescape(speaker[1]).split()) if speaker else ""
            if not name and (named := NAMED.match(said)):
                name, said = named[1], said[named.end() :]
            return (_when(times), name, said) if said else None
    return None


def _when(times: re.Match[str]) -> str:
    hours, minutes, seconds = int(times[1] or 0), int(times[2]), times[3]
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"
