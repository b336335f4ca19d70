"""The entrance of people's pages, and what each of them needs."""

from flask import Flask, abort, render_template
from flask.typing import ResponseReturnValue

from cxloop.database import db, unit_of_work
from cxloop.entrances import Entrance
from cxloop.mail import access
from cxloop.people import access_links, letting_in
from cxloop.people.access_links import AccessLink
from cxloop.people.models import User
from cxloop.settings.ledger import Hand
from cxloop.web import current

room = Entrance("colleagues", __name__, url_prefix="/settings/people")
ONE = f"/<int(max={2**53 - 1}):user_id>"


def register(app: Flask) -> None:
    app.register_blueprint(room)


def known(user_id: int) -> User:
    return db.session.get(User, user_id) or abort(404)


def hand() -> Hand:
    return Hand(current.user().id, "web")


def hand_over(user_id: int, purpose: str) -> ResponseReturnValue:
    """A new link, shown this once; and sent to whose it is, where letters leave."""
    by, at, settings = current.by(), current.moment(), current.settings()

    def work() -> AccessLink:
        one = letting_in.link_for(db.session(), db.session.get_one(User, user_id), purpose, by, at)
        access.send(db.session(), settings, one, at)
        return one

    return shown_once(unit_of_work(work))


def shown_once(one: AccessLink) -> ResponseReturnValue:
    settings = current.settings()
    link = settings.public_url + access_links.path_of(settings.secret_key, one)
    page = render_template(
        "colleagues/made.html", one=one, link=link, person=one.user, is_sent=bool(settings.smtp_url)
    )
    return page, 201
