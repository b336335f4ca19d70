"""A ticket is one message in its team's channel, and that message says what is true now."""

from cxloop.database import db
from cxloop.loop import act
from tests.fakes.slack import texts


def said(message):
    return "\n".join(text["text"] for text in texts(message["blocks"]))


def test_a_low_answer_is_told_in_the_channel_of_its_team(make, north, worker, slack):
    ticket = make.ticket(3, survey=make.survey(team=north))
    assert worker.deliver()["sent"] == 1
    (message,) = slack.posted("#north")
    assert f"/tickets/{ticket.id}" in str(message["blocks"])
    assert "NPS 3 of 10" in said(message)
    assert message["metadata"]["event_type"] == "cxloop_alert"


def test_a_team_without_a_channel_speaks_in_the_company_s(make, worker, slack):
    make.ticket(3)
    worker.deliver()
    assert len(slack.posted("#cxloop")) == 1


def test_the_channel_reads_initials_unless_it_may_read_more(make, north, worker, slack):
    make.ticket(3, survey=make.survey(team=north), comment="Ask Carl!", contact=make.contact("Carl Rossi"))
    worker.deliver()
    words = said(slack.posted("#north")[0])
    assert "C. R." in words
    assert "Carl" not in words


def test_any_number_of_changes_update_the_same_message_once(make, north, olga, worker, slack):
    ticket = make.ticket(3, survey=make.survey(team=north))
    worker.deliver()
    assert "take" in str(slack.posted("#north")[0]["blocks"])
    for _ in range(5):
        act.take(db.session(), ticket.id, by=olga, at=worker.at, via="web")
        act.assign(db.session(), ticket.id, owner_id=None, by=olga, at=worker.at, via="web")
    act.take(db.session(), ticket.id, by=olga, at=worker.at, via="web")
    db.session.commit()
    worker.deliver()
    (message,) = slack.posted("#north")
    assert message["edited"] == 1
    assert "Olga has it" in said(message)
    assert "'action_id': 'take'" not in str(message["blocks"])


def test_an_update_that_would_say_the_same_is_not_sent(make, north, olga, worker, slack):
    ticket = make.ticket(3, survey=make.survey(team=north), owner=olga)
    worker.deliver()
    worker.deliver()
    before = len(slack.called("chat.update"))
    act.add_note(db.session(), ticket.id, by=olga, at=worker.at, via="web", body="No change for Slack.")
    db.session.commit()
    worker.later(seconds=5).deliver()
    assert len(slack.called("chat.update")) == before


def test_an_escalation_calls_the_team_lead_in_a_new_message(make, north, lena, worker, slack):
    lena.slack_user = "U0LENA001"
    ticket = make.ticket(3, survey=make.survey(team=north))
    worker.deliver()
    worker.at = ticket.first_contact_due_at
    worker.later(hours=2)
    act.escalate_next(db.session(), at=worker.at)
    db.session.commit()
    worker.deliver()
    _, escalation = slack.posted("#north")
    assert "<@U0LENA001>" in said(escalation)
    assert "late by 2 hours" in said(escalation)


def test_without_a_token_alerts_are_printed_and_count_as_sent(make, north, worker, capsys):
    from cxloop.slack.console import SlackConsole

    make.ticket(2, survey=make.survey(team=north))
    assert worker.deliver(door=SlackConsole())["sent"] == 1
    printed = capsys.readouterr().out
    assert "#north" in printed
    assert "[ Take it ] [ Open ]" in printed
    assert not worker.alerts("pending")
