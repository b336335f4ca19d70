from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from cxloop.accounts import keys
from cxloop.accounts.consent import consents
from cxloop.database import db
from cxloop.people.policies import scope_of, sees_customers
from cxloop.tickets import people
from cxloop.tickets.people import SHOWS, Wanted
from cxloop.web import current, formats
from cxloop.web.contacts import words as words_of
from cxloop.web.contacts.room import room
from cxloop.web.tickets.queue import whole_number

LONGEST_WORDS = 200


@room.get("/contacts", policy=sees_customers)
def index() -> ResponseReturnValue:
    """Everybody in sight, the newest first."""
    show = request.args.get("show", "")
    words = " ".join(formats.readable(request.args.get("q", "")).split())[:LONGEST_WORDS]
    wanted = Wanted(words, show if show in SHOWS else "")
    before = whole_number(request.args.get("before"))
    page = people.known_people(
        db.session(), scope=scope_of(current.user()), wanted=wanted, at=current.moment(), before_id=before
    )
    address: dict[str, Any] = {name: value for name, value in (("q", words), ("show", wanted.show)) if value}
    return render_template(
        "contacts/index.html",
        page=page,
        consents=consents(db.session(), [row.contact.id for row in page.rows], current.moment()),
        most=people.MOST_COUNTED,
        roles=words_of.buying_roles(),
        wanted=wanted,
        address=address,
        is_later_page=before is not None,
        next_href=url_for(".index", **address, before=page.next_before) if page.next_before else None,
        waiting=keys.waiting(db.session()) if wanted.words else 0,
    )
