"""A team's fifteen minutes: begun once, who was there, what was decided and thanked, ended."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import THANKED
from cxloop.improvements.huddles import Attendance, Huddle, HuddleDecision, Kudos
from cxloop.loop.learn.agenda import agenda
from cxloop.people.models import Team, User

MINUTES = 15
GOES_ON = timedelta(hours=2)
"""Who begins one within this time joins the one that goes on."""


def begin_huddle(session: Session, team: Team | None, *, by: User, at: datetime) -> Huddle:
    """Begin it, or join the one that this team has going on; the agenda is made now."""
    if team is not None:
        session.execute(select(Team.id).where(Team.id == team.id).with_for_update())
    same = Huddle.team_id == team.id if team is not None else Huddle.team_id.is_(None)
    going_on = select(Huddle).where(same, Huddle.ended_at.is_(None), Huddle.begun_at > at - GOES_ON)
    if found := session.scalars(going_on.order_by(Huddle.id.desc()).limit(1)).first():
        return found
    team_id = team.id if team else None
    made = Huddle(team_id=team_id, begun_by_id=by.id, begun_at=at, agenda=agenda(session, team_id, at))
    session.add(made)
    session.flush()
    session.add(Attendance(huddle_id=made.id, user_id=by.id))
    session.flush()
    return made


def attend(session: Session, huddle: Huddle, user_ids: Collection[int]) -> None:
    """Who is there: these and nobody else."""
    session.execute(delete(Attendance).where(Attendance.huddle_id == huddle.id))
    session.add_all(Attendance(huddle_id=huddle.id, user_id=user_id) for user_id in sorted(set(user_ids)))
    session.flush()


def agree(
    session: Session, huddle: Huddle, *, what: str, owner: User, due_on: date, by: User, at: datetime
) -> HuddleDecision:
    """Somebody will do something by a day."""
    made = HuddleDecision(
        huddle_id=huddle.id, what=what.strip(), owner_id=owner.id, due_on=due_on, by_id=by.id, at=at
    )
    session.add(made)
    session.flush()
    return made


def keep_agreed(session: Session, decision: HuddleDecision, *, at: datetime) -> None:
    """It was done; saying so twice changes nothing."""
    decision.done_at = decision.done_at or at
    session.flush()


def thank(session: Session, huddle: Huddle, *, to: User, words: str, by: User, at: datetime) -> Kudos:
    """Thank a colleague, who is told in their language by the path they chose."""
    made = Kudos(huddle_id=huddle.id, to_id=to.id, by_id=by.id, words=words.strip(), at=at)
    session.add(made)
    session.flush()
    if to.id != by.id:
        outbox.enqueue(
            session, kind=THANKED, subject=f"kudos:{made.id}", via="slack", recipient=f"user:{to.id}", at=at
        )
    return made


def end_huddle(session: Session, huddle: Huddle, *, at: datetime) -> None:
    """It is over; ending it twice changes nothing."""
    huddle.ended_at = huddle.ended_at or at
    session.flush()
