from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.accounts import changes, contacts
from cxloop.accounts.changes import By
from cxloop.accounts.fields import PURPOSES
from cxloop.accounts.models import Contact
from cxloop.accounts.refusals import FieldsRefused, Refusal
from cxloop.database import db, unit_of_work
from cxloop.people.policies import scope_of, sees_customers, steers_customers
from cxloop.tickets.sight import contact_in_sight
from cxloop.web import current
from cxloop.web.contacts.forms import ContactForm
from cxloop.web.contacts.refused import changed_meanwhile, put
from cxloop.web.contacts.room import room, visible


@room.get("/contacts/<int:contact_id>/edit", policy=sees_customers)
def form(contact_id: int) -> ResponseReturnValue:
    contact = visible(contact_id)
    blank = ContactForm(formdata=None)
    blank.offer(contact, may_place=_may_place())
    blank.fill(contact, _newest(contact))
    return _page(contact, blank)


@room.post("/contacts/<int:contact_id>/edit", policy=sees_customers)
def edit(contact_id: int) -> ResponseReturnValue:
    contact = visible(contact_id)
    sent = ContactForm()
    sent.offer(contact, may_place=_may_place())
    if not sent.validate():
        return _page(contact, sent), 422
    if sent.seen.data != str(_newest(contact)):
        changed_meanwhile(sent, changes.newest(db.session(), contact))
        sent.seen.data = str(_newest(contact))
        return _page(contact, sent), 409
    given, by = sent.changes(contact), _by()
    try:
        unit_of_work(lambda: contacts.edit_contact(db.session(), contact_id, given, by))
    except FieldsRefused as refused:
        put(sent, _without_names_out_of_sight(refused))
        return _page(visible(contact_id), sent), 422
    flash(_("Saved."), "kept")
    return redirect(url_for(".show", contact_id=contact_id))


@room.post("/contacts/<int:contact_id>/wish", policy=sees_customers)
def keep_wish(contact_id: int) -> ResponseReturnValue:
    """They asked not to be contacted, or may be contacted again: for one purpose, or for any."""
    visible(contact_id)
    if (purpose := request.form.get("purpose")) is not None:
        return _keep_consent(contact_id, purpose)
    may, by = request.form.get("may_contact") == "yes", _by()
    unit_of_work(lambda: contacts.edit_contact(db.session(), contact_id, {"may_contact": may}, by))
    flash(
        _("They may be contacted again.")
        if may
        else _("Noted: nobody is told to call, and no survey is sent."),
        "kept",
    )
    return redirect(url_for(".show", contact_id=contact_id))


def _keep_consent(contact_id: int, purpose: str) -> ResponseReturnValue:
    by, given = _by(), request.form.get("given") == "yes"
    if purpose not in PURPOSES:
        abort(404)
    wish = {"consents": {purpose: given}}
    unit_of_work(lambda: contacts.edit_contact(db.session(), contact_id, wish, by))
    flash(_("Noted. It holds from now on, also for letters already waiting."), "kept")
    return redirect(url_for(".show", contact_id=contact_id))


def _without_names_out_of_sight(refused: FieldsRefused) -> FieldsRefused:
    """Who has an address already is told only to who may see them."""
    scope, session = scope_of(current.user()), db.session()

    def told(refusal: Refusal) -> Refusal:
        other = refusal.facts.get("contact_id")
        if not isinstance(other, int) or contact_in_sight(session, other, scope):
            return refusal
        return Refusal(refusal.field, "taken_elsewhere")

    return FieldsRefused(*map(told, refused.refusals))


def _may_place() -> bool:
    return steers_customers(current.user())


def _by() -> By:
    return By(current.moment(), "web", current.user().id)


def _newest(contact: Contact) -> int:
    change = changes.newest(db.session(), contact)
    return change.id if change else 0


def _page(contact: Contact, form: ContactForm) -> str:
    return render_template("contacts/edit.html", contact=contact, form=form)
