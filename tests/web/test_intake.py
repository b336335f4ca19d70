"""Listen, the overview: whether everything was heard, in words; what waits at which door; what the auditor found."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.jobs import audit
from cxloop.loop import listen
from cxloop.reports.models import Gap
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.invitations.models import HeldAnswer, Invitation
from cxloop.responses.models import ImportJob
from tests.seeded_gaps import Seeder


@pytest.fixture
def page(sign_in, max_):
    """The words of the page as a manager reads them."""
    visitor = sign_in(max_)
    return lambda: " ".join(visitor.get("/listen").get_data(as_text=True).split())


def test_an_empty_company_is_taught_the_ways_in(page):
    text = page()
    assert "Nothing has come in yet" in text
    for address in ("/imports", "/sources", "/invitations", "/interviews", "/told"):
        assert f'href="{address}"' in text


def test_everything_was_heard(page, make, north):
    make.survey(team=north)
    for score in (3, 9, 10):
        make.response(score)
    text = page()
    assert "<b>Everything was heard.</b> Of 3 answers in thirty days, 1 needed somebody" in text
    assert "not heard yet" not in text
    assert "1 of 1 covered" in text
    assert "%" not in text.split("covered")[1][:40]


def test_what_a_colleague_wrote_down_is_no_answer_that_needed_nobody(page, make, north, olga, at):
    word = listen.Word("call-1", "It leaks.", listen.Teller(name="Carla Neri"))
    assert listen.tell(db.session(), word, by=olga, at=at).ticket
    db.session.commit()
    text = page()
    assert "No answer came in in the last thirty days." in text
    assert "Colleagues wrote down what 1 customer said." in text


def test_a_dropped_answer_is_said_first_and_over_every_page(page, make, olga, at, clock, sign_in, max_, lena):
    make.survey()
    seeder = Seeder(make, olga)
    make.ticket(owner=olga)
    seeder.forget(make.ticket(owner=olga))
    response = db.session.get(Gap, 1)
    assert response is None
    db.session.add(Gap(kind="answer_unheard", subject="response:2", found_at=at, facts={"why": "failed"}))
    db.session.commit()
    assert "<b>1 answer of 2 that needed somebody was dropped:</b>" in page()
    assert "1 answer needed somebody and has neither ticket nor reason." in page()
    assert "1 answer needed somebody" in sign_in(max_).get("/imports").get_data(as_text=True)
    assert "has neither ticket nor reason." not in sign_in(lena).get("/listen").get_data(as_text=True)


def test_what_was_mended_stays_in_the_history(page, make, at, clock):
    make.survey()
    ticket = make.ticket()
    db.session.execute(delete(Alert))
    db.session.commit()
    clock.shift(timedelta(minutes=6))
    audit(at + timedelta(minutes=6))
    text = page()
    assert "Nobody was told that a ticket opened" in text
    assert "mended" in text
    assert f'href="/tickets/{ticket.id}"' in text
    db.session.execute(update(Gap).values(found_at=at - timedelta(days=40)))
    db.session.commit()
    assert "It found nothing missing in the last thirty days" in page()


def test_each_door_says_what_waits_there(page, make, carl, at):
    source = make.source(door="hook")
    for number, state in enumerate(("waiting", "waiting", "quarantined", "done")):
        call = {"source_id": source.id, "dedupe_key": str(number), "body": b"", "state": state}
        db.session.add(InboundEvent(**call, received_at=at))
    job = {"filename": "a.csv", "sha256": "0", "size": 1, "created_at": at}
    db.session.add_all([ImportJob(**job, state="done", rejected=7), ImportJob(**job, state="running")])
    invitation = Invitation(
        survey_id=source.survey_id, contact_id=carl.id, nonce="n", language="en", created_at=at, expires_at=at
    )
    db.session.add(invitation)
    db.session.flush()
    invitation.answered_at = at
    held = HeldAnswer(
        survey_id=source.survey_id, invitation_id=invitation.id, answered_at=at, reasons=["trap"]
    )
    db.session.add(held)
    db.session.commit()
    text = page()
    for words in ("2 calls to be read", "1 call in quarantine", "7 rows set aside", "1 import under way",
                  "1 answer to look at", "1 of 1 answered invitations were held"):  # fmt: skip
        assert words in text


def test_who_reads_counts_but_opens_no_ticket_gets_no_dead_links(make, sign_in, at):
    from cxloop.people.models import Role

    make.survey()
    make.ticket()
    db.session.add(Gap(kind="ticket_untold", subject="ticket:1", found_at=at))
    db.session.commit()
    text = sign_in(make.user("Ana", Role.ANALYST)).get("/listen").get_data(as_text=True)
    assert 'href="/tickets/1"' not in text
    assert 'href="/imports"' not in text


@pytest.mark.parametrize("door", ["quarantine", "unread", "import", "upload", "stopped", "pull"])
def test_everything_was_heard_is_not_said_while_something_waits_at_any_door(page, make, north, at, door):
    survey = make.survey(team=north)
    make.response(3)
    if door in ("quarantine", "unread", "pull"):
        source = make.source(survey=survey, door="hook")
        if door == "pull":
            hook = Hook(source_id=source.id, platform="delighted", created_at=at)
            hook.pull_outcome = {"code": "refused", "failed": 1}
            db.session.add(hook)
        else:
            state = "quarantined" if door == "quarantine" else "waiting"
            db.session.add(
                InboundEvent(source_id=source.id, dedupe_key="k", body=b"{}", received_at=at, state=state)
            )
    else:
        state = {"import": "running", "upload": "checked", "stopped": "stopped"}[door]
        db.session.add(ImportJob(filename="a.csv", sha256="0" * 64, size=1, state=state, created_at=at))
    db.session.commit()
    text = page()
    assert "Everything was heard" not in text
    assert "1 thing that came in is not heard yet:" in text
