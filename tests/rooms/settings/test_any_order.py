"""Drafts, switches from now or a day, returns and discards over all parts, in any order and on both engines: every old
ticket, every verdict and every matured figure stays as it was."""

from contextlib import ExitStack, suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from cxloop.database import db
from cxloop.people.models import Role
from cxloop.reports.as_json import as_json
from cxloop.reports.executive import executive
from cxloop.responses.models import Response
from cxloop.settings import drafts, fields, ledger
from cxloop.settings.ledger import Hand, NothingToChange
from cxloop.settings.models import SettingDraft
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused
from cxloop.tickets.models import Ticket, TicketEvent
from tests.breadth import number
from tests.databases import rolled_back
from tests.makers import AT, Maker
from tests.rooms.reports.test_the_past_stays import LATER, QUARTER

DAY = timedelta(days=1)
TYPED = {
    "Words": ["", "Nord", "Assistenza e consegne", "north"],
    "Flag": [True, False],
    "Zone": ["Europe/Rome", "Europe/Berlin", "America/New_York"],
    "Hours": ["", "9–13", "9–13, 14–18", "0–24"],
    "Days": [[], ["24/12 closed"], ["10/03/2026 9–11 inventory"]],
    "Country": ["", "IT", "DE"],
    "Region": ["", "MI"],
    "Colour": ["", "#3d5a80"],
    "Email": ["", "help@valmora.example"],
    "Channel": ["", "#north"],
}
"""What somebody might type, by the kind of field; of another kind what stands is kept."""


class AnyOrder(RuleBasedStateMachine):
    """A company with a past, and people who change its mind."""

    app = None

    def __init__(self):
        super().__init__()
        self.open = ExitStack()
        self.open.enter_context(rolled_back(self.app))
        self.at = LATER
        self.switched = 0

    def teardown(self):
        try:
            if hasattr(self, "figures"):
                assert self.counted() == self.figures
        finally:
            self.open.close()
            super().teardown()

    @initialize()
    def a_past(self):
        make = Maker()
        north, south = make.team("North"), make.team("South")
        self.olga, self.ada = make.user("Olga", team=north), make.user("Ada", Role.ADMINISTRATOR)
        make.user("Zoe", team=south)
        make.driver("delivery.lost", name_en="Lost", name_it="Persa")
        journey = PARTS["journey"]
        for key, values in journey.starting("retail").items():
            journey.write(db.session(), key, journey.checked(db.session(), key, values, None), AT)
        survey = make.survey(team=north)
        tickets = [
            make.ticket(score, at=AT + score * DAY, survey=survey, owner=self.olga) for score in (0, 2, 4, 6)
        ]
        make.response(9, at=AT + DAY, survey=survey)
        make.verified(tickets[0], self.olga, at=AT + 2 * DAY)
        make.resolved(tickets[1], self.olga, at=AT + 9 * DAY)
        make.reached(tickets[2], self.olga, at=AT + 4 * DAY)
        self.rows, self.figures = self.kept(), self.counted()

    @rule(data=st.data(), part=st.sampled_from(sorted(PARTS)))
    def draft(self, data, part):
        thing, session = PARTS[part], db.session()
        keys = [item.key for item in thing.items(session)]
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        values = thing.read(session, key)
        for field in data.draw(
            st.lists(st.sampled_from(thing.fields), min_size=1, max_size=2, unique_by=lambda one: one.name)
        ):
            values[field.name] = data.draw(self.typed(field, values[field.name]))
        who = data.draw(st.sampled_from([self.olga, self.ada]))
        with suppress(Refused):
            checked = thing.checked(session, key, values, thing.read(session, key))
            drafts.save(session, thing, key, checked, by_id=who.id, at=self.at)

    @rule(data=st.data(), later=st.booleans())
    def switch(self, data, later):
        if draft := self.one(data, select(SettingDraft)):
            begins_at = self.at + 2 * DAY if later else None
            with suppress(Refused, NothingToChange), db.session.begin_nested():
                ledger.switch_draft_on(
                    db.session(),
                    PARTS[draft.part],
                    draft,
                    Hand(self.ada.id, "web"),
                    at=self.at,
                    begins_at=begins_at,
                )
                self.switched += 1

    @rule(data=st.data())
    def discard(self, data):
        if draft := self.one(data, select(SettingDraft)):
            drafts.throw_away(db.session(), draft)
            db.session.flush()

    @rule(data=st.data(), part=st.sampled_from(sorted(PARTS)))
    def go_back(self, data, part):
        thing, session = PARTS[part], db.session()
        keys = [item.key for item in thing.items(session)]
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if found := ledger.versions(session, thing, key):
            version = data.draw(st.sampled_from(found))
            with suppress(Refused, NothingToChange), session.begin_nested():
                ledger.go_back(session, thing, key, version.number, Hand(self.ada.id, "web"), at=self.at)

    @rule(days=st.integers(1, 4))
    def wait(self, days):
        self.at += days * DAY
        ledger.begin_due(db.session(), PARTS, self.at)

    @invariant()
    def nothing_old_changed(self):
        if hasattr(self, "rows"):
            assert self.kept() == self.rows

    def typed(self, field, stands):
        """What somebody may write into this field."""
        if isinstance(field, fields.Whole):
            return st.integers(field.lowest, min(field.highest, 12))
        options = [code for code, _label in field.options(db.session())][:8]
        if isinstance(field, fields.References):
            return st.lists(st.sampled_from(options or [""]), max_size=2, unique=True)
        if isinstance(field, fields.Choice | fields.Reference) and options:
            return st.sampled_from([None, *options])
        return st.sampled_from(TYPED.get(type(field).__name__, [stands]))

    def one(self, data, asked):
        found = db.session.scalars(asked.order_by("id")).all()
        return data.draw(st.sampled_from(found)) if found else None

    def kept(self):
        """Every column of every ticket, answer and event."""
        return {
            model.__name__: sorted(map(repr, db.session.execute(select(model.__table__)).all()))
            for model in (Ticket, Response, TicketEvent)
        }

    def counted(self):
        db.session.flush()
        db.session.expire_all()
        page = as_json(executive(db.session(), QUARTER, LATER))
        return {name: page[name] for name in ("answers", "tickets", "customers", "figures")}


def lived(app, examples, steps):
    class Here(AnyOrder):
        pass

    Here.app = app
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(900)
def test_whatever_is_set_in_whatever_order_the_past_stays(databases, engine_name):
    lived(databases.shared_app(engine_name), number(3, wide=60), number(15, wide=30))


@pytest.mark.campaign
@pytest.mark.timeout(7200)
def test_long_lives_of_settings_leave_the_past_as_it_was(databases, engine_name):
    lived(databases.shared_app(engine_name), 300, 50)
