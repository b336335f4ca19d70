from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cxloop.database import db, unit_of_work
from cxloop.language import LANGUAGES
from cxloop.mail import access
from cxloop.people import absences, access_links, letting_in, sign_ins
from cxloop.people.access_links import INVITATION, AccessLink
from cxloop.people.changes import KnownAlready, of_email
from cxloop.people.models import Role, Team, User
from cxloop.people.policies import STAFF, administers, reads_people
from cxloop.people.role_words import NAMES
from cxloop.settings import memberships
from cxloop.settings.sentences import Refused
from cxloop.tickets.turns import given_today, open_by_owner
from cxloop.web import current
from cxloop.web.colleagues import teams_sent
from cxloop.web.colleagues.forms import InviteForm, may_words
from cxloop.web.colleagues.room import hand, room, shown_once
from cxloop.web.language import language


@room.get("", policy=reads_people)
def index() -> ResponseReturnValue:
    """Who is here, who is expected, and who has left."""
    session = db.session()
    everybody = select(User).order_by(User.name, User.id).options(selectinload(User.leads))
    people = session.scalars(everybody).all()
    named = dict(session.execute(select(Team.id, Team.name)).all())
    links = {
        user.id: access_links.newest(session, user.id, INVITATION)
        for user in people
        if user.invited_at and user.is_active
    }
    limited = [one.id for one in people if one.daily_limit]
    return render_template(
        "colleagues/index.html", here=[one for one in people if one.is_active and not one.invited_at],
        expected=[one for one in people if one.is_active and one.invited_at],
        left=[one for one in people if not one.is_active], links=links, at=current.moment(),
        why_closed=access_links.why_closed, seen=sign_ins.last_seen(session), names=NAMES,
        staff=STAFF, away=absences.away(session, current.moment()), open_of=open_by_owner(session),
        given=given_today(session, limited, current.moment()),
        teams_of=lambda user: _teams_of(user, named), may_change=administers(current.user()),
    )  # fmt: skip


def _teams_of(user: User, named: dict[int, str]) -> str:
    """Their teams by name, and which of them they lead."""
    led = user.led_team_ids if user.role in STAFF else frozenset()
    found = sorted((named[number], number in led) for number in user.team_ids | led)
    return ", ".join(_("%(team)s (leads)", team=team) if leads else team for team, leads in found)


@room.get("/new", policy=administers)
def new() -> ResponseReturnValue:
    return _form(InviteForm(formdata=None, language=language()), 200)


@room.post("", policy=administers)
def invite() -> ResponseReturnValue:
    """The page that answers shows the link; a letter takes it too, where letters leave."""
    form, settings, at = InviteForm(), current.settings(), current.moment()
    if not form.validate():
        return _form(form, 422)
    role, teams, session = Role(form.role.data), teams_sent.sent(db.session()), db.session()
    if teams and role not in STAFF:
        form.role.errors = [_("This role works on no tickets: choose no team, or another role.")]
        return _form(form, 422)
    email, name, by = str(form.email.data), str(form.name.data), current.by()
    spoken = form.language.data if form.language.data in LANGUAGES else current.company_language()

    def work() -> AccessLink:
        session = db.session()
        user = letting_in.invite(session, email=email, name=name, role=role, language=spoken, by=by, at=at)
        memberships.put_into(session, user, teams, hand(), at)
        if role == Role.LEAD:
            memberships.lead_where_nobody_does(session, user, hand(), at)
        one = letting_in.link_for(session, user, INVITATION, by, at)
        access.send(session, settings, one, at)
        return one

    try:
        return shown_once(unit_of_work(work))
    except KnownAlready:
        there = of_email(session, email)
        form.email.errors = [
            _(
                "%(name)s has this address already. Open their page instead.",
                name=there.name if there else email,
            )
        ]
    except Refused as refused:
        form.form_errors.extend(refused.say(language()).values())
    return _form(form, 422)


def _form(form: InviteForm, status: int) -> ResponseReturnValue:
    teams = teams_sent.offered(db.session())
    only = {key for key, _name in teams} if len(teams) == 1 else set()  # nearly everybody is for it
    page = render_template(
        "colleagues/new.html", form=form, teams=teams,
        chosen=set(request.form.getlist("team")) if form.is_submitted() else only,
        takes=set(request.form.getlist("takes")) if form.is_submitted() else {key for key, _name in teams},
        may=may_words(), writes_letters=bool(current.settings().smtp_url),
    )  # fmt: skip
    return page, status
