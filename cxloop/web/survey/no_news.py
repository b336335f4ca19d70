"""The way out of letters about what we changed: a page to confirm for people, one click for mail programs."""

from flask.typing import ResponseReturnValue

from cxloop.accounts.consent import consents
from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN, SIGNED
from cxloop.improvements.telling import BackLetter
from cxloop.loop import learn
from cxloop.web import current
from cxloop.web.survey.leaving import room
from cxloop.web.survey.room import closed, linked, page


@room.get("/n/<mark>", policy=OPEN)
def ask_no_news(mark: str) -> ResponseReturnValue:
    """Changes nothing: mail scanners open links."""
    letter = linked(BackLetter, mark, learn.NEWS_LINK)
    return closed() if letter is None else _page(letter, mark)


@room.post("/n/<mark>", policy=SIGNED)
def end_news(mark: str) -> ResponseReturnValue:
    letter = linked(BackLetter, mark, learn.NEWS_LINK)
    if letter is None:
        return closed()
    number, at = letter.id, current.moment()
    unit_of_work(lambda: learn.end_news(db.session(), number, at=at))
    return _page(letter, mark)


def _page(letter: BackLetter, mark: str) -> str:
    contact = letter.ticket.contact
    said = consents(db.session(), [contact.id], current.moment())[contact.id] if contact else {"news": False}
    language = contact.language if contact else None
    return page("survey/no_news.html", language, mark=mark, is_ended=not said["news"])
