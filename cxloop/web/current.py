"""Who is asking, and when: read once a request."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app, g, session
from flask_login import UserMixin, current_user
from sqlalchemy.exc import DBAPIError

from cxloop import audit_log
from cxloop.audit_log import By
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.people import company, sign_ins
from cxloop.people.models import SignIn, User
from cxloop.settings import zone
from cxloop.web.unavailable import why_unavailable

TOKEN = "sign_in"  # noqa: S105 - the name of the cookie's field


class SignedIn(UserMixin):
    """The user of this request, as Flask-Login wants one; everything else is the user's own."""

    def __init__(self, user: User) -> None:
        self.user = user

    def __getattr__(self, name: str) -> object:
        return getattr(self.user, name)

    @property
    def is_active(self) -> bool:
        return self.user.is_active

    def get_id(self) -> str:
        return str(self.user.id)


def user_of_request() -> SignedIn | None:
    """The signed-in user, or None; keeps the session's last moment roughly up to date."""
    token = session.get(TOKEN)
    if not token:
        return None
    at = now()
    found = sign_ins.signed_in(db.session(), token, at)
    if found is None:
        return None
    sign_in, user = found
    if at - sign_in.last_seen_at > sign_ins.SEEN_EVERY:
        _seen(sign_in.id, at)
    return SignedIn(user)


def user() -> User:
    """The user of this request, as the loop wants them."""
    found: User = current_user.user
    return found


def by() -> By:
    """The same user, as the audit log wants them."""
    return By(user().id, "web")


def written_down(kind: str, **facts: int | str | None) -> None:
    """Tell the audit log, inside a unit of work, that the user of this request changed something."""
    audit_log.record(db.session(), kind, at=moment(), actor_id=user().id, via="web", **facts)


def moment() -> datetime:
    """Now, the same for the whole request."""
    if "moment" not in g:
        g.moment = now()
    at: datetime = g.moment
    return at


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def company_language() -> str:
    """The company's language, the same for the whole request; a page about a lost database does without it."""
    if "company_language" not in g:
        try:
            g.company_language = company.company_language(db.session(), settings().language)
        except DBAPIError:
            return settings().language
    return str(g.company_language)


def company_zone() -> ZoneInfo:
    """The company's zone, the same for the whole request; a page about a lost database does without it."""
    if "company_zone" not in g:
        try:
            g.company_zone = zone.company_zone(db.session(), settings())
        except DBAPIError:
            return settings().time_zone
    found: ZoneInfo = g.company_zone
    return found


def _seen(sign_in_id: int, at: datetime) -> None:
    def work() -> None:
        row = db.session.get(SignIn, sign_in_id)
        if row:
            row.last_seen_at = at

    try:
        unit_of_work(work)
    except DBAPIError as error:  # who only reads is not stopped by a database that cannot be written
        if why_unavailable(error) is None:
            raise
