"""Whether and why somebody may be contacted now, and asked by a survey."""

from datetime import datetime, timedelta
from typing import NamedTuple

from cxloop.accounts.consent import is_allowed
from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.people.company import company
from cxloop.tickets.history import History


class Contactable(NamedTuple):
    """`survey` is why no survey is sent, or None: ticket_open, recently_answered, may_not_contact, no_surveys,
    no_address."""

    may: bool
    has_address: bool
    survey: str | None
    survey_after: datetime | None


def contactable(contact: Contact, history: History, at: datetime) -> Contactable:
    """Read from what the page knows already."""
    quarantine = timedelta(days=company(db.session(), at).quarantine_days)
    newest = history.answers[-1].answered_at if history.answers else None
    after = newest + quarantine if newest and newest + quarantine > at else None
    has_address = bool(contact.phone or contact.email)
    if not contact.may_contact:
        return Contactable(False, has_address, "may_not_contact", None)
    if not is_allowed(db.session(), contact, "surveys", at):
        return Contactable(True, has_address, "no_surveys", None)
    if not contact.email:
        return Contactable(True, has_address, "no_address", None)
    if any(ticket.is_open for ticket in history.tickets):
        return Contactable(True, has_address, "ticket_open", None)
    return Contactable(True, has_address, "recently_answered" if after else None, after)
