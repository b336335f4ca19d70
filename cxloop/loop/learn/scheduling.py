"""Reports that leave by themselves: set, sent once each time, and ended. Access is asked when they leave."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import REPORT, Told
from cxloop.database import company_zone
from cxloop.people.models import User
from cxloop.people.policies import reads_reports, reports_of
from cxloop.reports.brief import brief
from cxloop.reports.due import next_time
from cxloop.reports.executive import Executive, executive
from cxloop.reports.period import usual_period
from cxloop.reports.saying import Say
from cxloop.reports.schedules import Schedule, ScheduledRun
from cxloop.reports.standfirst import plain, standfirst
from cxloop.reports.wanted import Wanted
from cxloop.tickets.telling import Telling

LINK = b"cxloop report link v1:"


def schedule_report(
    session: Session, *, user: User, via: str, every: str, day: int, hour: int, language: str, zone: str,
    by: User | None, at: datetime, slack_channel: str | None = None, with_pdf: bool = True,
) -> Schedule:  # fmt: skip
    """Send somebody the executive page from now on."""
    made = Schedule(
        user_id=user.id, via=via, slack_channel=slack_channel, every=every, day=day, hour=hour, language=language,
        zone=zone, with_pdf=with_pdf, made_by_id=by.id if by else None, made_at=at, nonce=secrets.token_hex(16),
        next_at=next_time(every, day, hour, ZoneInfo(zone), at),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def end_schedule(session: Session, schedule_id: int, *, because: str, at: datetime) -> None:
    """Nothing leaves any more; ending it twice changes nothing."""
    found = session.get(Schedule, schedule_id)
    if found is not None and found.ended_at is None:
        found.ended_at, found.ended_because = at, because
        session.flush()


def send_reports(session: Session, *, at: datetime, most: int = 50) -> int:
    """Write down what is due, once each; after a standstill one report leaves and not all that were missed."""
    chosen = select(Schedule.id).where(Schedule.next_at <= at, Schedule.ended_at.is_(None))
    due = session.scalars(chosen.order_by(Schedule.next_at, Schedule.id).limit(most)).all()
    return sum(_sent(session, number, at) for number in due)


def tell_report(session: Session, run_id: int, at: datetime) -> tuple[Telling, Executive, Schedule] | None:
    """The page in a few lines for whom it is, with what they may see now; None when they may see nothing."""
    run = session.get(ScheduledRun, run_id)
    found = session.get(Schedule, run.schedule_id) if run else None
    if run is None or found is None or found.ended_at is not None:
        return None
    user = session.get_one(User, found.user_id, populate_existing=True)
    if why_not(user):
        return None
    zone = company_zone(session)
    page = executive(session, usual_period(at, zone), at, None, Wanted(reports_of(user)))
    say = Say(found.language, zone)
    headline = say("What we changed for customers")
    told = Told(headline, headline, tuple(brief(page, say)), quote=plain(standfirst(page, say)) or None)
    return Telling(told, found.language, "/executive", user), page, found


def why_not(user: User) -> str | None:
    """Why somebody is sent nothing; None: they are."""
    if not user.is_active:
        return "left"
    return None if reads_reports(user) else "no_longer_may"


def _sent(session: Session, schedule_id: int, at: datetime) -> bool:
    found = session.scalars(
        select(Schedule)
        .where(Schedule.id == schedule_id)
        .with_for_update(of=Schedule)
        .execution_options(populate_existing=True)
    ).one()
    if found.next_at > at or found.ended_at is not None:
        return False  # another clock was here
    user = session.get_one(User, found.user_id)
    run = ScheduledRun(schedule_id=found.id, due_at=found.next_at, left_out=why_not(user))
    session.add(run)
    found.next_at = next_time(found.every, found.day, found.hour, ZoneInfo(found.zone), at)
    session.flush()
    if run.left_out is None:
        there = (found.slack_channel or user.slack_user) if found.via == "slack" else None
        outbox.enqueue(
            session, kind=REPORT, subject=f"report_run:{run.id}", via="slack" if there else "mail", at=at,
            recipient=there or f"user:{user.id}",
        )  # fmt: skip
    return True
