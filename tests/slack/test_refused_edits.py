"""Slack does not let a message be changed: the ticket gets a new one, and the old buttons answer with the truth."""

import pytest

from cxloop.alerts import outbox
from cxloop.alerts.models import Posting
from cxloop.database import db
from cxloop.loop import act
from cxloop.slack.answers import NO_CHANNEL, NO_MESSAGE
from tests.fakes.slack import TEAM, error, reset, texts

one_engine = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def said(message):
    return "\n".join(text["text"] for text in texts(message["blocks"]))


@pytest.fixture
def ticket(make, north, worker):
    made = make.ticket(3, survey=make.survey(team=north))
    worker.deliver()
    return made


def take(ticket, by, worker):
    act.take(db.session(), ticket.id, by=by, at=worker.at, via="web")
    db.session.commit()


def let_go(ticket, by, worker):
    act.assign(db.session(), ticket.id, owner_id=None, by=by, at=worker.at, via="web")
    db.session.commit()


@one_engine
@pytest.mark.parametrize("word", sorted(NO_MESSAGE))
def test_the_ticket_gets_a_new_message_that_is_changed_from_then_on(word, ticket, olga, tom, worker, slack):
    slack.next(error(word), method="chat.update")
    take(ticket, olga, worker)
    worker.later(seconds=5).deliver()
    old, new = slack.posted("#north")
    assert "Olga has it" in said(new)
    let_go(ticket, olga, worker)
    take(ticket, tom, worker)
    worker.later(seconds=5).deliver()
    old, new = slack.posted("#north")
    assert "Tom has it" in said(new)
    assert "edited" not in old
    assert db.session.scalars(db.select(Posting.ts)).all() == [new["ts"]]


def test_a_message_somebody_deleted_comes_back_with_the_next_change(ticket, olga, worker, slack):
    slack.delete(slack.posted("#north")[0]["ts"])
    take(ticket, olga, worker)
    worker.later(seconds=5).deliver()
    (new,) = slack.posted("#north")
    assert "Olga has it" in said(new)


def test_a_workspace_that_closes_its_edit_window_is_told_by_new_messages(ticket, make, olga, worker, slack):
    def now():
        return worker.at.timestamp()

    slack.edit_window, slack.now = 3600.0, now
    worker.later(days=2)
    take(ticket, olga, worker)
    worker.deliver()
    worker.later(days=2)
    make.verified(ticket, olga, worker.at)
    worker.deliver()
    assert "Verified" in said(slack.posted("#north")[-1])
    assert len(slack.posted("#north")) == 3


@one_engine
@pytest.mark.parametrize("word", sorted(NO_CHANNEL))
def test_a_channel_that_is_gone_is_named_and_the_company_s_learns_it(word, ticket, olga, worker, slack):
    slack.archived.add(slack.channel("north"))
    slack.next(error(word), method="chat.update")
    take(ticket, olga, worker)
    worker.later(seconds=5).deliver()
    (elsewhere,) = slack.posted("#cxloop")
    assert "Olga has it" in said(elsewhere)
    assert outbox.undelivered(db.session, worker.at).troubles[0][0] == "slack:#north"


def test_killed_after_the_refusal_there_is_one_new_message(ticket, olga, worker, slack, monkeypatch):
    from cxloop.slack import delivery

    slack.next(error("edit_window_closed"), error("edit_window_closed"), method="chat.update")
    take(ticket, olga, worker)

    class Killed(BaseException):
        pass

    def killed(*_rest):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivery.Drain, "_mark", killed)
        with pytest.raises(Killed):
            worker.later(seconds=5).deliver()
    db.session.rollback()
    worker.later(minutes=2).deliver()
    assert len(slack.posted("#north")) == 2


def test_a_new_message_that_arrived_unseen_is_not_posted_again(ticket, olga, worker, slack):
    slack.next(error("cant_update_message"), method="chat.update")
    slack.next(reset(accepted=True))
    take(ticket, olga, worker)
    worker.later(seconds=5).deliver()
    worker.later(minutes=2).deliver()
    assert len(slack.posted("#north")) == 2


def test_the_old_button_says_how_it_stands(ticket, make, app, clock, olga, tom, worker, slack):
    for user, name in ((olga, "U0OLGA001"), (tom, "U0TOM0001")):
        user.slack_team, user.slack_user = TEAM, name
    db.session.commit()
    stale = slack.posted("#north")[0]["ts"]
    slack.delete(stale)
    take(ticket, olga, worker)
    worker.later(seconds=5).deliver()
    let_go(ticket, olga, worker)
    browser = app.test_client()

    def press(who, action_ts):
        pressed = slack.press(ticket.id, who, at=worker.at.timestamp(), action_ts=action_ts, ts=stale)
        assert browser.post("/slack/actions", data=pressed.body, headers=pressed.headers).status_code == 200
        return slack.whispers[-1]["text"]

    assert press("U0OLGA001", "1.1") == "It is yours."
    assert press("U0TOM0001", "2.2") == "Taken by Olga."
    make.verified(ticket, olga)
    let = db.session.get_one(type(ticket), ticket.id)
    let.owner_id = None
    db.session.commit()
    assert "the customer says it is solved" in press("U0TOM0001", "3.3")
