"""What every page for a customer needs: whose survey, which language, and one page for every closed door."""

from typing import Any, Protocol, TypeVar

from flask import Flask, abort, current_app, make_response, render_template, request, session
from flask_babel import force_locale

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.language import LANGUAGES
from cxloop.people import link_keys
from cxloop.people.colours import colour_of
from cxloop.people.company import COLOUR, company
from cxloop.people.guesses import Guesses, network_of
from cxloop.responses.invitations import queries
from cxloop.responses.invitations.asking import Asking
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.models import Survey
from cxloop.secrets import signed_links
from cxloop.web import current
from cxloop.web.language import CHOSEN, language

room = Entrance("survey", __name__)
WRONG_LINKS_A_MINUTE = 30
"""From one network. A link of ours opens however many others were tried beside it."""
WRONG_LINKS = "cxloop-wrong-links"
ANSWERED = "answered"
"""In the customer's own cookie: which survey they answered, in which language, and by which invitation."""


class HasLinks(Protocol):
    """A record whose links are signed over its number and a secret of its own."""

    @property
    def id(self) -> Any: ...
    @property
    def nonce(self) -> Any: ...


Linked = TypeVar("Linked", bound=HasLinks)


def register(app: Flask) -> None:
    app.extensions[WRONG_LINKS] = Guesses()


def invited(token: str, purpose: bytes) -> Invitation | None:
    """The invitation that this link was made for, as `linked`."""
    return linked(Invitation, token, purpose)


def linked(model: type[Linked], token: str, purpose: bytes) -> Linked | None:
    """The record that this link was made for; None for every other link, and after too many a page that says so."""
    number = signed_links.numbered(token)
    found = db.session.get(model, number, populate_existing=True) if number is not None else None
    if found is None or not _is_ours(purpose, token, found.id, found.nonce):
        count_wrong_link()
        return None
    return found


def _is_ours(purpose: bytes, token: str, number: int, nonce: str) -> bool:
    """Whether we signed this link, with the secret key of today or one before it."""
    key, at = current.settings().secret_key, current.moment()
    return link_keys.is_believed(db.session(), key, purpose, token, number, nonce, at)


def count_wrong_link() -> None:
    """Of this request's network; after too many a minute the request ends with a page that says when to come back."""
    wrong: Guesses = current_app.extensions[WRONG_LINKS]
    limits = {network_of(request.remote_addr): WRONG_LINKS_A_MINUTE}
    if seconds := wrong.wrong(current.moment(), limits):
        wait = page("survey/wait.html", seconds=seconds)
        abort(make_response(wait, 429, {"Retry-After": str(seconds)}))


def spoken(*wanted: str | None) -> str:
    """What the customer chose on the page, else the first of these that we speak, else what the browser wants."""
    return next((code for code in (session.get(CHOSEN), *wanted) if code in LANGUAGES), language())


def page(template: str, wanted: str | None = None, **facts: Any) -> str:
    """A page in our customer's language, with our name and colour."""
    us, code = company(db.session(), current.moment()), spoken(wanted)
    with force_locale(code):
        return render_template(
            template,
            locale=code,
            company=us.name,
            call_hours=us.call_hours,
            colour=(colour_of(us.colour) or COLOUR).removeprefix("#"),
            **facts,
        )


def closed() -> tuple[str, int]:
    """Answered, expired, withdrawn, forged or another's: always this page, which says none of it."""
    return page("survey/closed.html"), 404


def asked_by(survey: Survey, language: str) -> Asking:
    """What a customer of this language reads about the survey."""
    at = current.moment()
    ours = queries.page_of(db.session(), survey.id, at)
    return queries.asked(survey, ours, company(db.session(), at).name, language)
