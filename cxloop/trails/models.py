"""What stands outside the tables of events, so that what is missing there is missed."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Id, Model, key, text


class TrailEnd(Model):
    """Where one trail ends."""

    owner: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    """Whose trail: a ticket's number; of the audit log -1 for nobody, -2 for the user of number 1, and so on."""
    length: Mapped[int]
    last: Mapped[str] = text("none")
    """The hash of the last event."""
    seal: Mapped[str] = text("none")
    """Keyed, over all of the above; "broken" once it was found not to fit, and for ever after."""


class TrailTally(Model):
    """How much was written in all. There are several, so that writers need not wait for each other; they add up."""

    id: Mapped[int] = key()
    page: Mapped[int]
    """What is written now will first be covered by the anchor of this page."""
    events: Mapped[int]
    total: Mapped[str] = text("none")
    """The sum of `links.addend` of every event, modulo 2 to the 128th, in hexadecimal."""
    seal: Mapped[str] = text("none")


class TrailAnchor(Model):
    """What all trails held at one moment; also written to a file outside the database, and printed."""

    page: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    made_on: Mapped[date]
    at: Mapped[datetime]
    events: Mapped[int]
    total: Mapped[str] = text("none")
    hash: Mapped[str] = text("none")
    """Keyed, over all of the above and the hash of the page before."""


class TrailKey(Model):
    """The key all hashes are made with, sealed, once the installation's secret key has been changed."""

    id: Mapped[int] = key()
    sealed: Mapped[str] = text("secret")
