from flask import abort

from cxloop.accounts.models import Account, AccountFile
from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.people.policies import scope_of
from cxloop.tickets.sight import account_in_sight
from cxloop.web import current

room = Entrance("accounts", __name__)
LARGEST_ID = 2**63 - 1


def visible(account_id: int) -> Account:
    """The account, or 404 when there is none or it is not this person's to see."""
    if account_id > LARGEST_ID:
        abort(404)
    return account_in_sight(db.session(), account_id, scope_of(current.user())) or abort(404)


def found(file_id: int) -> AccountFile:
    """The file of this number as it stands now; 404 when there is none."""
    file = db.session.get(AccountFile, file_id, populate_existing=True) if file_id <= LARGEST_ID else None
    return file or abort(404)
