from flask import abort

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.people.policies import scope_of
from cxloop.tickets.sight import contact_in_sight
from cxloop.web import current

room = Entrance("contacts", __name__)
LARGEST_ID = 2**63 - 1


def visible(contact_id: int) -> Contact:
    """The contact, or 404 when there is none or it is not this person's to see."""
    if contact_id > LARGEST_ID:
        abort(404)
    return contact_in_sight(db.session(), contact_id, scope_of(current.user())) or abort(404)
