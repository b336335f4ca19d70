"""A role that changes, with what hangs on it: who works on no tickets is in no team, who is no lead leads none, and a
new lead leads what nobody leads."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.people import changes
from cxloop.people.models import Role, User
from cxloop.people.policies import STAFF
from cxloop.settings import memberships
from cxloop.settings.ledger import Hand


def change_role(session: Session, user: User, role: Role, hand: Hand, at: datetime) -> None:
    """Let them do what this role may, from their next sign-in. Nothing changes where it is theirs already.

    Raises:
        LastAdministrator: nothing was changed.
        Refused: a team cannot be without them.
    """
    if user.role == role:
        return
    if role not in STAFF and user.role in STAFF:
        memberships.lead_none(session, user, hand, at)
        memberships.put_into(session, user, {}, hand, at)
    if user.role == Role.LEAD and role == Role.FRONTLINE:
        memberships.lead_none(session, user, hand, at)
    changes.change_role(session, user, role, at, by_id=hand.by_id, via=hand.via)
    if role == Role.LEAD:
        memberships.lead_where_nobody_does(session, user, hand, at)
