"""A company with one of everything, and one person of every role, for questions asked of every route."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from cxloop.accounts.models import AccountFile
from cxloop.alerts.models import Alert
from cxloop.database import db
from cxloop.loop import customers, learn
from cxloop.people import access_links, tokens
from cxloop.people.absences import Absence
from cxloop.people.models import Role, Team, User
from cxloop.people.scopes import SCOPES
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.invitations import links as survey_links
from cxloop.responses.invitations.models import HeldAnswer
from cxloop.responses.models import ImportJob, Survey
from cxloop.tickets import links
from cxloop.tickets.conversation.models import MessageFile, StrayLetter
from cxloop.tickets.models import Ticket, Verification
from cxloop.tickets.saved_views import save_view
from tests.doors import opened
from tests.makers import AT, Maker
from tests.visitor import Visitor

ROLES = (
    "anonymous", "deactivated", "elsewhere", "same_team", "owner", "lead", "manager", "executive", "analyst",
    "auditor", "administrator",
)  # fmt: skip
FILE = b"Response ID,Recommend (0-10),Comment,Date\nR1,3,Late again,2026-03-09\nR2,9,Fine,2026-03-09\n"


@dataclass
class World:
    """What is there, by the names that routes use, and who is there, by role."""

    app: Flask
    values: dict[str, Any]
    people: dict[str, User]

    def visitor(self, role: str) -> Visitor:
        visitor = Visitor(self.app)
        if role == "anonymous":
            return visitor
        visitor.sign_in(self.people[role])
        if role == "deactivated":
            self.people[role].is_active = False
            db.session.commit()
        return visitor

    def path(self, rule: Rule, **other: Any) -> str:
        """An address of this route that exists."""
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            named = {name: (self.values | other)[name] for name in rule.arguments}
            return adapter.build(rule.endpoint, named, method=next(iter(rule.methods or ())))


def kept_view(person: User) -> int:
    """A view of this person's own."""
    view = save_view(
        db.session(), person, name="Urgent", page="loop", query="score=urgent", team_id=None, at=AT
    )
    return view.id


def world(app: Flask, make: Maker) -> World:
    """Build it: a ticket Olga owns in North, one resolved and asked about, an improvement, an upload, alerts."""
    north, south = make.team("North"), make.team("South")
    people = {
        "owner": make.user("Olga", team=north),
        "same_team": make.user("Tom", team=north),
        "deactivated": make.user("Dora", team=north, takes_tickets=False),
        "lead": make.user("Lena", Role.LEAD, north, takes_tickets=False),
        "elsewhere": make.user("Zoe", team=south),
        "manager": make.user("Max", Role.MANAGER),
        "executive": make.user("Eve", Role.EXECUTIVE),
        "analyst": make.user("Ana", Role.ANALYST),
        "auditor": make.user("Otto", Role.AUDITOR),
        "administrator": make.user("Ada", Role.ADMINISTRATOR),
    }
    olga, north.lead_id = people["owner"], people["lead"].id
    make.survey(team=north)
    ticket = make.ticket(owner=olga)
    asked = make.resolved(make.ticket(owner=olga), olga)
    question = db.session.scalars(select(Verification).filter_by(resolution_id=asked.id)).one()
    Visitor(app).sign_in(people["manager"]).post("/imports", {"file": (BytesIO(FILE), "export.csv")})
    job = db.session.scalars(select(ImportJob)).one()
    interview = make.interview("Dora: It never arrived.", team_id=north.id)
    person = make.participant(interview, ticket.contact)
    finding = make.finding(interview, olga)
    values = {
        "interview_id": interview.id, "participant_id": person.id, "finding_id": finding.id,
        "ticket_id": ticket.id, "owner_id": olga.id, "record_id": asked.id,
        "task_id": make.asked(ticket, olga, people["same_team"]).id,
        "promise_id": make.promised(ticket, olga).id,
        "view_id": kept_view(people["manager"]),
        "improvement_id": make.improvement(raised_by_id=olga.id).id, "job_id": job.id,
        "token": links.link(app.config["SETTINGS"].secret_key, question.id, question.nonce),
        "alert_id": db.session.scalars(select(Alert.id).order_by(Alert.id)).first(),
        "token_id": tokens.make(db.session(), "CRM", SCOPES, at=AT, by_id=None)[0].id,
        "number": ticket.id, "key": "onboarding",
        "part": "teams", "item": "north", "step": "contacts", "figure": "ladder", "section": "ladder",
        "name": "closed-loop", "kind": "csv", "filename": "css/app.css",
    }  # fmt: skip
    values |= called(people["manager"])
    values |= met(north, olga, people["executive"])
    values |= expected(make, people["same_team"], app.config["SETTINGS"].secret_key)
    values |= invited(make, app.config["SETTINGS"].secret_key)
    values |= acquainted(make, ticket, people["manager"])
    values |= written()
    db.session.commit()
    return World(app, values, people)


def written() -> dict[str, Any]:
    """A letter with a file that nobody could place."""
    stray = StrayLetter(
        key="<1@x.example>", at=AT, sender="nora@x.example", sender_name="Nora", subject="Where is it?",
        body="My parcel.", reason="nobody_known",
    )  # fmt: skip
    db.session.add(stray)
    db.session.flush()
    file = MessageFile(stray_id=stray.id, name="note.txt", kind="text/plain", size=5, content=b"words")
    db.session.add(file)
    db.session.flush()
    return {"letter_id": stray.id, "attachment_id": file.id}


def met(team: Team, by: User, reader: User) -> dict[str, Any]:
    """A huddle of the team with a decision, and a report that leaves by itself."""
    huddle = learn.begin_huddle(db.session(), team, by=by, at=AT)
    agreed = learn.agree(db.session(), huddle, what="Ring", owner=by, due_on=AT.date(), by=by, at=AT)
    report = learn.schedule_report(
        db.session(),
        user=reader,
        via="mail",
        every="week",
        day=1,
        hour=8,
        language="en",
        zone="UTC",
        by=by,
        at=AT,
    )
    return {"huddle_id": huddle.id, "decision_id": agreed.id, "schedule_id": report.id}


def expected(make: Maker, forgetful: User, secret_key: str) -> dict[str, Any]:
    """Ines, who was invited and has not come yet; and somebody who may choose another password."""
    ines = make.user("Ines", invited_at=AT)
    links = {
        name: access_links.path_of(secret_key, access_links.make(db.session(), user, purpose, AT)).rpartition(
            "/"
        )[2]
        for name, user, purpose in (("invitation", ines, "invitation"), ("another", forgetful, "reset"))
    }
    away = Absence(user_id=ines.id, begins_at=AT, ends_at=AT + timedelta(days=3), made_at=AT)
    db.session.add(away)
    db.session.flush()
    return {"user_id": ines.id, "absence_id": away.id, **links}


def acquainted(make: Maker, ticket: Ticket, by: User) -> dict[str, Any]:
    """The customer of Olga's ticket with a company; two who may be one, two who were merged; a list of companies."""
    account = make.account("Rossi Impianti")
    ticket.contact.account_id = ticket.account_id = account.id
    one, other, kept, merged = (make.contact(f"Dora Number{number}") for number in range(4))
    db.session.commit()
    merge = customers.merge(db.session(), kept.id, merged.id, by=by, at=AT)
    listed = AccountFile(
        filename="crm.csv",
        body=b"Shoe size\n44\n",
        mapping={"columns": {}, "date_order": None},
        created_at=AT,
    )
    db.session.add(listed)
    db.session.flush()
    return {
        "contact_id": ticket.contact_id, "account_id": account.id, "one_id": one.id, "other_id": other.id,
        "merge_id": merge.id, "file_id": listed.id,
    }  # fmt: skip


def invited(make: Maker, secret_key: str) -> dict[str, Any]:
    """Somebody who was asked our own question, and an answer of somebody else that a machine may have given."""
    asked, other = make.invitation(), make.invitation()
    held = HeldAnswer(
        survey_id=other.survey_id, invitation_id=other.id, answered_at=AT, score=1, reasons=["too_quick"]
    )
    db.session.add(held)
    db.session.flush()
    return {
        "link": survey_links.link(secret_key, survey_links.ANSWER, asked.id, asked.nonce),
        "mark": survey_links.link(secret_key, survey_links.LEAVE, asked.id, asked.nonce),
        "survey_id": asked.survey_id, "mailing_id": asked.mailing_id, "held_id": held.id, "colour": "3d5a80",
    }  # fmt: skip


def called(by: User) -> dict[str, Any]:
    """A platform with a secret address, and one call of it that nobody could read."""
    survey = db.session.scalars(select(Survey).limit(1)).one()
    hook, address = opened("generic", survey, by)
    event = InboundEvent(
        source_id=hook.source_id, dedupe_key="id:1", body=b"not json", received_at=AT, state="quarantined",
        reason="not_json", facts={},
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    return {"source_id": hook.source_id, "platform": "generic", "address": address, "event_id": event.id}


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace, so that the next request finds the same world."""
    db.session.commit()
    connection: Any = db.engines[None]
    with connection.begin_nested() as savepoint:
        try:
            yield
        finally:
            db.session.rollback()
            savepoint.rollback()
            db.session.expire_all()


def rules(app: Flask) -> list[tuple[str, Rule]]:
    """Every way in as (method, rule); HEAD goes with GET, OPTIONS says only what there is."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if method not in {"HEAD", "OPTIONS"}
    ]
