"""A driver is a root cause, named in each language of the company."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text


class Driver(Model):
    id: Mapped[int] = key()
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("driver.id"), index=True)
    key: Mapped[str] = text("none", unique=True)
    name_en: Mapped[str] = text("none")
    name_it: Mapped[str] = text("none")
    steps_en: Mapped[str | None] = text("none")
    steps_it: Mapped[str | None] = text("none")
    """What helps, a step a line."""
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("driver.id"), index=True)
    """Whose history its own counts with; what was written down keeps the name it was given."""

    parent: Mapped["Driver | None"] = relationship(
        remote_side="Driver.id", foreign_keys=[parent_id], lazy="joined", join_depth=2
    )
    merged_into: Mapped["Driver | None"] = relationship(
        remote_side="Driver.id", foreign_keys=[merged_into_id]
    )

    def name(self, language: str) -> str:
        return self.name_it if language == "it" else self.name_en

    def steps(self, language: str) -> list[str]:
        """What helps, in this language, else in the other."""
        own, other = (self.steps_it, self.steps_en) if language == "it" else (self.steps_en, self.steps_it)
        return (own or other or "").splitlines()

    @property
    def counts_as(self) -> "Driver":
        """The cause it counts with: itself, unless it was merged."""
        return self.merged_into.counts_as if self.merged_into else self

    @property
    def level(self) -> int:
        """1 at the top."""
        return self.parent.level + 1 if self.parent else 1

    def path(self, language: str) -> str:
        """The whole way down: "Delivery › late and not told"."""
        own = self.name(language)
        return f"{self.parent.path(language)} › {own}" if self.parent else own
