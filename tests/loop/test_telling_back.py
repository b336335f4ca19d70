"""Customers behind an improvement are told what changed: each once, who wants no news not, and it is written down."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.accounts.consent import change_consent, is_allowed
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.improvements.models import Improvement
from cxloop.improvements.telling import BackLetter
from cxloop.loop import customers, learn
from cxloop.people.policies import Scope
from cxloop.reports.told_back import told_back
from cxloop.slack.delivery import deliver_all
from cxloop.tickets.models import TicketEvent
from tests.visitor import Visitor


class Letters:
    """A postbox that keeps what it is given."""

    def __init__(self):
        self.sent = []

    def send(self, letter):
        self.sent.append(letter)


ALL = Scope(True, frozenset(), 0)
DAY = timedelta(days=3650)
WORDS = {"en": "We ring you before a late delivery.", "it": "Chiamiamo prima di una consegna in ritardo."}


@pytest.fixture
def improvement(make, north, olga, at):
    carl = make.contact("Carl", email="carl@example.com", language="it")
    dora = make.contact("Dora", email="dora@example.com", language="en")
    erik, nina = make.contact("Erik", email=None), make.contact("Nina", email="nina@example.com")
    change_consent(db.session(), nina, given=False, at=at, source="web", purposes=["news"])
    tickets = [
        make.ticket(3, team=north, owner=olga, contact=who, comment=f"Late again, said {who.name}.")
        for who in (carl, carl, dora, erik, nina)
    ]
    made = learn.raise_improvement(
        db.session(), title="Call ahead", problem="Nobody knows.", by=olga, at=at,
        ticket_ids={ticket.id for ticket in tickets},
    )  # fmt: skip
    made.state, made.live_on = "measured", at.date()
    db.session.commit()
    made.people = carl, dora, erik, nina
    return made


def tell(improvement, by, at, words=WORDS):
    act = learn.tell_back(db.session(), improvement, words, by=by, at=at, scope=ALL)
    db.session.commit()
    return act


def sent(app, at):
    letters = Letters()
    deliver_all(app.config["SETTINGS"], now=lambda: at, mail=letters, sleep=lambda _seconds: None)
    return [
        letter for letter in letters.sent if "changed" in letter["Subject"] or "cambiato" in letter["Subject"]
    ]


def test_each_customer_gets_one_letter_in_their_language_with_a_way_out(app, improvement, max_, at):
    states = {
        one.ticket.contact.name: one.state for one in learn.behind(db.session(), improvement.id, ALL, at)
    }
    assert states == {"Carl": "to_tell", "Dora": "to_tell", "Erik": "no_address", "Nina": "refused"}
    tell(improvement, max_, at)
    assert improvement.state == "told_back"
    to_carl, to_dora = sorted(sent(app, at), key=lambda letter: letter["To"])
    body = to_carl.get_body(("plain",)).get_content()
    assert "Chiamiamo prima" in body
    assert "Late again, said Carl." in body
    assert "We ring you" in to_dora.get_body(("plain",)).get_content()
    assert "/n/" in to_dora["List-Unsubscribe"]
    assert told_back(db.session(), at) == (2, 2)
    assert sum(event.kind == "told_back" for event in db.session.scalars(select(TicketEvent))) == 2


def test_a_second_press_writes_to_nobody_twice(app, improvement, max_, at):
    tell(improvement, max_, at)
    with pytest.raises(learn.NotTellable, match="nobody"):
        tell(improvement, max_, at)
    assert len(sent(app, at)) == 2
    assert sent(app, at) == []


def test_who_says_no_before_the_letter_leaves_gets_none(app, improvement, max_, at):
    tell(improvement, max_, at)
    carl = improvement.people[0]
    change_consent(db.session(), carl, given=False, at=at, source="web", purposes=["news"])
    db.session.commit()
    assert [letter["To"] for letter in sent(app, at)] == ["Dora <dora@example.com>"]
    kept = db.session.scalars(select(BackLetter.kept_back)).all()
    assert sorted(map(str, kept)) == ["None", "refused"]


def test_people_who_became_one_are_told_once(app, improvement, max_, at):
    carl, dora, *_ = improvement.people
    customers.merge(db.session(), carl.id, dora.id, by=max_, at=at)
    db.session.commit()
    tell(improvement, max_, at)
    assert len(sent(app, at)) == 1


def test_what_is_not_live_and_what_has_no_words_is_not_told(improvement, max_, at):
    with pytest.raises(learn.NotTellable, match="no_words"):
        tell(improvement, max_, at, {"en": " ", "it": ""})
    improvement.state = "decided"
    with pytest.raises(learn.NotTellable, match="not_live"):
        tell(improvement, max_, at)
    assert db.session.scalars(select(Alert).where(Alert.kind == "told_back")).all() == []


def test_the_page_shows_each_letter_before_it_is_written(sign_in, improvement, max_):
    path = f"/improvements/{improvement.id}/telling"
    browser = sign_in(max_)
    page = browser.get(path).get_data(as_text=True)
    assert "wants no news" in page
    form = {"words_en": WORDS["en"], "words_it": WORDS["it"]}
    shown = browser.post(path, {**form, "act": "preview"}, expect=200).get_data(as_text=True)
    assert "Chiamiamo prima" in shown
    assert "We ring you" in shown
    assert db.session.scalars(select(BackLetter)).all() == []
    browser.post(path, {**form, "act": "send"})
    assert db.session.get(Improvement, improvement.id).state == "told_back"
    assert "on its way" in browser.get(path).get_data(as_text=True)
    refused = browser.post(path, {**form, "act": "send"}, expect=422).get_data(as_text=True)
    assert "Nobody is left to be told" in refused


def test_the_link_ends_such_letters_and_nothing_else(app, improvement, max_, at):
    tell(improvement, max_, at)
    (letter,) = [letter for letter in sent(app, at) if "dora" in letter["To"]]
    path = re.search(r"/n/[^>]+", letter["List-Unsubscribe"])[0]
    dora = improvement.people[1]
    visitor = Visitor(app)
    visitor.get(path)
    assert is_allowed(db.session(), dora, "news", at + DAY)
    visitor.post(path, {}, expect=200)
    db.session.expire_all()
    assert not is_allowed(db.session(), dora, "news", at + DAY)
    assert is_allowed(db.session(), dora, "surveys", at + DAY)
    visitor.get(path[:-2] + "xx", expect=404)
