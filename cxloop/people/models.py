"""Who works here: users, teams, and their sign-ins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text


class Role(StrEnum):
    FRONTLINE = "frontline"
    LEAD = "lead"
    MANAGER = "manager"
    EXECUTIVE = "executive"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class User(Model):
    """A login; the customer's person is a contact."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("slack_team", "slack_user"),)

    id: Mapped[int] = key()
    email: Mapped[str] = text("personal", unique=True)
    name: Mapped[str] = text("personal")
    role: Mapped[str] = text("none", default=Role.FRONTLINE)
    language: Mapped[str] = text("none", default="en")
    time_zone: Mapped[str | None] = text("none")
    phone: Mapped[str | None] = text("personal")
    handed_over_by: Mapped[str] = text("none", default="slack")
    """How they hear of what is handed to them: slack or mail."""
    missed_by: Mapped[str] = text("none", default="channel")
    """How they hear of missed promises: in the team's channel, by slack to them alone, or by mail."""
    quiet_hours: Mapped[str | None] = text("none")
    """20:00–08:00 on their clock: what is for them alone waits until they end, unless it is pressing."""
    daily_limit: Mapped[int | None]
    """New tickets a day that are given to them by turns."""
    password_hash: Mapped[str | None] = text("secret")
    is_active: Mapped[bool] = mapped_column(default=True)
    single_keys: Mapped[bool] = mapped_column(default=True)
    slack_team: Mapped[str | None] = text("personal")
    slack_user: Mapped[str | None] = text("personal")
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    """Invited, and has not come yet: nothing is given to them. None: they came."""

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", lazy="selectin")

    leads: Mapped[list["Team"]] = relationship(foreign_keys="Team.lead_id", viewonly=True)

    @property
    def led_team_ids(self) -> frozenset[int]:
        """The teams they lead: those that name them, else, for a team lead whom none names, those they are in."""
        named = frozenset(team.id for team in self.leads)
        return named or (self.team_ids if self.role == Role.LEAD else frozenset())

    @property
    def team_ids(self) -> frozenset[int]:
        return frozenset(membership.team_id for membership in self.memberships)


class Team(Model):
    """The people who share a queue, a calendar and a Slack channel."""

    id: Mapped[int] = key()
    key: Mapped[str] = text("none", unique=True)
    name: Mapped[str] = text("none")
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendar.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Called in the lead's place where the lead is away with nobody standing in, or has left."""
    slack_channel: Mapped[str | None] = text("none")
    """Its name or Slack's id; None: the company's channel."""
    language: Mapped[str | None] = text("none")
    """Which its channel reads; None: the company's."""
    retired_at: Mapped[datetime | None]
    """From then on nothing new is given to it."""
    turn: Mapped[int] = mapped_column(default=0)
    """How many tickets round-robin has given out: whose turn it is next."""

    memberships: Mapped[list["Membership"]] = relationship(back_populates="team")
    lead: Mapped[User | None] = relationship(foreign_keys=[lead_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])


class Membership(Model):
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    takes_tickets: Mapped[bool] = mapped_column(default=True)

    team: Mapped[Team] = relationship(back_populates="memberships")
    user: Mapped[User] = relationship(back_populates="memberships")


class SignIn(Model):
    """A server-side session: only the hash of its token is kept."""

    id: Mapped[int] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = text("secret", unique=True)
    browser: Mapped[str | None] = text("none")
    """As its owner knows it again: "Firefox, Windows"."""
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Model):
    """Counted tries for one account or one address in one minute."""

    counted: Mapped[str] = text("secret", primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
