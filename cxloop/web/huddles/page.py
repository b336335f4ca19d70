"""What the screen of a huddle shows, put into words from what its agenda names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, render_template
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy import select

from cxloop.database import company_zone, db, local_day_of
from cxloop.drivers.models import Driver
from cxloop.improvements import queries
from cxloop.improvements.huddles import Attendance, Huddle, HuddleDecision, Kudos
from cxloop.improvements.signals import drawn
from cxloop.loop import learn
from cxloop.people import absences
from cxloop.people.models import Membership, Team, User
from cxloop.people.policies import SEES_ALL_TICKETS, STAFF, scope_of
from cxloop.reports import charts
from cxloop.tickets.models import Ticket, Verification
from cxloop.web import current, formats
from cxloop.web.huddles.forms import AgreedForm, ThanksForm, offer, tomorrow
from cxloop.web.language import language
from cxloop.web.pictures import picture

LABELLED = 4
"""Every fourth week has its day under it, the newest always."""
SHARES = (4, 2, 4, 3, 2)
"""Minutes of the five points."""


@dataclass(frozen=True)
class Won:
    who: str
    words: str | None


def may_join(user: User, team_id: int | None) -> bool:
    """Their own team's; the whole company's for who sees every ticket."""
    if user.role in SEES_ALL_TICKETS:
        return True
    return team_id is not None and team_id in user.team_ids | user.led_team_ids


def teams_of(user: User) -> Sequence[Team]:
    chosen = select(Team).where(Team.retired_at.is_(None)).order_by(Team.name)
    return [team for team in db.session.scalars(chosen) if may_join(user, team.id)]


def found(huddle_id: int) -> Huddle:
    """The huddle, or 404 when it is not there or not theirs to see."""
    huddle = db.session.get(Huddle, huddle_id, populate_existing=True)
    if huddle is None or not may_join(current.user(), huddle.team_id):
        abort(404)
    return huddle


def people_of(huddle: Huddle) -> list[User]:
    """Who belongs there: the team, else everybody who works tickets; and whoever was marked as there."""
    chosen = (
        select(User)
        .where(User.is_active, User.invited_at.is_(None), User.role.in_(STAFF))
        .order_by(User.name)
    )
    if huddle.team_id is not None:
        members = select(Membership.user_id).where(Membership.team_id == huddle.team_id)
        chosen = chosen.where(User.id.in_(members) | (User.id == huddle.begun_by_id))
    people = list(db.session.scalars(chosen))
    there = db.session.scalars(
        select(User).join(Attendance, Attendance.user_id == User.id).where(Attendance.huddle_id == huddle.id)
    )
    return people + [user for user in there if user not in people]


def show(huddle: Huddle, *, refused: FlaskForm | None = None, open_dialog: str | None = None) -> str:
    session, at, user = db.session(), current.moment(), current.user()
    today = local_day_of(at, company_zone(session))
    people = people_of(huddle)
    agreed, thanks = AgreedForm(formdata=None), ThanksForm(formdata=None)
    agreed.due_on.data = tomorrow(today)
    forms: dict[str, FlaskForm] = {"agreed_form": agreed, "thanks_form": thanks}
    for name, blank in forms.items():
        if refused is not None and type(refused) is type(blank):
            forms[name] = refused
    offer(forms["agreed_form"].owner_id, people)
    offer(forms["thanks_form"].to_id, people)
    there = set(session.scalars(select(Attendance.user_id).where(Attendance.huddle_id == huddle.id)))
    return render_template(
        "huddles/show.html",
        huddle=huddle,
        people=people,
        there=there,
        away=absences.away(session, at),
        minutes=learn.MINUTES,
        shares=SHARES,
        ends_at=huddle.begun_at + timedelta(minutes=learn.MINUTES),
        decided=_decisions(HuddleDecision.huddle_id == huddle.id),
        before=_decisions(HuddleDecision.id.in_(huddle.agenda["agreed"])),
        kudos=session.scalars(select(Kudos).where(Kudos.huddle_id == huddle.id).order_by(Kudos.id)).all(),
        today=today,
        open_dialog=open_dialog,
        **forms,
        **_agenda(huddle, user),
    )


def _decisions(which: Any) -> Sequence[HuddleDecision]:
    return db.session.scalars(select(HuddleDecision).where(which).order_by(HuddleDecision.due_on)).all()


def _agenda(huddle: Huddle, user: User) -> dict[str, Any]:
    session, facts, scope = db.session(), huddle.agenda, scope_of(user)
    stuck = [ticket for number in facts["stuck"] if (ticket := session.get(Ticket, number))]
    won = [one for number in facts["won"] if (one := session.get(Verification, number))]
    cause = facts["cause"]
    driver = session.get(Driver, cause["driver"]) if cause else None
    ticket = session.get(Ticket, cause["ticket"]) if cause and cause["ticket"] else None
    if ticket and not scope.covers(ticket.team_id, ticket.owner_id):
        ticket = None
    return {
        "facts": facts,
        "stuck": [ticket for ticket in stuck if scope.covers(ticket.team_id, ticket.owner_id)],
        "won": [_won(one) for one in won],
        "cause": driver.path(language()) if driver else None,
        "quote": ticket,
        "chart": _chart(cause, driver) if cause and driver else None,
        "known": queries.with_cause(session, driver.id) if driver else [],
    }


def _won(one: Verification) -> Won:
    ticket = db.session.get_one(Ticket, one.ticket_id)
    return Won(ticket.contact.called if ticket.contact else "", (one.comment or "").strip() or None)


def _chart(cause: dict[str, Any], driver: Driver) -> Markup:
    """Tickets of the cause per 100 answers by week, with the limit of what is usual."""
    say = formats.say()
    rates, mean, high = drawn(cause["tickets"], cause["answers"])
    last = len(rates) - 1
    points = [
        charts.Point(
            say.short_day(date.fromisoformat(week)) if (last - place) % LABELLED == 0 else "",
            rate,
            None,
            None,
        )
        for place, (week, rate) in enumerate(zip(cause["weeks"], rates, strict=True))
    ]
    limits = charts.Limits(
        mean, 0.0, high, say("mean %(value)s", value=say.number(mean, 1)), "0", say.number(high, 1)
    )
    title = say(
        "Tickets with the cause “%(cause)s” per 100 answers, by week", cause=driver.name(say.language)
    )
    return picture(charts.months(points, limits, ()), title)
