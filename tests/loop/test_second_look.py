"""A second look at a file that was imported: what a better reading corrects, with a trail, and what it leaves alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from cxloop.accounts.models import Contact
from cxloop.alerts.models import Alert
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.responses.models import Response, ResponseChange, Survey
from cxloop.tickets.models import Ticket, TicketEvent
from tests.loop.test_ids_that_restart import NOVEMBER, OCTOBER
from tests.loop.test_import_command import run as run  # noqa: PLC0414 - the fixture: the command as a person types it

ROWS = """Response ID,Score,Other score,Ticked,Why?,Email,Agent,Submitted at,City
R_a1,9,2,Other,nobody called,anna@example.com,olga@shop.example,2026-03-01 10:00,Rome
R_b2,3,10,Price,fine,bob@example.com,olga@shop.example,2026-03-02 10:00,Milan
R_c3,8,8,Other,good,carl@example.com,olga@shop.example,2026-03-03 10:00,Bari
R_d4,zero,1,Other,late,dora@example.com,olga@shop.example,2026-03-04 10:00,Turin
"""
FIRST = (
    "--map", "Score=score", "--map", "Ticked=comment", "--map", "Why?=ignored", "--map", "City=ignored",
    "--map", "Other score=ignored",
)  # fmt: skip
BETTER = (
    "--map",
    "Other score=score",
    "--map",
    "Why?=comment",
    "--map",
    "Ticked=ignored",
    "--map",
    "City=attribute",
)


@pytest.fixture
def file(run: Any, tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ROWS)
    assert run(path, "--survey", "s", *FIRST).exit_code == 0
    return path


def look(run: Any, path: Path, *more: str) -> dict[str, Any]:
    done = run(path, "--survey", "s", "--compare", "--json", *more)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def stored(run: Any, *columns: Any) -> list[tuple[Any, ...]]:
    with run.app.app_context():
        chosen = select(*columns).select_from(Response).outerjoin(Contact, Contact.id == Response.contact_id)
        return [tuple(row) for row in db.session.execute(chosen.order_by(Response.external_id))]


def test_a_better_reading_is_said_then_applied_and_then_nothing_is_left_to_do(run: Any, file: Path) -> None:
    said = look(run, file, *BETTER)
    assert (said["read"], said["corrected"], said["new"], said["read_now"], said["same"]) == (4, 3, 1, 1, 0)
    assert said["changes"] == {"comment": 3, "attributes": 3, "score": 2}
    assert said["examples"][0]["changes"]["score"] == [9, 2]
    assert [score for (score,) in stored(run, Response.score)] == [9, 3, 8]
    done = look(run, file, *BETTER, "--apply", "--why", "the wrong column")
    assert (done["corrected"], done["new"], done["left"], done["tickets"]) == (3, 1, [], 2)
    assert stored(run, Response.score, Response.comment, Contact.email) == [
        (2, "nobody called", "anna@example.com"), (10, "fine", "bob@example.com"), (8, "good", "carl@example.com"),
        (1, "late", "dora@example.com"),
    ]  # fmt: skip
    again = look(run, file, *BETTER, "--apply")
    assert (again["nothing_to_do"], again["same"], again["unexplained"]) == (True, 4, 0)
    assert len(stored(run, Response.id)) == 4


def test_corrections_keep_what_was_said_before_by_which_file_and_why(run: Any, file: Path) -> None:
    look(run, file, *BETTER, "--apply", "--why", "the wrong column")
    with run.app.app_context():
        change = db.session.scalars(select(ResponseChange).order_by(ResponseChange.id)).first()
        assert (change.score_before, change.comment_before, change.why) == (9, "Other", "the wrong column")
        assert change.facts_before == {"attributes": None}
        assert change.import_id is not None


def test_a_score_that_is_low_after_all_opens_a_ticket_and_one_that_is_not_tells_its_owner(
    run: Any, file: Path
) -> None:
    with run.app.app_context():
        assert db.session.scalars(select(Ticket.state)).all() == ["new"]
    said = look(run, file, *BETTER)
    assert (said["tickets"], said["eased"]) == (2, 1)
    look(run, file, *BETTER, "--apply")
    with run.app.app_context():
        tickets = db.session.execute(
            select(Response.external_id, Ticket.state).join_from(Ticket, Response)
        ).all()
        assert sorted(map(tuple, tickets)) == [("R_a1", "new"), ("R_b2", "new"), ("R_d4", "new")]
        told = select(func.count()).where(Alert.kind == "answer_changed")
        assert db.session.scalar(told) == 1
        (event,) = db.session.scalars(select(TicketEvent).where(TicketEvent.kind == "answer_changed"))
        assert (event.facts["score_before"], event.facts["score"], event.facts["corrected"]) == (3, 10, True)


def test_an_answer_read_under_the_wrong_person_goes_to_the_one_who_gave_it(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(ROWS)
    run(path, "--survey", "s", *FIRST, "--map", "Agent=email")
    assert {email for (email,) in stored(run, Contact.email)} == {"olga@shop.example"}
    said = look(run, path, *FIRST, "--map", "Email=email")
    assert (said["corrected"], said["moved"]) == (3, 3)
    look(run, path, *FIRST, "--map", "Email=email", "--apply")
    assert [email for (email,) in stored(run, Contact.email)] == [
        "anna@example.com", "bob@example.com", "carl@example.com"
    ]  # fmt: skip
    with run.app.app_context():
        assert db.session.scalars(
            select(Contact.email).join(Ticket, Ticket.contact_id == Contact.id)
        ).all() == ["bob@example.com"]
    assert look(run, path, *FIRST, "--map", "Email=email")["nothing_to_do"]


def test_novembers_words_under_octobers_people_go_to_their_own_and_october_gets_its_own_back(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(OCTOBER, "--survey", "s")
    with monkeypatch.context() as as_once:  # before ids told people apart
        as_once.setattr("cxloop.loop.listen.others.are_two_people", lambda *_: None)
        run(NOVEMBER, "--survey", "s", "--same-ids")
    assert (10, "Anna") in stored(run, Response.score, Contact.name)
    said = look(run, NOVEMBER)
    assert (said["others"], said["nothing_to_do"]) == (3, True)
    said = look(run, NOVEMBER, "--wave", "November")
    assert (said["new"], said["misplaced"]) == (3, 3)
    look(run, NOVEMBER, "--wave", "November", "--apply")
    names = dict(stored(run, Contact.name, Response.score))
    assert names == {"Anna": 2, "Bob": 9, "Carl": 5, "Dora": 10, "Emil": 1, "Fay": 8}
    assert all(
        comment.startswith(name.lower()) for name, comment in stored(run, Contact.name, Response.comment)
    )
    assert look(run, NOVEMBER, "--wave", "November")["nothing_to_do"]
    assert look(run, OCTOBER)["nothing_to_do"]


def test_an_answer_changed_after_the_comparison_is_left_as_it_is_by_name(
    run: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cxloop.cli import compare_file

    def meanwhile(job_id: int, *more: Any) -> Any:
        def change() -> None:
            answer = db.session.scalars(select(Response).where(Response.external_id == "R_a1")).one()
            db.session.add(ResponseChange(response_id=answer.id, at=now(), score_before=answer.score))
            answer.score = 4

        unit_of_work(change)
        return run_import(job_id, *more)

    run_import = compare_file.run_import
    monkeypatch.setattr(compare_file, "run_import", meanwhile)
    done = look(run, file, *BETTER, "--apply")
    assert done["corrected"] == 2
    assert [(one["line"], "R_a1 was changed after" in one["reason"]) for one in done["left"]] == [(2, True)]
    assert stored(run, Response.score, Response.comment)[0] == (4, "Other")


def test_what_was_said_later_stays_and_what_no_row_explains_is_named(
    run: Any, file: Path, tmp_path: Path
) -> None:
    later = tmp_path / "later.csv"
    later.write_text(ROWS.replace("R_c3,8,8,Other,good", "R_c3,2,2,Other,worse").replace("03-03", "03-09"))
    run(later, "--survey", "s", *FIRST)
    said = look(run, file, *FIRST)
    assert (said["later"], said["corrected"]) == (1, 0)
    lines = [line for line in file.read_text().splitlines() if not line.startswith("R_b2")]
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("\n".join(lines) + "\n")
    assert look(run, shorter, *FIRST)["unexplained"] == 0  # another file explains nothing of this one
    with run.app.app_context():
        unit_of_work(lambda: setattr(db.session.scalars(select(Response)).first(), "external_id", "gone"))
    said = look(run, file, *FIRST)
    assert (said["unexplained"], said["new"]) == (1, 1)


def test_a_look_at_what_was_never_imported_and_options_that_contradict(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(ROWS)
    refused = run(path, "--survey", "s", "--compare")
    assert (refused.exit_code, "There is no survey s" in refused.output) == (1, True)
    assert run(path, "--survey", "s", "--apply").exit_code == 2
    assert run(path, "--survey", "s", "--compare", "--same-ids").exit_code == 2


def test_a_corrected_score_is_judged_by_the_thresholds_of_the_day_it_was_heard(run: Any, file: Path) -> None:
    with run.app.app_context():
        survey = select(Survey)
        unit_of_work(lambda: setattr(db.session.scalars(survey).one(), "ticket_low", 1))
    said = look(run, file, *BETTER)
    assert said["tickets"] == 2  # anna's 2 was a complaint on its day; dora's 1, heard only now, is one today
    assert look(run, file, *BETTER, "--apply")["tickets"] == 2
    with run.app.app_context():
        limits = db.session.scalars(select(Response.named_up_to).order_by(Response.external_id)).all()
    assert limits == [5, 5, 5, 1]
