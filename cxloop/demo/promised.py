"""What the demo company owes its customers these days: promises with a day, on tickets that are talked about now."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.demo.rhythm import ROME, midnight
from cxloop.loop import act
from cxloop.tickets.models import Ticket

WORDS = {
    "it": ("Mandare la nota di credito", "Richiamare con la data di consegna", "Far controllare l’impianto"),
    "en": ("Send the credit note", "Call back with the day of delivery", "Have the unit checked"),
}
DAYS = 0, 1, 3
"""From the day the demo is made for; the first is owed today."""


def promise_customers(session: Session, on: date) -> None:
    """One colleague's word for each of the newest conversations that go on."""
    begun = midnight(on)
    newest = (
        select(Ticket)
        .where(Ticket.state == "in_progress", Ticket.owner_id.is_not(None))
        .order_by(Ticket.opened_at.desc(), Ticket.first_contact_due_at)
        .limit(len(DAYS))
    )
    for place, ticket in enumerate(session.scalars(newest).all()):
        owner = ticket.owner
        assert owner is not None  # noqa: S101 - asked for above
        what = WORDS["it" if owner.language == "it" else "en"][place]
        due = datetime.combine(on + timedelta(days=DAYS[place]), time(17), ROME)
        act.promise(
            session, ticket.id, what=what, due_at=due, by=owner, at=begun - timedelta(minutes=1), via="web"
        )
