"""Keeping the book: what stands where, written anew for a few at a time, and taken back to the last letter."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from cxloop.database import bulk
from cxloop.wordbook.models import Word, WordDue, WordPlace, WordPosting, WordSlip
from cxloop.wordbook.words import slips, stems

Key = tuple[str, bool]
"""A word, and whether it stands in running text."""


@dataclass(frozen=True)
class Described:
    """By what something is found: words of names and numbers, and words of running text."""

    named: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)

    def all(self) -> set[Key]:
        return {(word, False) for word in self.named} | {(word, True) for word in self.runs}


def place(session: Session, *, lock: bool = False) -> WordPlace:
    """How far the book is; under lock nobody else writes into it."""
    found = session.get(WordPlace, 1, with_for_update=lock or None, populate_existing=True)
    if found is None:
        found = WordPlace(id=1, up_to=0)
        if lock:
            session.add(found)
            session.flush()
    return found


def followed_up_to() -> ColumnElement[int | None]:
    """How far the book is, to be selected."""
    return select(WordPlace.up_to).limit(1).scalar_subquery()


def write(session: Session, described: Mapping[int, Described]) -> int:
    """Let each of these be found by its words and by no other; returns for how many that is new.

    Under the lock of `place`.
    """
    before = standing(session, described)
    ids = _ids_of(session, {key for one in described.values() for key in one.all()}, known=before.values())
    after = {found_id: {ids[key] for key in one.all()} for found_id, one in described.items()}
    gone = {found_id: before[found_id] - after[found_id] for found_id in before}
    new = [
        (word_id, found_id)
        for found_id, word_ids in after.items()
        for word_id in word_ids - before.get(found_id, set())
    ]
    for found_id, word_ids in gone.items():
        if word_ids:
            of_found = bulk.among(session, WordPosting.word_id, word_ids)
            session.execute(delete(WordPosting).where(WordPosting.found_id == found_id, of_found))
    rows = [{"word_id": word_id, "found_id": found_id} for word_id, found_id in sorted(new)]
    bulk.insert_all(session, WordPosting, rows)
    _forget_words(session, {word_id for word_ids in gone.values() for word_id in word_ids})
    return sum(before.get(found_id, set()) != word_ids for found_id, word_ids in after.items())


def standing(session: Session, found_ids: Iterable[int]) -> dict[int, set[int]]:
    """The words that lead to each of these; what none leads to is left out."""
    found: dict[int, set[int]] = {}
    chosen = select(WordPosting.found_id, WordPosting.word_id)
    for found_id, word_id in session.execute(
        chosen.where(bulk.among(session, WordPosting.found_id, found_ids))
    ):
        found.setdefault(found_id, set()).add(word_id)
    return found


def words_of(session: Session, word_ids: Collection[int]) -> dict[int, Key]:
    """What these numbers of words stand for."""
    chosen = select(Word.id, Word.word, Word.runs).where(bulk.among(session, Word.id, word_ids))
    return {word_id: (word, runs) for word_id, word, runs in session.execute(chosen)}


def begin_anew(session: Session) -> None:
    """Empty the book: everything is due again."""
    mark = place(session, lock=True)
    for model in (WordPosting, WordSlip, Word, WordDue):
        session.execute(delete(model))
    session.execute(update(WordPlace).values(up_to=0))
    session.expire(mark)


def _ids_of(session: Session, keys: set[Key], known: Iterable[set[int]]) -> dict[Key, int]:
    """The number of each word; new ones are written down."""
    kept = words_of(session, {word_id for ids in known for word_id in ids})
    found = {key: word_id for word_id, key in kept.items() if key in keys}
    missing = sorted({word for word, _ in keys - found.keys()})
    if missing:
        chosen = select(Word.id, Word.word, Word.runs).where(bulk.among(session, Word.word, missing))
        found |= {(word, runs): word_id for word_id, word, runs in session.execute(chosen)}
    new = sorted(keys - found.keys())
    if new:
        numbers = bulk.numbers(session, Word, len(new))
        bulk.insert_all(session, Word, [_row(number, *key) for number, key in zip(numbers, new, strict=True)])
        marks = sorted(
            (mark, number) for number, (word, _) in zip(numbers, new, strict=True) for mark in slips(word)
        )
        bulk.insert_all(session, WordSlip, [{"mark": mark, "word_id": number} for mark, number in marks])
        found |= dict(zip(new, numbers, strict=True))
    return found


def _row(number: int, word: str, runs: bool) -> dict[str, Any]:
    italian, english = stems(word) if runs else (None, None)
    return {"id": number, "word": word, "runs": runs, "italian": italian, "english": english}


def _forget_words(session: Session, word_ids: Collection[int]) -> None:
    """What stands nowhere any more is no word of the book: an erased name is gone from it too."""
    if not word_ids:
        return
    stands = select(WordPosting.found_id).where(WordPosting.word_id == Word.id).exists()
    unused = select(Word.id).where(bulk.among(session, Word.id, word_ids), ~stands)
    gone = list(session.scalars(unused))
    for model, column in ((WordSlip, WordSlip.word_id), (Word, Word.id)):
        session.execute(delete(model).where(bulk.among(session, column, gone)))
