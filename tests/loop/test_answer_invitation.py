"""Answering once; answers a machine may have given wait for a person, and count nowhere until then."""

import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.database import db, unit_of_work
from cxloop.loop.listen import (
    AlreadyDecided,
    NoLongerOpen,
    answer_invitation,
    drop_held,
    invitation_delivered,
    invite,
    release_held,
    visit_invitation,
)
from cxloop.reports.models import DailyAnswers
from cxloop.responses.invitations import links, queries
from cxloop.responses.invitations.models import HeldAnswer, Invitation
from cxloop.responses.invitations.people import Asked
from cxloop.responses.invitations.suspicion import Visit, scanner_of, suspicions
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket
from tests.makers import AT, Maker

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def invitation(make, north):
    return make.invitation(make.contact("Carl Rossi"), survey=make.survey(team=north))


def answer(invitation, at=AT + HOUR, score=2, comment="Late.", agent=BROWSER):
    response = answer_invitation(
        db.session(), invitation.id, score=score, comment=comment, language="en", at=at, agent=agent
    )
    db.session.commit()
    return response


def held():
    return list(db.session.scalars(db.select(HeldAnswer).order_by(HeldAnswer.id)))


def counted():
    return sum(db.session.scalars(db.select(DailyAnswers.answers)))


def test_an_answer_within_ten_seconds_of_the_letter_waits_for_a_person(invitation):
    assert answer(invitation, AT + 9 * SECOND) is None
    (waiting,) = held()
    assert (waiting.reasons, waiting.score, waiting.comment) == (["too_quick"], 2, "Late.")
    assert db.session.scalars(db.select(Response)).all() == []
    assert db.session.scalars(db.select(Ticket)).all() == []
    assert counted() == 0


def test_ten_seconds_are_enough_for_a_person(invitation):
    assert answer(invitation, AT + 10 * SECOND) is not None


def test_released_it_goes_the_usual_way_with_its_own_time(invitation, max_):
    answer(invitation, AT + 5 * SECOND)
    response = release_held(db.session(), held()[0].id, by_id=max_.id, at=AT + 26 * HOUR)
    assert (response.answered_at, response.received_at) == (AT + 5 * SECOND, AT + 26 * HOUR)
    assert db.session.scalars(db.select(Ticket)).one().response_id == response.id
    assert (counted(), invitation.response_id) == (1, response.id)
    with pytest.raises(AlreadyDecided):
        drop_held(db.session(), held()[0].id, by_id=max_.id, at=AT + 27 * HOUR)


def test_dropped_it_is_heard_nowhere_and_the_person_may_answer(invitation, max_):
    answer(invitation, AT + 5 * SECOND, score=0, comment=None)
    with pytest.raises(NoLongerOpen):
        answer(invitation, AT + HOUR)
    drop_held(db.session(), held()[0].id, by_id=max_.id, at=AT + 2 * HOUR)
    with pytest.raises(AlreadyDecided):
        release_held(db.session(), held()[0].id, by_id=max_.id, at=AT + 3 * HOUR)
    assert counted() == 0
    assert answer(invitation, AT + 4 * HOUR, score=9) is not None
    assert counted() == 1


@pytest.mark.parametrize(
    ("visits", "agent", "reasons"),
    [
        ([(50, 0, False), (51, 1, False), (52, 2, False)], BROWSER, ["many_scores"]),
        ([(0, 0, False), (61, 1, False), (122, 2, False)], BROWSER, []),
        ([(50, 3, False), (51, 3, False), (52, 3, False)], BROWSER, []),
        ([(50, 3, False), (52, 4, False)], BROWSER, []),
        ([(50, None, True)], BROWSER, ["trap"]),
        ([], "Mozilla/5.0 (compatible; Barracuda Sentinel (EE))", ["scanner"]),
        ([(50, None, True)], "python-requests/2.32", ["trap", "scanner"]),
    ],
)
def test_what_scanners_do_is_recognised(invitation, visits, agent, reasons):
    for seconds, score, trap in visits:
        visit_invitation(
            db.session(), invitation.id, at=AT + seconds * SECOND, score=score, trap=trap, agent=BROWSER
        )
    response = answer(invitation, AT + 180 * SECOND, agent=agent)
    assert (response is None) == bool(reasons)
    assert [one.reasons for one in held()] == ([reasons] if reasons else [])


def test_a_scan_of_the_morning_casts_no_doubt_on_the_person_of_the_afternoon(invitation):
    for score in range(11):
        visit_invitation(
            db.session(), invitation.id, at=AT + score * SECOND, score=score, trap=True, agent=None
        )
    assert answer(invitation, AT + 4 * HOUR) is not None


def test_visits_of_one_link_are_kept_up_to_a_limit(invitation):
    for number in range(230):
        visit_invitation(
            db.session(), invitation.id, at=AT + number * SECOND, score=1, trap=False, agent=None
        )
    assert len(queries.visits_of(db.session(), invitation.id)) == 200


def test_an_answer_of_a_score_outside_the_scale_changes_nothing(invitation):
    def work():
        answer_invitation(
            db.session(), invitation.id, score=11, comment=None, language="en", at=AT + HOUR, agent=BROWSER
        )

    with pytest.raises(ValueError, match="11"):
        unit_of_work(work)
    assert db.session.get_one(Invitation, invitation.id, populate_existing=True).answered_at is None


def test_eight_at_once_make_one_response(own_app):
    with own_app.app_context():
        survey = Maker().survey()
        outcome = unit_of_work(
            lambda: invite(db.session(), survey, [Asked(1, "carl@x.example")], at=AT, via="hand", name="Max")
        ).outcomes[0]
        unit_of_work(lambda: invitation_delivered(db.session(), outcome.invitation_id, AT))
    became, gate = [], threading.Barrier(8)

    def race(score):
        with own_app.app_context():
            gate.wait()
            try:
                unit_of_work(
                    lambda: answer_invitation(
                        db.session(), outcome.invitation_id, score=score, comment=None, language="en",
                        at=AT + HOUR, agent=BROWSER,
                    )
                )  # fmt: skip
                became.append("heard")
            except NoLongerOpen:
                became.append("closed")

    racers = [threading.Thread(target=race, args=(score,)) for score in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(became) == ["closed"] * 7 + ["heard"]
    with own_app.app_context():
        assert len(db.session.scalars(db.select(Response)).all()) == 1


KEY, NONCE = "k" * 40, "n" * 32
OURS = links.link(KEY, links.ANSWER, 7, NONCE)


def test_a_thousand_mutations_of_a_link_open_nothing():
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    mutated = {OURS[:at] + letter + OURS[at + 1 :] for at in range(len(OURS)) for letter in alphabet}
    mutated |= {OURS[:at] for at in range(len(OURS))} | {OURS + letter for letter in alphabet}
    mutated |= {OURS.swapcase(), OURS.upper(), OURS.lower(), "0" + OURS, " " + OURS, OURS + "\n"}
    mutated |= {links.link(KEY, links.LEAVE, 7, NONCE), links.link("o" * 40, links.ANSWER, 7, NONCE)}
    mutated |= {links.link(KEY, links.ANSWER, 8, NONCE), links.link(KEY, links.ANSWER, 7, "m" * 32)}
    mutated.discard(OURS)
    assert len(mutated) > 1000
    assert [one for one in mutated if links.is_signed(KEY, links.ANSWER, one, 7, NONCE)] == []
    assert links.is_signed(KEY, links.ANSWER, OURS, 7, NONCE)


@given(st.text(max_size=80))
def test_any_text_is_judged_without_an_error(text):
    number = links.numbered(text)
    assert number is None or text.startswith(f"{number}.")
    assert (
        not links.is_signed(KEY, links.ANSWER, text.encode("utf-8", "replace").decode(), 7, NONCE)
        or text == OURS
    )


@given(
    st.lists(st.tuples(st.integers(-4000, 4000), st.none() | st.integers(0, 10), st.booleans())),
    st.integers(0, 9000),
)
def test_more_visits_never_make_an_answer_less_suspicious(seen, after):
    visits = [Visit(AT + second * SECOND, score, trap) for second, score, trap in seen]
    fewer = suspicions(AT + after * SECOND, AT, visits[:-1], None)
    assert set(fewer) <= set(suspicions(AT + after * SECOND, AT, visits, None))


@pytest.mark.parametrize("agent", [BROWSER, None, "", "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0"])
def test_what_people_use_is_no_scanner(agent):
    assert scanner_of(agent) is None
