from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from cxloop.accounts.models import Contact, Merge, Suggestion
from cxloop.database import db
from cxloop.people.policies import scope_of, sees_customers, steers_customers
from cxloop.tickets.history import of_contact
from cxloop.tickets.sight import account_in_sight
from cxloop.web import current
from cxloop.web.contacts import drawing, words
from cxloop.web.contacts.consenting import consents_of
from cxloop.web.contacts.contactable import contactable
from cxloop.web.contacts.room import room, visible


@room.get("/contacts/<int:contact_id>", policy=sees_customers)
def show(contact_id: int) -> ResponseReturnValue:
    """One person's story; a merged one's address leads to the contact kept."""
    contact = visible(contact_id)
    if contact.merged_into_id:
        return redirect(url_for(".show", contact_id=contact.merged_into_id))
    session, user, at = db.session(), current.user(), current.moment()
    scope = scope_of(user)
    history = of_contact(session, contact, scope)
    may_merge = steers_customers(user)
    return render_template(
        "contacts/show.html",
        contact=contact,
        account=account_in_sight(session, contact.account_id, scope) if contact.account_id else None,
        history=history,
        dots=drawing.dots(history.answers),
        chart=drawing,
        consents=consents_of(contact.id, at),
        reach=contactable(contact, history, at),
        may_merge=may_merge,
        alike=_suggested(contact) if may_merge else [],
        others=_others(contact),
        roles=words.buying_roles(),
        changed_fields=words.changed_fields,
        at=at,
    )


def _suggested(contact: Contact) -> list[Contact]:
    session = db.session()
    ids = [
        *session.scalars(select(Suggestion.other_id).where(Suggestion.contact_id == contact.id)),
        *session.scalars(select(Suggestion.contact_id).where(Suggestion.other_id == contact.id)),
    ]
    return list(session.scalars(select(Contact).where(Contact.id.in_(ids))).unique())


def _others(contact: Contact) -> dict[int, str]:
    """What the contacts of this one's merges were called."""
    session = db.session()
    merges = session.execute(
        select(Merge.kept_id, Merge.merged_id).where(
            (Merge.kept_id == contact.id) | (Merge.merged_id == contact.id)
        )
    ).all()
    ids = {number for pair in merges for number in pair}
    return {
        one.id: one.called for one in session.scalars(select(Contact).where(Contact.id.in_(ids))).unique()
    }
