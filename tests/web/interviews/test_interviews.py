"""Olga writes down an interview: who was there, what they agreed to, what they said, and what follows."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from cxloop.database import db
from cxloop.improvements.models import FindingEvidence, Improvement
from cxloop.people.models import User
from cxloop.responses.interviews.models import Finding, FindingChange, Interview, Participant
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket
from tests.visitor import Visitor
from tests.word_files import body, bombs, docx, lines

TEXT = "Anna: It never arrived 😀.\n\nAnd we <waited> all day."
FRAME = {
    "title": "Why they left",
    "kind": "interview",
    "about": "lost_sale",
    "held_on": "2026-03-09",
    "method": "phone",
}
FINDING = {"quote": "It never arrived", "severity": "3"}


@pytest.fixture
def at_work(olga: User, north: Any, sign_in: Any) -> Visitor:
    visitor: Visitor = sign_in(olga)
    return visitor


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def frame(team: Any, **more: str) -> dict[str, str]:
    return FRAME | {"team": str(team.id)} | more


def html(visitor: Visitor, path: str) -> str:
    return visitor.get(path).get_data(as_text=True)


def test_from_the_frame_to_a_marked_passage(at_work, north, make, carl, olga):
    make.ticket(contact=carl, owner=olga)
    assert "No interview yet" in html(at_work, "/interviews")
    where = at_work.post("/interviews", frame(north)).location
    assert "Nobody yet" in html(at_work, where)
    page = at_work.post(f"{where}/transcript", {"pasted": TEXT}, expect=422).get_data(as_text=True)
    assert "Say first who took part" in page
    facts = {
        "who": "Carl Rossi",
        "contact": str(carl.id),
        "role": "lost",
        "consent_record": "y",
        "consent_quote": "y",
    }
    at_work.post(f"{where}/participants", facts)
    at_work.post(f"{where}/transcript", {"file": (io.BytesIO(TEXT.encode()), "told.txt")})
    at_work.post(
        f"{where}/findings", FINDING | {"starts": "6", "ends": "22", "why_1": "No driver", "emotion": "angry"}
    )
    page = html(at_work, where)
    (finding,) = db.session.scalars(select(Finding))
    assert f'<mark data-marks="{finding.id}">It never arrived</mark> 😀.</p>' in page
    assert 'data-starts="27">And we &lt;waited&gt; all day.</p>' in page
    assert (finding.starts, finding.ends, finding.whys) == (6, 22, ["No driver"])
    assert "Why they left" in html(at_work, "/interviews?kind=interview&about=lost_sale&q=left")
    assert "No interview fits" in html(at_work, "/interviews?kind=focus_group")


def test_one_without_everybodys_consent_keeps_only_notes(at_work, make, north):
    interview = make.interview(team_id=north.id)
    make.participant(interview, consent_record=False)
    where = f"/interviews/{interview.id}"
    page = at_work.post(f"{where}/transcript", {"pasted": TEXT}, expect=422).get_data(as_text=True)
    assert "Not everybody agreed to be recorded" in page
    at_work.post(f"{where}/facts", frame(north, notes="They left.\nNobody called.", seen_version="1"))
    page = html(at_work, where)
    assert 'data-starts="11">Nobody called.</p>' in page
    assert count(Interview) == 1


BOMBS = bombs()


@pytest.mark.parametrize("kind", [*BOMBS, "a picture", "nothing"])
def test_what_cannot_be_read_is_refused_and_what_was_there_stays(at_work, make, north, kind):
    interview = make.interview("What was there.", team_id=north.id)
    make.participant(interview)
    content = BOMBS[kind][0] if kind in BOMBS else b"\x89PNG\r\n\x1a\n\0\0\0" if kind == "a picture" else b""
    where = f"/interviews/{interview.id}/transcript"
    page = at_work.post(where, {"file": (io.BytesIO(content), "x.docx")}, expect=422).get_data(as_text=True)
    assert "The transcript that was there stays." in page
    assert db.session.scalars(select(Interview.transcript)).one() == "What was there."


def test_a_word_file_and_captions_become_paragraphs(at_work, make, north):
    interview = make.interview(team_id=north.id)
    make.participant(interview)
    where = f"/interviews/{interview.id}"
    at_work.post(f"{where}/transcript", {"file": (io.BytesIO(docx(body(lines("One.", "Two.")))), "a.docx")})
    assert db.session.scalars(select(Interview.transcript)).one() == "One.\nTwo."
    captions = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dora>Hello.\n"
    at_work.post(f"{where}/transcript", {"file": (io.BytesIO(captions.encode()), "a.vtt")})
    assert "Dora (0:01): Hello." in html(at_work, where)
    at_work.post(f"{where}/transcript/removal")
    assert db.session.scalars(select(Interview.transcript)).one() is None


def test_a_paragraph_is_marked_without_scripts_and_cut_to_what_matters(at_work, make, north):
    interview = make.interview(TEXT, team_id=north.id)
    where = f"/interviews/{interview.id}"
    link = re.search(r'class="word mark-this" href="([^"]+)"', html(at_work, where))
    assert link
    page = html(at_work, link[1].replace("&amp;", "&"))
    assert "Anna: It never arrived 😀." in page
    at_work.post(
        f"{where}/findings", {"quote": "never\r\narrived", "starts": "0", "ends": "24", "severity": "1"}
    )
    (finding,) = db.session.scalars(select(Finding))
    assert (finding.quote, finding.starts) == ("never arrived", 9)


def test_offsets_that_lie_are_not_believed(at_work, make, north):
    interview = make.interview(TEXT, team_id=north.id)
    where = f"/interviews/{interview.id}"
    for starts, ends in (("0", "3"), ("-1", "5"), ("9" * 30, "x"), ("99", "5"), ("", "")):
        at_work.post(f"{where}/findings", FINDING | {"starts": starts, "ends": ends})
    at_work.post(f"{where}/findings", FINDING | {"quote": "Never said."})
    places = [(one.starts, one.ends) for one in db.session.scalars(select(Finding).order_by(Finding.id))]
    assert places == [(6, 22)] * 5 + [(None, None)]
    page = html(at_work, where)
    assert "Written down without a place in the text" in page
    for path in ("?starts=5&ends=2", "?starts=x", "?starts=0&ends=999999999"):
        at_work.get(f"{where}/findings/new{path}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"severity": "9"}, {"severity": ""}, {"quote": " "}, {"driver": "7"}, {"emotion": "x"}, {"participant": "99"},
        {"quote": "x" * 5001},
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_what_was_typed(at_work, make, north, wrong):
    interview = make.interview(TEXT, team_id=north.id)
    where = f"/interviews/{interview.id}/findings"
    for beside in ("", "1"):
        page = at_work.post(where, FINDING | {"why_1": "No driver", "beside": beside} | wrong, expect=422)
        assert "No driver" in page.get_data(as_text=True)
    assert count(Finding) == 0


def test_a_finding_is_changed_with_its_history_and_taken_away(at_work, make, north, olga):
    interview = make.interview(TEXT, team_id=north.id)
    finding = make.finding(interview, olga, "It never arrived")
    where = f"/interviews/{interview.id}/findings/{finding.id}"
    at_work.post(where, {"quote": "all day", "severity": "4"})
    page = html(at_work, where)
    assert "Changed once" in page
    assert "It never arrived" in page
    assert count(FindingChange) == 1
    at_work.post(f"{where}/removal")
    at_work.get(where, expect=404)
    assert "<mark" not in html(at_work, f"/interviews/{interview.id}")
    assert count(Finding) == 1


def test_a_finding_opens_a_ticket_and_both_link_to_each_other(at_work, make, north, olga, carl):
    interview = make.interview(TEXT, team_id=north.id)
    person = make.participant(interview, carl)
    finding = make.finding(interview, olga, "It never arrived", participant_id=person.id, severity=4)
    where = f"/interviews/{interview.id}/findings/{finding.id}"
    ticket_page = at_work.post(f"{where}/follow-up").location
    assert "Why they left" in html(at_work, ticket_page)
    assert f'href="{ticket_page}"' in html(at_work, where)
    assert f'href="{ticket_page}"' in html(at_work, f"/interviews/{interview.id}")
    assert at_work.post(f"{where}/follow-up").location == ticket_page
    ticket = db.session.scalars(select(Ticket)).one()
    assert (ticket.priority, ticket.owner_id, ticket.team_id, count(Response)) == (
        "urgent",
        olga.id,
        north.id,
        1,
    )
    assert "needs somebody" not in html(at_work, "/loop")


def test_without_consent_to_follow_up_no_ticket_and_the_reason(at_work, make, north, olga, carl):
    interview = make.interview(TEXT, team_id=north.id)
    person = make.participant(interview, carl, consent_follow_up=False)
    finding = make.finding(interview, olga, participant_id=person.id)
    where = f"/interviews/{interview.id}/findings/{finding.id}"
    assert "They did not agree to be contacted" in html(at_work, where)
    at_work.post(f"{where}/follow-up")
    assert "They did not agree to be contacted" in html(at_work, where)
    assert (count(Ticket), count(Response)) == (0, 0)


def test_an_improvement_shows_words_only_with_consent_and_never_a_name(
    at_work, make, north, olga, carl, eve, sign_in
):
    improvement, interview = make.improvement(), make.interview(TEXT, team_id=north.id)
    open_, shy = (
        make.participant(interview, carl),
        make.participant(interview, name="Dora", consent_quote=False),
    )
    for person, quote in ((open_, "It never arrived"), (shy, "we <waited> all day")):
        finding = make.finding(interview, olga, quote, participant_id=person.id)
        where = f"/interviews/{interview.id}/findings/{finding.id}/improvement"
        for _ in range(2):
            at_work.post(where, {"improvement": str(improvement.id)})
        at_work.post(where, {}, expect=422)
        at_work.post(where, {"improvement": "99"}, expect=422)
    assert count(FindingEvidence) == 2
    page = html(at_work, f"/improvements/{improvement.id}")
    assert f"/interviews/{interview.id}#finding-" in page
    page = html(sign_in(eve), f"/improvements/{improvement.id}")
    assert "It never arrived" in page
    assert "not to be quoted" in page
    assert not [word for word in ("waited", "Carl", "Dora", "Why they left", "/interviews/") if word in page]
    assert "no ticket linked yet" in page


def test_a_finding_raises_an_improvement_about_its_cause(at_work, make, north, olga):
    interview, driver = make.interview(TEXT, team_id=north.id), make.driver()
    finding = make.finding(interview, olga, driver_id=driver.id)
    at_work.post(f"/interviews/{interview.id}/findings/{finding.id}/improvement", {"title": "Call before"})
    raised = db.session.scalars(select(Improvement)).one()
    assert (raised.title, raised.driver_id) == ("Call before", driver.id)
    assert "never" not in raised.problem


def test_another_teams_interview_is_not_there(make, north, olga, zoe, max_, sign_in):
    interview = make.interview(TEXT, team_id=north.id)
    finding = make.finding(interview, olga)
    visitor = sign_in(zoe)
    assert "Why they left" not in html(visitor, "/interviews")
    for path in (
        "",
        "/facts",
        "/transcript",
        "/findings/new",
        f"/findings/{finding.id}",
        "/participants/new",
    ):
        visitor.get(f"/interviews/{interview.id}{path}", expect=404)
    visitor.post(f"/interviews/{interview.id}/findings", FINDING, expect=404)
    visitor.get(f"/interviews/{10**30}", expect=404)
    assert "Why they left" in html(sign_in(max_), "/interviews")


def test_a_finding_or_participant_of_another_interview_is_not_reached_through_this_one(
    at_work, make, north, olga
):
    one, other = make.interview(TEXT, team_id=north.id), make.interview(TEXT, team_id=north.id)
    finding, person = make.finding(other, olga), make.participant(other)
    at_work.get(f"/interviews/{one.id}/findings/{finding.id}", expect=404)
    at_work.post(f"/interviews/{one.id}/findings/{finding.id}/follow-up", expect=404)
    at_work.post(f"/interviews/{one.id}/participants/{person.id}/removal", expect=404)


def test_two_who_change_the_frame_at_once_are_told(at_work, make, north):
    interview = make.interview(team_id=north.id)
    where = f"/interviews/{interview.id}/facts"
    at_work.post(where, frame(north, seen_version="1", title="First"))
    page = at_work.post(where, frame(north, seen_version="1", title="Second"), expect=409).get_data(
        as_text=True
    )
    assert "Meanwhile somebody else changed it" in page
    assert "Second" in page
    assert db.session.scalars(select(Interview.title)).one() == "First"


def test_consent_is_changed_with_its_day_and_kept_while_there_is_a_transcript(at_work, make, north, carl):
    interview = make.interview(TEXT, team_id=north.id)
    person = make.participant(interview, carl)
    where = f"/interviews/{interview.id}/participants/{person.id}"
    page = at_work.post(where, {"who": "Carl Rossi", "contact": str(carl.id)}, expect=422).get_data(
        as_text=True
    )
    assert "There is a transcript" in page
    at_work.post(
        where, {"who": "x", "contact": str(carl.id), "consent_record": "y", "consented_on": "2026-03-02"}
    )
    again = db.session.scalars(select(Participant)).one()
    assert (again.contact_id, again.consent_quote, again.consented_at.date().isoformat()) == (
        carl.id,
        False,
        "2026-03-02",
    )
    at_work.post(f"{where}/removal")
    assert count(Participant) == 0


def test_an_unknown_company_is_asked_about(at_work, make, north, olga):
    page = at_work.post("/interviews", frame(north, account="Nobody Ltd"), expect=422).get_data(as_text=True)
    assert "We know no customer of this name" in page
    make.account("Rossi Impianti", owner_id=olga.id)
    at_work.post("/interviews", frame(north, account="rossi  IMPIANTI"))
    assert db.session.scalars(select(Interview.account_id)).one()
    for wrong in (
        {"held_on": "0001-01-01"},
        {"kind": "x"},
        {"team": "99"},
        {"title": ""},
        {"language": "xx"},
    ):
        at_work.post("/interviews", frame(north) | wrong, expect=422)
    assert count(Interview) == 1


def test_a_participant_of_another_team_s_customers_is_shown_by_name_alone(at_work, make, north, south, zoe):
    dora = make.contact("Dora Secret", make.account("Hidden Works"), email="dora@hidden.example")
    make.ticket(3, contact=dora, owner=zoe, team=south, survey=make.survey("souths", team=south))
    interview = make.interview("Dora: late.", team_id=north.id)
    person = make.participant(interview, dora)
    page = at_work.get(f"/interviews/{interview.id}/participants/{person.id}").get_data(as_text=True)
    assert "Dora Secret" in page
    assert "hidden.example" not in page
    assert "Hidden Works" not in page
