"""The page of somebody's absences, and the steps on it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people import absences
from cxloop.people.models import User
from cxloop.people.policies import STAFF, may_work_on, reads_people, works_tickets
from cxloop.settings import away
from cxloop.settings.sentences import Refused
from cxloop.web import current
from cxloop.web.away.form import AwayForm, DeputyForm
from cxloop.web.away.room import AN_ABSENCE, ONE, known, room, theirs
from cxloop.web.language import language

MOST_NAMED = 200


@room.get(ONE, policy=works_tickets)
def index(user_id: int) -> ResponseReturnValue:
    return _page(known(user_id), AwayForm(formdata=None), 200)


@room.post(ONE, policy=works_tickets)
def announce(user_id: int) -> ResponseReturnValue:
    """With `look` only what would become of the tickets is shown."""
    person, form, by, at = known(user_id), AwayForm(), current.by(), current.moment()
    if not form.validate():
        return _page(person, form, 422)
    deputy_id, way, is_look = form.named(), str(form.tickets.data), bool(request.form.get("look"))
    first, last = form.first.data, form.last.data
    if first is None or last is None:
        return _page(person, form, 422)

    def work() -> int:
        session, user = db.session(), known(user_id)
        deputy = session.get(User, deputy_id) if deputy_id else None
        made = away.announce(session, user, away.Plan(first, last, deputy, way), by, at)
        if is_look:
            raise _OnlyLooked
        return act.begin_absence(session, made, at)

    try:
        handed = unit_of_work(work)
    except _OnlyLooked:
        return _page(known(user_id), form, 200, is_looked=True)
    except Refused as refused:
        _blame(form, refused)
        return _page(known(user_id), form, 422)
    flash(_("It is written down."))
    if handed:
        flash(ngettext("One ticket was handed over.", "%(num)s tickets were handed over.", handed))
    return redirect(url_for(".index", user_id=user_id))


@room.post(f"{AN_ABSENCE}/return", policy=works_tickets)
def come_back(user_id: int, absence_id: int) -> ResponseReturnValue:
    """They are back, or do not go; what nobody has worked on comes back too."""
    theirs(user_id, absence_id)
    by, at = current.by(), current.moment()

    def work() -> tuple[bool, int, int]:
        absence = theirs(user_id, absence_id)
        was_ahead, handed = absence.ends_at > at, len(absence.handed or {})
        away.cut_short(db.session(), absence, by, at)
        return was_ahead, len(act.end_absence(db.session(), absence, at)), handed

    was_ahead, back, handed = unit_of_work(work)
    if not was_ahead:
        flash(_("It had ended already. Nothing was changed."), "late")
    else:
        flash(_("It is ended."))
    if back:
        flash(ngettext("One ticket came back.", "%(num)s tickets came back.", back))
    if stayed := handed - back if was_ahead else 0:
        flash(
            ngettext(
                "One stays where it is: it was worked on, closed or given on.",
                "%(num)s stay where they are: they were worked on, closed or given on.", stayed,
            )
        )  # fmt: skip
    return redirect(url_for(".index", user_id=user_id))


@room.post(f"{AN_ABSENCE}/deputy", policy=works_tickets)
def change_deputy(user_id: int, absence_id: int) -> ResponseReturnValue:
    theirs(user_id, absence_id)
    deputy_id, by, at = DeputyForm().named(), current.by(), current.moment()

    def work() -> bool:
        absence = theirs(user_id, absence_id)
        if absence.ends_at <= at:
            return False
        deputy = db.session.get(User, deputy_id) if deputy_id else None
        away.change_deputy(db.session(), absence, deputy, by, at)
        return True

    try:
        is_changed = unit_of_work(work)
    except Refused as refused:
        flash(" ".join(refused.say(language()).values()), "late")
    else:
        flash(_("Saved.") if is_changed else _("It had ended already. Nothing was changed."))
    return redirect(url_for(".index", user_id=user_id))


class _OnlyLooked(Exception):
    """It could be so; nothing is kept."""


def _blame(form: AwayForm, refused: Refused) -> None:
    for name, why in refused.say(language()).items():
        form[name].errors = [why]


def _page(person: User, form: AwayForm, status: int, *, is_looked: bool = False) -> ResponseReturnValue:
    session, at = db.session(), current.moment()
    able = _able(person)
    deputy = next((one for one in able if one.id == form.named()), None)
    becomes = act.while_away(session, person, str(form.tickets.data), deputy, at) if is_looked else []
    seen = [one for one in becomes if may_work_on(current.user(), one[0].team_id, one[0].owner_id)]
    everybody_away = absences.away(session, at)
    zone = away.zone_of(session, person)
    page = render_template(
        "away/index.html", person=person, form=form.among(able), is_own=person.id == current.user().id,
        ahead=[(one, *away.days_of(one, zone)) for one in absences.ahead(session, person.id, at)], at=at,
        is_looked=is_looked, becomes=seen[:MOST_NAMED], total=len(becomes), deputy=deputy,
        names={one.id: one.name for one in session.scalars(select(User))}, ways=away.WAY_WORDS,
        clash=_clash(deputy, form) if is_looked else None, able=able,
        may_read=reads_people(current.user()), present=lambda one: absences.stand_in(one, everybody_away),
    )  # fmt: skip
    return page, status


def _able(person: User) -> Sequence[User]:
    """Who may stand in for them."""
    chosen = select(User).where(User.is_active, User.role.in_(STAFF)).order_by(User.name, User.id)
    return [one for one in db.session.scalars(chosen) if away.may_stand_in(person, one)]


def _clash(deputy: User | None, form: AwayForm) -> tuple[object, object] | None:
    """The days on which the deputy is away in this time."""
    if deputy is None or form.first.data is None or form.last.data is None:
        return None
    session = db.session()
    plan = away.span(session, deputy, form.first.data, form.last.data)
    other = absences.overlapping(session, deputy.id, *plan)
    return away.days_of(other, away.zone_of(session, deputy)) if other else None
