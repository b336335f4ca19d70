"""Which words stand where. What is found is a number in somebody else's table: this room does not know of what."""

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import IN_BYTES, Id, Model, key, text


class Word(Model):
    """A word as `words.plain` writes it; with its stems where it stands in running text."""

    __table_args__ = (
        UniqueConstraint("word", "runs"),
        Index("ix_word_italian", "italian"),
        Index("ix_word_english", "english"),
    )

    id: Mapped[int] = key()
    word: Mapped[str] = mapped_column(IN_BYTES, info={"class": "personal"})
    runs: Mapped[bool]
    """Of a comment, a note, a call; otherwise of a name, an address or a number."""
    italian: Mapped[str | None] = text("free_text")
    english: Mapped[str | None] = text("free_text")


class WordSlip(Model):
    """What a word shares with its mistyped forms: see `words.slips`."""

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    word_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, index=True)


class WordPosting(Model):
    """The word stands in what is found."""

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    word_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    found_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, index=True)


class WordDue(Model):
    """Something changed, and with it maybe the words: written with the change, gone when the book has followed."""

    id: Mapped[int] = key()
    noun: Mapped[str] = text("none")
    """ticket, contact, account or user."""
    subject_id: Mapped[int] = mapped_column(Id)


class WordPlace(Model):
    """How far the book is: what is newer has no entry yet. One row."""

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    up_to: Mapped[int] = mapped_column(Id)
