"""The register and the page of an improvement, as people use them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.improvements import queries
from cxloop.improvements.models import Decision, Improvement, Measurement
from cxloop.improvements.planning import proposed
from cxloop.loop import learn
from cxloop.people.models import Role


def text(answer) -> str:
    return answer.get_data(as_text=True)


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


@pytest.fixture
def analyst(make):
    return make.user("Ann", Role.ANALYST)


@pytest.fixture
def improvement(make, north, south, olga, zoe, at, carl):
    driver = make.driver("delivery.late", name_en="late and not told")
    ours = make.ticket(
        3, team=north, owner=olga, contact=carl, comment="I found out from my own driver, at the dock."
    )
    theirs = make.ticket(
        2, team=south, owner=zoe, comment="Nobody minds weather. Everybody minds being the last."
    )
    made = learn.raise_improvement(
        db.session(), title="Tell them before", problem="They learn too late.", by=olga, at=at, driver_id=driver.id,
        ticket_ids=[ours.id, theirs.id],
    )  # fmt: skip
    db.session.commit()
    made.ours, made.theirs = ours, theirs
    return made


def test_an_empty_register_teaches(sign_in, olga):
    page = text(sign_in(olga).get("/improvements"))
    assert "No improvements yet" in page
    assert "/improvements/new" in page


def test_everybody_reads_the_register(sign_in, improvement, eve, analyst, zoe):
    for person in (eve, analyst, zoe):
        page = text(sign_in(person).get("/improvements"))
        assert "Tell them before" in page
        assert "2 tickets, 2 customers" in page


def test_who_does_not_work_tickets_raises_nothing(sign_in, eve, improvement):
    browser = sign_in(eve)
    assert "Raise an improvement" not in text(browser.get("/improvements"))
    browser.get("/improvements/new", expect=404)
    browser.post("/improvements", {"title": "x", "problem": "y"}, expect=404)


def test_from_a_ticket_it_takes_two_clicks(sign_in, olga, make, north, at):
    ticket = make.ticket(3, team=north, owner=olga, comment="Late, and nobody told me.")
    make.resolved(ticket, olga, driver_id=make.driver("delivery.late").id)
    browser = sign_in(olga)
    page = text(browser.get(f"/improvements/new?ticket={ticket.id}"))
    assert "Late, and nobody told me." in page
    form = {"title": hidden(page, "title"), "problem": "Late, and nobody told me.", "ticket": ticket.id}
    cause = re.search(r'<option selected value="(\d+)"', page)[1]
    browser.post("/improvements", {**form, "driver_id": cause})
    made = db.session.scalars(select(Improvement)).one()
    assert (made.title, made.driver_id) == ("Fewer customers with: Late delivery", int(cause))
    assert [linked.id for linked in queries.linked_tickets(db.session(), made.id)] == [ticket.id]


def test_similar_ones_are_offered_first(sign_in, olga, make, north, improvement):
    ticket = make.ticket(3, team=north, owner=olga)
    make.resolved(ticket, olga, driver_id=improvement.driver_id)
    page = text(sign_in(olga).get(f"/improvements/new?ticket={ticket.id}"))
    assert "Tell them before" in page
    assert f"Link ticket {ticket.id} to it" in page


@pytest.mark.parametrize("number", ["999", "0", "x", "9" * 30, "-1", "%00x"])
def test_a_ticket_that_is_not_there_looks_like_one_that_is_not_yours(sign_in, olga, improvement, number):
    browser = sign_in(olga)
    browser.get(f"/improvements/new?ticket={improvement.theirs.id}", expect=404)
    browser.get(f"/improvements/new?ticket={number}", expect=404)


def test_what_was_typed_is_kept_when_something_is_missing(sign_in, olga):
    page = text(sign_in(olga).post("/improvements", {"title": "", "problem": "They wait <b>"}, expect=422))
    assert "They wait &lt;b&gt;" in page
    assert "Say what you would change" in page


@pytest.mark.parametrize(
    "bad",
    [{"expected_fall": "NaN"}, {"expected_fall": "-2"}, {"expected_fall": "1e999"}, {"driver_id": "77"},
     {"driver_id": "x"}, {"title": "x" * 201}, {"problem": "y" * 5001}],
)  # fmt: skip
def test_nonsense_is_refused_with_a_message(sign_in, olga, bad):
    sign_in(olga).post("/improvements", {"title": "t", "problem": "p", "driver_id": ""} | bad, expect=422)
    assert db.session.scalars(select(Improvement)).all() == []


def test_nul_does_not_reach_the_database(sign_in, olga):
    sign_in(olga).post("/improvements", {"title": "a\0b", "problem": "p\0", "driver_id": ""})
    assert db.session.scalars(select(Improvement.title)).all() == ["ab"]


@pytest.mark.parametrize("number", [0, 99, 2**53, 10**40])
def test_one_that_is_not_there(sign_in, olga, number):
    sign_in(olga).get(f"/improvements/{number}", expect=404)


def test_tickets_of_other_teams_count_but_are_not_shown(sign_in, olga, zoe, max_, improvement):
    page = text(sign_in(olga).get(f"/improvements/{improvement.id}"))
    assert "Carl Rossi" in page
    assert "I found out from my own driver" in page
    assert "Nobody minds weather" not in page
    assert "1 linked ticket belongs to other teams" in page
    assert "Carl Rossi" not in text(sign_in(zoe).get(f"/improvements/{improvement.id}"))
    everything = text(sign_in(max_).get(f"/improvements/{improvement.id}"))
    assert "Nobody minds weather" in everything
    assert "belongs to other teams" not in everything


def test_who_sees_no_names_reads_initials(sign_in, eve, analyst, improvement):
    for person in (eve, analyst):
        page = text(sign_in(person).get(f"/improvements/{improvement.id}"))
        assert "I found out from my own driver" in page
        assert "C. R." in page
        assert "Carl" not in page
        assert f"/tickets/{improvement.ours.id}" not in page


def test_a_lead_decides_with_a_reason(sign_in, lena, improvement):
    browser = sign_in(lena)
    page = text(browser.get(f"/improvements/{improvement.id}"))
    said = {"state": "decided", "reason": "Cheap to try.", "seen_version": hidden(page, "seen_version")}
    browser.post(f"/improvements/{improvement.id}/decisions", said)
    after = text(browser.get(f"/improvements/{improvement.id}"))
    assert "Cheap to try." in after
    assert "Decided: do it" in after


@pytest.mark.parametrize(
    "bad", [{"reason": ""}, {"state": "measured"}, {"state": ""}, {"went_live_on": "soon"}]
)
def test_a_decision_without_its_reason_is_not_taken(sign_in, max_, improvement, bad):
    said = {"state": "decided", "reason": "Because.", "seen_version": "1"} | bad
    page = text(sign_in(max_).post(f"/improvements/{improvement.id}/decisions", said, expect=422))
    assert "data-open" in page
    assert db.session.get(Improvement, improvement.id).state == "proposed"


def test_frontline_staff_do_not_steer(sign_in, olga, improvement):
    browser = sign_in(olga)
    assert 'data-opens="decision"' not in text(browser.get(f"/improvements/{improvement.id}"))
    for step in ("decisions", "plan", "measurements"):
        browser.post(f"/improvements/{improvement.id}/{step}", {"seen_version": "1"}, expect=404)


def test_somebody_elses_change_is_not_overwritten_and_what_was_typed_is_kept(
    sign_in, lena, max_, improvement
):
    path = f"/improvements/{improvement.id}"
    plan = {
        "title": "Mine",
        "problem": "p",
        "washout_days": "14",
        "driver_id": "",
        "owner_id": "",
        "seen_version": "1",
    }
    sign_in(max_).post(f"{path}/plan", plan | {"title": "Max was first"})
    page = text(sign_in(lena).post(f"{path}/plan", plan | {"title": "Lena was second"}, expect=409))
    assert "Somebody else changed this improvement" in page
    assert "Lena was second" in page
    assert db.session.get(Improvement, improvement.id).title == "Max was first"
    decision = {"state": "decided", "reason": "Yes.", "seen_version": "1"}
    assert "Somebody else" in text(sign_in(lena).post(f"{path}/decisions", decision, expect=409))
    assert db.session.scalars(select(Decision.state)).all() == ["proposed"]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"baseline_from": "2026-01-01"}, "needs its first and its last day"),
        ({"baseline_from": "2026-02-01", "baseline_last": "2026-01-01"}, "before the first"),
        (
            {"baseline_from": "2026-01-01", "baseline_last": "2026-02-01", "live_on": "2026-02-01"},
            "has to end before",
        ),
        ({"live_on": "2026-02-01", "measure_on": "2026-02-10"}, "after the days left out"),
        (
            {"baseline_from": "2026-01-01", "baseline_last": "2026-02-10"},
            "The problem was picked in the weeks from",
        ),
        (
            {
                "baseline_from": "2026-01-01",
                "baseline_last": "2026-01-31",
                "live_on": "2026-02-15",
                "measure_on": "2026-04-30",
            },
            "measure on May 1, 2026 or after",
        ),
        ({"live_on": "9999-12-31"}, "between 2000 and 2099"),
        ({"washout_days": "99999999999"}, "from 0 to 365"),
    ],
)
def test_dates_that_make_no_sense_are_explained(sign_in, max_, improvement, dates, said):
    plan = {
        "title": "t",
        "problem": "p",
        "washout_days": "14",
        "driver_id": "",
        "owner_id": "",
        "seen_version": "1",
    }
    assert said in text(sign_in(max_).post(f"/improvements/{improvement.id}/plan", plan | dates, expect=422))


def test_the_plan_is_saved_with_its_owner_and_dates(sign_in, max_, olga, improvement):
    plan = {
        "title": "Tell them before", "problem": "p\r\nq", "washout_days": "7", "driver_id": improvement.driver_id,
        "owner_id": olga.id, "seen_version": "1", "expected_fall": "2.5", "baseline_from": "2026-01-01",
        "baseline_last": "2026-01-31", "live_on": "2026-02-15", "measure_on": "2026-04-24",
    }  # fmt: skip
    sign_in(max_).post(f"/improvements/{improvement.id}/plan", plan)
    saved = db.session.get(Improvement, improvement.id)
    assert (saved.expected_fall, saved.washout_days, saved.owner_id, saved.problem) == (
        2.5,
        7,
        olga.id,
        "p\nq",
    )
    assert saved.baseline_to.isoformat() == "2026-02-01"


def test_a_plan_without_dates_is_shown_dates_that_keep_the_rules(sign_in, max_, improvement, at):
    improvement.live_on = at.date()
    db.session.commit()
    page = sign_in(max_).get(f"/improvements/{improvement.id}").get_data(as_text=True)
    raised = improvement.raised_at.date()
    plan = proposed(raised, at.date(), improvement.washout_days)
    assert plan.baseline_to == raised - timedelta(days=28)
    assert plan.measure_on == at.date() + timedelta(days=14 + 91 + 30)
    for day in (plan.baseline_from, plan.baseline_to - timedelta(days=1), plan.measure_on):
        assert f'value="{day.isoformat()}"' in page


def test_what_was_expected_stays_as_it_was_written_once_live(sign_in, max_, improvement, at):
    improvement.state, improvement.expected_fall, improvement.hypothesis = "live", 2.0, "One.\nTwo."
    db.session.commit()
    plan = {
        "title": "Another title", "problem": "p", "washout_days": "14", "driver_id": improvement.driver_id,
        "owner_id": "", "seen_version": "1", "hypothesis": "One.\r\nTwo.",
    }  # fmt: skip
    browser, path = sign_in(max_), f"/improvements/{improvement.id}/plan"
    assert "stays as it was written down" in text(
        browser.post(path, plan | {"expected_fall": "0.5"}, expect=422)
    )
    browser.post(path, plan | {"expected_fall": "2.0"})


def test_a_ticket_is_linked_by_its_number(sign_in, olga, make, north, improvement):
    ticket = make.ticket(3, team=north, owner=olga)
    browser, path = sign_in(olga), f"/improvements/{improvement.id}/evidence"
    browser.post(path, {"ticket": ticket.id})
    browser.post(path, {"ticket": ticket.id})
    assert queries.behind(db.session(), improvement.id).tickets == 3


@pytest.mark.parametrize("number", ["", "x", "0", "999", "-4", "9" * 25])
def test_a_ticket_number_that_is_none_is_refused(sign_in, olga, zoe, improvement, number):
    sign_in(olga).post(f"/improvements/{improvement.id}/evidence", {"ticket": number}, expect=422)


def test_a_ticket_of_another_team_looks_like_none(sign_in, olga, make, south, zoe, improvement):
    theirs = make.ticket(3, team=south, owner=zoe)
    browser, path = sign_in(olga), f"/improvements/{improvement.id}/evidence"
    for number in (theirs.id, 4711):
        page = text(browser.post(path, {"ticket": number}, expect=422))
        assert f"There is no ticket {number} that you may open." in page
    assert queries.behind(db.session(), improvement.id).tickets == 2


def test_measuring_freezes_and_measuring_again_shows_both(sign_in, max_, improvement, at, clock):
    improvement.state, improvement.live_on = "live", at.date() - timedelta(days=120)
    improvement.baseline_from = at.date() - timedelta(days=220)
    improvement.baseline_to = at.date() - timedelta(days=190)
    db.session.commit()
    browser, path = sign_in(max_), f"/improvements/{improvement.id}"
    assert "Measure now" in text(browser.get(path))
    browser.post(f"{path}/measurements")
    clock.shift(timedelta(minutes=20))
    browser.post(f"{path}/measurements")
    page = text(browser.get(path))
    assert "Too few to measure" in page
    assert "Measured before" in page
    assert db.session.query(Measurement).count() == 2


def test_measuring_what_cannot_be_measured_says_what_is_missing(sign_in, max_, improvement):
    browser = sign_in(max_)
    answer = browser.post(f"/improvements/{improvement.id}/measurements", follow_redirects=True, expect=200)
    assert "Not measured: it needs" in text(answer)
    assert db.session.query(Measurement).count() == 0


def test_an_improvement_in_italian(sign_in, max_, improvement):
    max_.language = "it"
    db.session.commit()
    sign_in(max_).get(f"/improvements/{improvement.id}")
    sign_in(max_).get("/improvements")


@pytest.mark.parametrize(("state", "asks"), [("doing", True), ("proposed", False), ("measured", False)])
def test_the_day_it_went_live_is_asked_only_of_whoever_can_say_so(make, sign_in, max_, state, asks):
    one = make.improvement(raised_by_id=max_.id, state=state)
    page = sign_in(max_).get(f"/improvements/{one.id}").get_data(as_text=True)
    assert ("Live since" in page.split('id="decision"')[1].split("</dialog>")[0]) == asks
