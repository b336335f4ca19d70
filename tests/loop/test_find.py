"""What was said in an interview leads to something, once, and only as far as those who said it agreed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.improvements.models import FindingEvidence, Improvement
from cxloop.loop import keep, listen
from cxloop.loop.listen import NotAllowed
from cxloop.reports.executive import executive
from cxloop.reports.period import Period
from cxloop.responses.interviews.models import FindingChange
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket, Triggering
from tests.makers import AT

TEXT = "Anna: It never arrived.\nWe waited all day.\nAnna: It never arrived."


def count(table):
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def follow(finding, olga, **more):
    return keep.follow_up_finding(db.session(), finding, by=olga, at=AT, owner_id=olga.id, **more)


def test_a_finding_stands_where_it_was_marked(make, olga):
    interview = make.interview(TEXT)
    assert (
        make.finding(interview, olga, starts=49, ends=66).starts,
        make.finding(interview, olga).starts,
    ) == (49, 6)
    typed = make.finding(interview, olga, "Something else entirely.")
    assert (typed.starts, typed.ends) == (None, None)


def test_another_transcript_moves_the_marks_and_loses_no_words(make, olga, carl):
    interview = make.interview(TEXT)
    make.participant(interview, carl)
    moved, lost = make.finding(interview, olga), make.finding(interview, olga, "We waited all day.")
    listen.transcribe(db.session(), interview.id, "Well.\nIt never\narrived.", "again.txt")
    assert (moved.starts, moved.ends) == (6, 23)
    assert (lost.starts, lost.quote) == (None, "We waited all day.")
    listen.take_away_transcript(db.session(), interview.id)
    assert (moved.starts, moved.quote) == (None, "It never arrived.")


def test_a_finding_becomes_an_answer_without_a_score_and_one_ticket(make, olga, carl):
    interview = make.interview(TEXT)
    finding = make.finding(interview, olga, participant_id=make.participant(interview, carl).id)
    ticket, was_there = follow(finding, olga)
    response = db.session.get_one(Response, finding.response_id)
    assert (response.score, response.comment, response.contact_id) == (None, "It never arrived.", carl.id)
    assert response.survey.metric == "interview"
    assert (ticket.owner_id, ticket.priority, was_there) == (olga.id, "normal", False)
    again, was_there = follow(finding, olga)
    assert (again.id, was_there, count(Response), count(Ticket), count(Alert)) == (ticket.id, True, 1, 1, 1)


def test_who_may_leave_is_urgent_and_an_open_ticket_is_joined(make, olga, carl):
    ticket = make.ticket(contact=carl, owner=olga)
    interview = make.interview(TEXT)
    finding = make.finding(interview, olga, severity=4, participant_id=make.participant(interview, carl).id)
    joined, was_there = follow(finding, olga)
    assert (joined.id, was_there, joined.priority, count(Ticket)) == (ticket.id, True, "urgent", 1)
    outcome = db.session.scalars(
        select(Triggering.outcome).where(Triggering.response_id == finding.response_id)
    ).one()
    assert outcome == "joined"


def test_words_that_are_not_to_be_quoted_do_not_leave_the_interview(make, olga, carl):
    interview = make.interview(TEXT)
    person = make.participant(interview, carl, consent_quote=False)
    follow(make.finding(interview, olga, participant_id=person.id), olga)
    assert db.session.scalars(select(Response.comment)).one() is None


@pytest.mark.parametrize(
    ("agreed", "reason"),
    [
        ({"consent_follow_up": False}, "no_consent_to_follow_up"),
        ({"contact_id": None, "name": "Dora"}, "no_contact"),
        (None, "who_said_it"),
    ],
)
def test_nobody_is_called_who_did_not_agree(make, olga, carl, agreed, reason):
    interview = make.interview(TEXT)
    person = make.participant(interview, carl, **agreed) if agreed else None
    finding = make.finding(interview, olga, participant_id=person.id if person else None)
    with pytest.raises(NotAllowed) as refused:
        follow(finding, olga)
    assert (refused.value.reason, count(Response), count(Ticket)) == (reason, 0, 0)


def test_a_finding_speaks_for_an_improvement_once(make, olga):
    interview, improvement = make.interview(TEXT), make.improvement()
    finding = make.finding(interview, olga)
    said = [keep.join_improvement(db.session(), finding, improvement, by=olga, at=AT) for _ in range(2)]
    assert (said, count(FindingEvidence)) == ([True, False], 1)
    raised = keep.raise_from_finding(
        db.session(), finding, title="Call first", problem="They wait.", by=olga, at=AT
    )
    assert (count(Improvement), count(FindingEvidence), raised.raised_by_id) == (2, 2, olga.id)


def test_what_a_finding_said_before_is_kept(make, olga, max_):
    interview = make.interview(TEXT)
    finding = make.finding(interview, olga, whys=("No driver", "", "No money"))
    assert finding.whys == ["No driver", "No money"]
    later = AT + timedelta(hours=1)
    same = keep.Passage("It never arrived.", 2, 6, 23, whys=("No driver", "No money"))
    assert keep.mark_finding_again(db.session(), finding, same, by=max_, at=later) is None
    keep.mark_finding_again(
        db.session(), finding, keep.Passage("We waited all day.", 4, emotion="angry"), by=max_, at=later
    )
    change = db.session.scalars(select(FindingChange)).one()
    assert (change.quote_before, change.whys_before, change.facts_before["severity"], change.by_id) == (
        "It never arrived.", ["No driver", "No money"], 2, max_.id,
    )  # fmt: skip
    assert (finding.severity, finding.emotion, finding.starts) == (4, "angry", 24)


def test_nothing_is_transcribed_without_everybodys_consent(make, carl):
    interview = make.interview(notes="They left.")
    with pytest.raises(NotAllowed, match="nobody_yet"):
        listen.transcribe(db.session(), interview.id, TEXT, None)
    make.participant(interview, carl)
    shy = make.participant(interview, consent_record=False)
    with pytest.raises(NotAllowed, match="no_consent_to_record"):
        listen.transcribe(db.session(), interview.id, TEXT, None)
    listen.leave_out_participant(db.session(), interview.id, shy.id)
    listen.transcribe(db.session(), interview.id, TEXT, None)
    with pytest.raises(NotAllowed, match="is_transcribed"):
        listen.introduce_participant(db.session(), interview.id, {"name": "Eva", "consent_record": False})


def test_no_figure_takes_what_was_said_for_a_score_and_the_loop_names_its_ticket_beside(
    make, north, olga, carl
):
    make.survey(team=north)
    make.response(9, contact=make.contact("Dora"))
    make.response(3, contact=make.contact("Eva"))
    last = Period(AT.date() - timedelta(days=30), AT.date() + timedelta(days=1))
    later = AT + timedelta(days=40)
    before = executive(db.session(), last, later)
    interview = make.interview(TEXT)
    ticket, _ = follow(
        make.finding(interview, olga, participant_id=make.participant(interview, carl).id), olga
    )
    make.reached(ticket, olga)
    after = executive(db.session(), last, later)
    assert after.scores == before.scores
    assert (before.ladder.detected, after.ladder.detected) == (1, 1)
    assert (before.ladder.by_hand, after.ladder.by_hand) == (0, 1)
