"""The audit log as the auditor and the administrator read it and take it away."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop import audit_log
from cxloop.audit_log.kinds import KINDS
from cxloop.audit_log.models import AuditEvent
from cxloop.database import db
from cxloop.people.models import Role
from cxloop.web.audit import words


@pytest.fixture
def alba(make):
    return make.user("Alba", role=Role.AUDITOR)


def text(answer):
    return answer.get_data(as_text=True)


def happened(kind, at, by=None, via="web", **facts):
    audit_log.record(db.session(), kind, at=at, actor_id=by and by.id, via=via, **facts)
    db.session.commit()


def rows(page):
    return text(page).count('<th scope="row">')


def test_only_auditor_and_administrator_open_it(sign_in, olga, max_, eve, ada, alba):
    for person in (olga, max_, eve):
        assert "/audit-log" not in text(sign_in(person).get("/improvements"))
        sign_in(person).get("/audit-log", expect=404)
        sign_in(person).get("/audit-log.csv", expect=404)
    for person in (ada, alba):
        assert 'href="/audit-log"' in text(sign_in(person).get("/improvements"))
        sign_in(person).get("/audit-log")


def test_the_first_line_is_the_readers_own_sign_in_and_what_fits_nothing_says_so(sign_in, alba):
    here = sign_in(alba)
    assert ">Signed in</th>" in text(here.get("/audit-log"))
    assert "No line fits." in text(here.get("/audit-log?kind=token_revoked"))


def test_lines_are_sentences_with_names(sign_in, alba, olga, ada, at):
    happened("role_changed", at, ada, user=olga.id, before="frontline", now="lead")
    happened("sign_in_failed", at, user=olga.id)
    happened("deactivated", at, via="cli", user=olga.id)
    page = text(sign_in(alba).get("/audit-log"))
    assert "Role of Olga" in page
    assert "frontline before, team lead now" in page
    assert "A wrong password for Olga" in page
    assert "Nobody signed in" in page
    assert "Command line" in page


def test_a_person_is_found_by_what_they_did_and_by_what_was_done_to_them(sign_in, alba, olga, tom, ada, at):
    happened("signed_out", at, olga)
    happened("deactivated", at, ada, user=olga.id)
    happened("deactivated", at, ada, user=tom.id)
    page = sign_in(alba).get(f"/audit-log?person={olga.id}")
    assert "Deactivated Olga" in text(page)
    assert "Deactivated Tom" not in text(page)
    assert "Signed out" in text(page)


def test_days_are_the_readers_and_both_are_counted(sign_in, alba, olga, ada, at):
    ends = (at + timedelta(days=1)).replace(hour=22, minute=59, second=0)  # 23:59 in Rome, in winter
    happened("deactivated", ends, ada, user=olga.id)
    day, before = ends.date() + timedelta(days=1), ends.date()
    here = sign_in(alba)
    assert "Deactivated Olga" in text(here.get(f"/audit-log?from={before}&last={before}"))
    assert "Deactivated Olga" not in text(here.get(f"/audit-log?from={day}"))
    for wrong in (f"from={day}&last={before}", "from=yesterday", "last=0001-01-01"):
        here.get(f"/audit-log?{wrong}", expect=422)
        here.get(f"/audit-log.csv?{wrong}", expect=422)


def test_pages_show_every_line_once_though_all_are_of_one_moment(sign_in, alba, olga, tom, at):
    for _ in range(30):
        happened("signed_out", at, olga)
        happened("signed_out", at, tom)
    here = sign_in(alba)
    first = here.get("/audit-log?kind=signed_out")
    older = text(first).split('class="word end" href="')[1].split('"')[0].replace("&amp;", "&")
    assert rows(first) == 50
    second = here.get(older)
    assert rows(second) == 10
    assert "Older" not in text(second)


@pytest.mark.parametrize(
    "before", ["x", "9" * 40, "9999999999999999-1-1", "1-999999999999999999-999999999", "²-1-1"]
)
def test_an_address_made_up_is_answered(sign_in, alba, before):
    sign_in(alba).get(f"/audit-log?before={before}&person=99999999999999999999&kind=nothing")


def test_taking_it_away_is_the_next_line_of_it(sign_in, alba, olga, ada, at):
    happened("deactivated", at, ada, user=olga.id)
    here = sign_in(alba)
    file = here.get("/audit-log.csv?kind=deactivated")
    lines = list(csv.reader(io.StringIO(text(file).removeprefix("\ufeff"))))
    assert [line[1:5] for line in lines[1:]] == [["Ada", "Deactivated Olga", "on a page", "deactivated"]]
    line = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "exported")).one()
    assert (line.actor_id, line.facts) == (alba.id, {"what": "audit_log", "rows": 1})
    assert "Took away the audit log (1 row)" in text(here.get("/audit-log?kind=exported"))


def test_a_name_like_a_formula_runs_nowhere(sign_in, make, alba, at):
    mallory = make.user("=cmd()", role=Role.FRONTLINE)
    happened("signed_out", at, mallory)
    assert "'=cmd()" in text(sign_in(alba).get("/audit-log.csv?kind=signed_out"))


@pytest.mark.parametrize("figure", ["ladder", "contacted", "times", "verified", "causes", "score"])
def test_rows_of_a_report_taken_away_are_written_down(sign_in, eve, figure):
    sign_in(eve).get(f"/reports/rows/{figure}.csv")
    line = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "exported")).one()
    assert (line.actor_id, line.facts) == (eve.id, {"what": f"rows_of_{figure}", "rows": 0})
    assert line.facts["what"] in words.FILES


def test_every_kind_has_words(sign_in, alba, at):
    assert set(words.KINDS) == set(KINDS)
    for kind in KINDS:
        happened(kind, at)
    sign_in(alba).get("/audit-log")
