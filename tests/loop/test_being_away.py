"""Somebody goes, somebody stands in, and what happens the second time: twice, late, with a deputy who goes too."""

from datetime import date, timedelta

import pytest

from cxloop.alerts.models import Alert
from cxloop.audit_log import By
from cxloop.database import db
from cxloop.loop import act
from cxloop.people import absences, changes, teams
from cxloop.settings import away
from cxloop.settings.sentences import Refused
from cxloop.tickets.audience import audience
from cxloop.tickets.models import Ticket
from tests.makers import AT

ADA = By(None, "cli")
TODAY = AT.date()


@pytest.fixture
def goes(north):
    """goes(olga, days, deputy, way): away from today for so many days, and begun."""

    def do(user, days=3, deputy=None, way="keep", first=TODAY, at=AT):
        plan = away.Plan(first, first + timedelta(days=days - 1), deputy, way)
        made = away.announce(db.session(), user, plan, ADA, at)
        act.begin_absence(db.session(), made, at)
        db.session.commit()
        return made

    return do


def owners() -> list[int | None]:
    return [one.owner_id for one in db.session.query(Ticket).order_by(Ticket.id)]


def tick(at) -> int:
    done = act.begin_and_end_absences(db.session(), at=at)
    db.session.commit()
    return done


def test_who_is_away_is_given_nothing_new(make, goes, north, olga, tom):
    goes(olga)
    survey = make.survey(team=north)
    for _ in range(3):
        make.ticket(2, survey=survey)
    assert owners() == [tom.id] * 3
    assert list(teams.takers(db.session(), north.id, AT + timedelta(days=3))) == [olga.id, tom.id]
    goes(tom, 1)
    make.ticket(2, survey=survey)
    assert owners()[-1] is None


def test_tickets_are_handed_over_once_and_come_back_where_nobody_worked_on_them(make, goes, olga, tom):
    first, second, third = (make.ticket(owner=olga) for _ in range(3))
    looked = act.while_away(db.session(), olga, "hand_over", tom, AT)
    assert [to for _ticket, to in looked] == [tom.id] * 3
    absence = goes(olga, deputy=tom, way="hand_over")
    assert owners() == [tom.id] * 3
    assert db.session.query(Alert).filter_by(kind="handed_over", recipient=f"user:{tom.id}").count() == 1
    assert tick(AT + timedelta(hours=1)) == 0
    act.log_contact(db.session(), second.id, by=tom, at=AT + timedelta(hours=2), via="web")
    act.assign(db.session(), third.id, owner_id=None, by=tom, at=AT + timedelta(hours=3), via="web")
    db.session.commit()
    over = absence.ends_at
    assert tick(over - timedelta(seconds=1)) == 0
    assert tick(over) == 1
    assert owners() == [olga.id, tom.id, None]
    assert tick(over + timedelta(days=1)) == 0
    assert first.owner_id == olga.id


def test_cut_short_and_called_off(make, goes, olga, tom):
    make.ticket(owner=olga)
    running = goes(olga, deputy=tom, way="hand_over")
    coming = goes(olga, first=TODAY + timedelta(days=20), deputy=tom, way="hand_over")
    away.cut_short(db.session(), running, ADA, AT + timedelta(hours=5))
    assert act.end_absence(db.session(), running, AT + timedelta(hours=5)) != []
    assert act.end_absence(db.session(), running, AT + timedelta(hours=6)) == []
    away.cut_short(db.session(), coming, ADA, AT + timedelta(hours=5))
    db.session.commit()
    assert owners() == [olga.id]
    assert absences.ahead(db.session(), olga.id, AT + timedelta(hours=6)) == []
    tick(AT + timedelta(days=21))
    assert owners() == [olga.id]
    assert goes(olga, first=TODAY + timedelta(days=20))  # the time is free again


def test_a_worker_that_stood_still_over_the_whole_absence_hands_nothing_over(make, olga, tom):
    make.ticket(owner=olga)
    away.announce(
        db.session(), olga, away.Plan(date(2026, 4, 1), date(2026, 4, 2), tom, "hand_over"), ADA, AT
    )
    db.session.commit()
    assert tick(AT + timedelta(days=90)) == 1
    assert owners() == [olga.id]
    assert tick(AT + timedelta(days=91)) == 0


def test_who_left_gets_nothing_back(make, goes, olga, tom):
    make.ticket(owner=olga)
    absence = goes(olga, deputy=tom, way="hand_over")
    changes.deactivate(db.session(), olga, AT)
    db.session.commit()
    tick(absence.ends_at)
    assert owners() == [tom.id]


@pytest.mark.parametrize(
    ("first", "last", "who", "way", "field"),
    [
        ("2026-03-12", "2026-03-11", "tom", "keep", "last"), ("2026-03-01", "2026-03-09", "tom", "keep", "last"),
        ("2026-03-11", "2027-06-11", "tom", "keep", "last"), ("2026-03-11", "2026-03-12", None, "watch", "deputy"),
        ("2026-03-11", "2026-03-12", "olga", "keep", "deputy"), ("2026-03-11", "2026-03-12", "zoe", "keep", "deputy"),
        ("2026-03-11", "2026-03-12", "eve", "keep", "deputy"), ("2026-03-11", "2026-03-12", "tom", "vanish", "tickets"),
    ],
)  # fmt: skip
def test_what_cannot_be(request, olga, tom, zoe, eve, first, last, who, way, field):
    deputy = request.getfixturevalue(who) if who else None
    plan = away.Plan(date.fromisoformat(first), date.fromisoformat(last), deputy, way)
    with pytest.raises(Refused) as refused:
        away.announce(db.session(), olga, plan, ADA, AT)
    assert set(refused.value.reasons) == {field}


def test_twice_in_one_time_is_refused_and_says_when(goes, olga, tom):
    goes(olga, 3)
    with pytest.raises(Refused) as refused:
        goes(olga, 9, first=TODAY + timedelta(days=2))
    assert "from 10/03/2026 to 12/03/2026 already" in refused.value.say("en")["first"]
    assert goes(olga, 1, first=TODAY + timedelta(days=3))


class TestWhoIsTold:
    @pytest.fixture
    def ticket(self, make, north, lena, olga):
        return make.ticket(3, survey=make.survey(team=north), owner=olga)

    def near(self, ticket, kind="ticket_opened", recipient="", at=AT):
        who = audience(
            db.session(), kind=kind, subject=f"ticket:{ticket.id}", recipient=recipient or f"team:{ticket.team_id}",
            facts={}, at=at,
        )  # fmt: skip
        return [user.name for user in who.near], who.meant.name if who.meant else None

    def test_the_deputy_reads_what_is_the_owners_and_afterwards_the_owner(self, ticket, goes, olga, tom):
        absence = goes(olga, deputy=tom)
        assert self.near(ticket)[0][0] == "Tom"
        assert self.near(ticket, at=absence.ends_at)[0][0] == "Olga"
        assert self.near(ticket, "handed_over", f"user:{olga.id}")[1] == "Tom"

    def test_a_missed_promise_calls_who_stands_in_for_the_lead(self, ticket, goes, lena, tom):
        goes(lena, deputy=tom)
        assert self.near(ticket, "escalated", f"user:{lena.id}")[0][0] == "Tom"

    def test_who_stands_in_for_the_lead_is_called_where_the_lead_named_nobody_or_left(
        self, ticket, goes, make, north, lena, olga
    ):
        nora = make.user("Nora", team=north)
        north.deputy_id = nora.id
        db.session.commit()
        assert self.near(ticket, "escalated", f"user:{lena.id}")[0][:2] == ["Lena", "Nora"]
        absence = goes(lena)
        assert self.near(ticket, "escalated", f"user:{lena.id}")[0][0] == "Nora"
        assert self.near(ticket, "escalated", f"user:{lena.id}", at=absence.ends_at)[0][0] == "Lena"
        lena.is_active = False
        db.session.commit()
        assert self.near(ticket, "escalated", f"user:{lena.id}", at=absence.ends_at)[0][0] == "Nora"
        assert self.near(ticket)[0][0] == "Olga"

    def test_a_deputy_who_is_away_too_or_left_passes_it_on(self, ticket, goes, make, north, olga, tom, lena):
        nora = make.user("Nora", team=north)
        goes(olga, deputy=tom)
        goes(tom, deputy=nora)
        assert self.near(ticket)[0][0] == "Nora"
        changes.deactivate(db.session(), nora, AT)
        assert self.near(ticket)[0] == ["Lena"]
        goes(lena, deputy=olga)  # nobody is left, and somebody has to read it
        assert self.near(ticket)[0] == ["Olga", "Lena"]

    def test_a_deputy_who_sees_the_team_no_more_is_told_nothing(self, ticket, goes, olga, tom, lena):
        goes(olga, deputy=tom)
        for membership in list(tom.memberships):
            db.session.delete(membership)
        db.session.commit()
        db.session.refresh(tom)
        assert self.near(ticket)[0] == ["Lena"]
