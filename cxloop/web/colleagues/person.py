from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from cxloop.database import db, unit_of_work
from cxloop.people import absences, access_links, changes, identities, letting_in, second_step, sign_ins
from cxloop.people.access_links import INVITATION, RESET
from cxloop.people.models import Role, User
from cxloop.people.policies import STAFF, administers, may_act_for, reads_people
from cxloop.people.role_words import NAMES
from cxloop.settings import colleagues, memberships
from cxloop.settings.own import OF_COLLEAGUES
from cxloop.settings.sentences import Refused
from cxloop.tickets.models import Ticket
from cxloop.tickets.turns import given_today
from cxloop.web import current
from cxloop.web.colleagues import teams_sent
from cxloop.web.colleagues.forms import PersonForm, RoleForm, SlackForm, may_words
from cxloop.web.colleagues.room import ONE, hand, hand_over, known, room
from cxloop.web.language import language


@room.get(ONE, policy=reads_people)
def show(user_id: int) -> ResponseReturnValue:
    return page_of(known(user_id))


@room.post(ONE, policy=administers)
def change(user_id: int) -> ResponseReturnValue:
    """How they are called and read."""
    person, form = known(user_id), PersonForm()
    if not form.validate():
        return page_of(person, form=form, status=422)
    wanted = {name: form[name].data or None for name in ("name", "language", "time_zone")}
    wanted |= {one.name: form[one.name].data for one in OF_COLLEAGUES}
    by, at = current.by(), current.moment()
    return _done(person, lambda: changes.describe(db.session(), known(user_id), wanted, by, at), _("Saved."))


@room.post(f"{ONE}/role", policy=administers)
def change_role(user_id: int) -> ResponseReturnValue:
    """Their sessions end: the next sign-in starts from the new role."""
    person, form = known(user_id), RoleForm()
    if not form.validate():
        return page_of(person, role=form, status=422)
    role, at = Role(form.role.data), current.moment()
    said = _("%(name)s is %(role)s from the next sign-in.", name=person.name, role=_(NAMES[role]))
    return _done(person, lambda: colleagues.change_role(db.session(), known(user_id), role, hand(), at), said)


@room.post(f"{ONE}/teams", policy=administers)
def change_teams(user_id: int) -> ResponseReturnValue:
    person, at = known(user_id), current.moment()
    wanted = teams_sent.sent(db.session())
    if wanted and person.role not in STAFF:
        flash(_("This role works on no tickets: choose no team, or another role."), "late")
        return redirect(url_for(".show", user_id=user_id))
    return _done(
        person, lambda: memberships.put_into(db.session(), known(user_id), wanted, hand(), at), _("Saved.")
    )


@room.post(f"{ONE}/slack", policy=administers)
def link_to_slack(user_id: int) -> ResponseReturnValue:
    person, form, by, at = known(user_id), SlackForm(), current.by(), current.moment()
    team, user = (form.slack_team.data or "").strip() or None, (form.slack_user.data or "").strip() or None
    if form.validate() and bool(team) != bool(user):
        form.slack_user.errors = [_("Both are needed, or none.")]
    if form.errors:
        return page_of(person, slack=form, status=422)
    try:
        unit_of_work(lambda: changes.link_to_slack(db.session(), known(user_id), team, user, by, at))
    except changes.LinkedToSomebodyElse as held:
        form.slack_user.errors = [
            _("That Slack user is linked to %(name)s. Nothing was changed.", name=str(held))
        ]
        return page_of(known(user_id), slack=form, status=422)
    flash(_("Saved."))
    return redirect(url_for(".show", user_id=user_id))


@room.post(f"{ONE}/sessions", policy=administers)
def end_sessions(user_id: int) -> ResponseReturnValue:
    """One of them by its number, or all."""
    person, at, by, only = (
        known(user_id),
        current.moment(),
        current.by(),
        request.form.get("session", type=int),
    )

    def work() -> None:
        ids = [one.id for one in sign_ins.running(db.session(), user_id, at) if only in (None, one.id)]
        sign_ins.end_some(db.session(), user_id, ids, at, by)

    return _done(person, work, _("Signed out there."))


@room.post(f"{ONE}/link", policy=administers)
def make_link(user_id: int) -> ResponseReturnValue:
    """Of an invitation while they have not come, of a new password afterwards."""
    person = known(user_id)
    if not person.is_active:
        flash(_("Let them in again first."), "late")
        return redirect(url_for(".show", user_id=user_id))
    return hand_over(user_id, INVITATION if person.invited_at else RESET)


@room.post(f"{ONE}/taking-back", policy=administers)
def take_back(user_id: int) -> ResponseReturnValue:
    person, by, at = known(user_id), current.by(), current.moment()
    if not person.invited_at or not person.is_active:
        abort(404)
    said = _("The invitation is taken back: its link opens nothing any more.")
    return _done(person, lambda: letting_in.take_back(db.session(), known(user_id), by, at), said)


def _done(person: User, work: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do it in one unit of work and say so; or why it cannot be."""
    where, name = url_for(".show", user_id=person.id), person.name
    try:
        unit_of_work(work)
    except changes.LastAdministrator:
        flash(last_administrator(name), "late")
    except Refused as refused:
        flash(" ".join(refused.say(language()).values()), "late")
    else:
        flash(said)
    return redirect(where)


def last_administrator(name: str) -> str:
    said: str = _(
        "%(name)s is the only administrator: make somebody else one first. Nothing was changed.", name=name
    )
    return said


def page_of(
    person: User, *, form: PersonForm | None = None, role: RoleForm | None = None, slack: SlackForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    session, at = db.session(), current.moment()
    own_teams = memberships.of(session, person)
    own = {"name": person.name, "language": person.language, "time_zone": person.time_zone or ""}
    own |= {one.name: getattr(person, one.name) for one in OF_COLLEAGUES}
    page = render_template(
        "colleagues/show.html" if administers(current.user()) else "colleagues/read.html", person=person,
        form=form or PersonForm(formdata=None, data=own),
        role=role or RoleForm(formdata=None, role=person.role),
        slack=slack or SlackForm(formdata=None, slack_team=person.slack_team, slack_user=person.slack_user),
        names=NAMES, may=may_words(), teams=teams_sent.offered(session), is_in=own_teams,
        takes={key for key, _name in teams_sent.offered(session) if own_teams.get(key, True)},
        works_tickets=person.role in STAFF, sessions=sign_ins.running(session, person.id, at),
        open_tickets=session.scalar(
            select(func.count()).select_from(Ticket).where(Ticket.owner_id == person.id, Ticket.is_open)
        ),
        may_say_away=may_act_for(current.user(), person), away_until=absences.until(session, person.id, at),
        given_today=given_today(session, [person.id], at).get(person.id, 0),
        link=access_links.newest(session, person.id, INVITATION) if person.invited_at else None, at=at,
        why_closed=access_links.why_closed, seen=sign_ins.last_seen(session).get(person.id),
        writes_letters=bool(current.settings().smtp_url), leads=memberships.led_by(session, person),
        identity=identities.of_user(session, person.id), has_code=second_step.of(session, person.id),
    )  # fmt: skip
    return page, status
