"""From what somebody says to the words they may mean, and how often these stand somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from cxloop.database import bulk
from cxloop.wordbook.models import Word, WordPosting, WordSlip
from cxloop.wordbook.words import SHORTEST_BEGINNING, slips, stems

LAST = "\U0010ffff"
MOST_BEGINNINGS = 50
"""Words that begin as what was said; of more, nobody means one."""
MOST_MISTYPED = 20
OFTEN = 20_000
"""Postings of a word that is met by walking along what is searched rather than collected."""


@dataclass
class Said:
    """One thing that was said, and the numbers of the words it may mean: as it is or by its stem, or as a beginning."""

    word: str
    exact: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)

    @property
    def word_ids(self) -> list[int]:
        return [*self.exact, *self.begun]


def looked_up(session: Session, words: Sequence[str], *, forgiving: bool) -> list[Said]:
    """What each of these words may mean; `forgiving`, what it is a mistyped form of as well."""
    found = [Said(word) for word in words]
    rows = session.execute(union_all(*(part for at, one in enumerate(found) for part in _ways(at, one.word))))
    for at, is_exact, word_id in sorted(tuple(row) for row in rows):
        one = found[at]
        if is_exact:
            one.exact.append(word_id)
        elif word_id not in one.exact:
            one.begun.append(word_id)
    mistyped = [one for one in found if forgiving and slips(one.word)]
    for one in mistyped:
        chosen = select(WordSlip.word_id).where(bulk.among(session, WordSlip.mark, sorted(slips(one.word))))
        meant = session.scalars(chosen.distinct().limit(MOST_MISTYPED))
        one.exact += [word_id for word_id in meant if word_id not in one.word_ids]
    return found


def how_often(session: Session, said: Sequence[Said]) -> list[int]:
    """How many postings the words of each have, counted up to OFTEN."""
    each = []
    for one in said:
        some = (
            select(WordPosting.found_id).where(WordPosting.word_id.in_(one.word_ids)).limit(OFTEN).subquery()
        )
        each.append(select(func.count()).select_from(some).scalar_subquery())
    return list(session.execute(select(*each)).one())


def _ways(at: int, word: str) -> list[Select[int, int, int]]:
    italian, english = stems(word)
    by_word = select(literal(at), literal(1), Word.id).where(Word.word == word)
    by_stem = select(literal(at), literal(1), Word.id).where(
        Word.runs, or_(Word.italian == italian, Word.english == english), Word.word != word
    )
    ways = [by_word, by_stem]
    if len(word) >= SHORTEST_BEGINNING:
        begun = (
            select(Word.id)
            .where(Word.word > word, Word.word < word + LAST)
            .order_by(Word.word)
            .limit(MOST_BEGINNINGS)
        )
        each = begun.subquery()
        ways.append(select(literal(at), literal(0), each.c.id))
    return ways
