"""Views that somebody keeps: a list with its filters under a name, for themselves or for their team."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.models import Team, User

PAGES = ("loop", "tickets")
LONGEST_NAME = 60
MOST = 40
"""Of one person: more are no views any more."""


class SavedView(Model):
    """An address of a list under a name; what it shows each reader is within what that reader may see."""

    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    """Whose members read it too; None: its maker alone."""
    name: Mapped[str] = text("free_text")
    page: Mapped[str] = text("none")
    """One of PAGES."""
    query: Mapped[str] = text("free_text")
    """The filters as an address has them."""
    at: Mapped[datetime]

    user: Mapped[User] = relationship()
    team: Mapped[Team | None] = relationship()


class NotTheirs(Exception):
    """The view is somebody else's."""


class TooManyViews(Exception):
    """They keep as many as they may: one has to go first."""


def views_of(session: Session, person: User) -> Sequence[SavedView]:
    """Their own, and those of their teams that still exist, by name."""
    shared = SavedView.team_id.in_(person.team_ids | person.led_team_ids)
    chosen = (
        select(SavedView)
        .outerjoin(Team, Team.id == SavedView.team_id)
        .where(or_(SavedView.user_id == person.id, shared & Team.retired_at.is_(None)))
        .order_by(func.lower(SavedView.name), SavedView.id)
    )
    return session.scalars(chosen).all()


def may_share_with(session: Session, person: User, everything: bool) -> Sequence[Team]:
    """The teams a view can be for: one's own; any, for who sees all tickets."""
    chosen = select(Team).where(Team.retired_at.is_(None)).order_by(Team.name)
    if not everything:
        chosen = chosen.where(Team.id.in_(person.team_ids | person.led_team_ids))
    return session.scalars(chosen).all()


def save_view(
    session: Session, person: User, *, name: str, page: str, query: str, team_id: int | None, at: datetime
) -> SavedView:
    """Keep it; a view of theirs with the same name becomes this one.

    Raises:
        TooManyViews
    """
    mine = SavedView.user_id == person.id
    view = session.scalars(select(SavedView).where(mine, SavedView.name == name).with_for_update()).first()
    if view is None:
        if (session.scalar(select(func.count(SavedView.id)).where(mine)) or 0) >= MOST:
            raise TooManyViews
        view = SavedView(user_id=person.id, name=name)
        session.add(view)
    view.page, view.query, view.team_id, view.at = page, query, team_id, at
    session.flush()
    return view


def remove_view(session: Session, view_id: int, person: User) -> str | None:
    """Take one's own view away, or as the team's lead one that is shared with it; its name, None: it is not there.

    Raises:
        NotTheirs
    """
    view = session.get(SavedView, view_id)
    if view is None:
        return None
    if not may_remove(view, person):
        raise NotTheirs
    session.execute(delete(SavedView).where(SavedView.id == view_id))
    return view.name


def may_remove(view: SavedView, person: User) -> bool:
    """Whether this view is theirs to take away."""
    return view.user_id == person.id or view.team_id in person.led_team_ids
