from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from cxloop.accounts.models import Contact
from cxloop.database import db, unit_of_work
from cxloop.loop.listen import Told, tell, written_down
from cxloop.people.models import Team, User
from cxloop.people.policies import Scope, records_conversations, scope_of
from cxloop.tickets import known_people, told
from cxloop.web import current
from cxloop.web.told.forms import TellForm
from cxloop.web.told.room import room

LONGEST_NUMBER = 18


@room.get("/told", policy=records_conversations)
def index() -> ResponseReturnValue:
    """The form, begun with the contact of `?contact=` where one is named, and what customers told us so far."""
    form, user = TellForm(formdata=None), current.user()
    form.offer_care(_teams(user))
    if about := _about():
        contact = known_people.known(db.session(), int(about), scope_of(user))
        if contact:
            form.who.data, form.contact.data = contact.called, about
    return _page(form)


@room.get("/told/people", policy=records_conversations)
def people() -> ResponseReturnValue:
    """The known contacts that fit what was typed, to choose from."""
    who = request.args.get("who", "")[:200].strip()
    if not request.headers.get("HX-Request"):
        return redirect(url_for(".index"))
    found = known_people.matching(db.session(), who, scope_of(current.user()))
    return render_template("told/_people.html", people=found, who=who, chosen="")


@room.post("/told", policy=records_conversations)
def write_down() -> ResponseReturnValue:
    form, user, at = TellForm(), current.user(), current.moment()
    form.offer_care(_teams(user))
    is_valid = form.validate()
    if not _is_known(form, user) or not is_valid:
        return _page(form), 422
    word, team_id = form.word(), form.team_id
    became = unit_of_work(
        lambda: tell(
            db.session(), word, by=user, at=at, owner_id=None if team_id else user.id,
            team_id=team_id or _own_team(user), language=current.company_language(),
        )
    )  # fmt: skip
    flash(_saying(became, user), f"kept confirms {_draft()}")
    ticket = became.ticket
    if ticket and not became.is_beyond and scope_of(user).covers(ticket.team_id, ticket.owner_id):
        return redirect(url_for("tickets.show", ticket_id=ticket.id))
    return redirect(url_for(".index"))


def _about() -> str:
    """The number of the contact whose page led here; empty where none did."""
    number = request.args.get("contact", "")
    return number if number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER else ""


def _draft() -> str:
    """Each person's draft is one's own: what was begun about one is not taken over for another."""
    return f"told-{about}" if (about := _about()) else "told"


def _is_known(form: TellForm, user: User) -> bool:
    """Whether it is settled who said it: a contact that was chosen, or somebody new whom nobody resembles."""
    session, scope = db.session(), scope_of(user)
    if written_down(session, form.nonce.data or "", by=user):
        return True  # sent twice: whoever it was is settled
    if form.chosen and known_people.known(session, form.chosen, scope) is None:
        form.who.errors = [_("This person cannot be chosen any more. Look for them again.")]
        return False
    is_open = not form.contact.data and not form.email.data
    if is_open and known_people.matching(session, form.who.data or "", scope):
        form.who.errors = [_("Choose who of them it was, or somebody new.")]
        return False
    return True


def _saying(became: Told, user: User) -> str:
    ticket = became.ticket
    if not became.is_new:
        return str(_("This was written down already: nothing was doubled."))
    if became.is_beyond:
        return str(_("Written down. It is with the team that looks after this customer."))
    if ticket is None:
        return str(_("Written down. Thank you for listening."))
    if became.was_there:
        return str(_("They have a ticket open already: what they said was added to it."))
    if ticket.owner_id == user.id:
        return str(_("Ticket %(number)s is open, and yours.", number=ticket.id))
    return str(_("Ticket %(number)s is open, and given to the team.", number=ticket.id))


def _teams(user: User) -> Sequence[Team]:
    """The teams somebody may give a ticket to: all, or their own."""
    chosen = select(Team).where(Team.retired_at.is_(None)).order_by(Team.name)
    if not scope_of(user).everything:
        chosen = chosen.where(Team.id.in_(user.team_ids))
    return db.session.scalars(chosen).all()


def _own_team(user: User) -> int | None:
    return min(user.team_ids, default=None)


def _people(form: TellForm, scope: Scope) -> Sequence[Contact]:
    """Who fits what was typed, and first the one who was chosen."""
    session = db.session()
    fitting = known_people.matching(session, form.who.data or "", scope)
    chosen = (
        known_people.known(session, form.chosen, scope) if form.chosen and not form.contact.errors else None
    )
    return [chosen, *(one for one in fitting if one is not chosen)] if chosen else fitting


def _page(form: TellForm) -> str:
    session, user = db.session(), current.user()
    scope, who = scope_of(user), form.who.data or ""
    return render_template(
        "told/index.html",
        form=form,
        people=_people(form, scope),
        who=who,
        about=_about() or None,
        draft=_draft(),
        chosen=form.contact.data or "",
        entries=told.recent(session, scope),
    )
