"""Makers: one line gives a test what it needs, with defaults for everything it does not care about.

`AT` is the moment most stories begin: a Tuesday morning in Rome. Makers commit, which inside a test only ends a
savepoint.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from cxloop.accounts.consent import change_consent
from cxloop.accounts.matching import name_key
from cxloop.accounts.models import Account, Contact
from cxloop.calendars.models import Calendar, CalendarHours
from cxloop.database import db
from cxloop.drivers.models import Driver
from cxloop.improvements.models import Improvement
from cxloop.loop import act, keep, verify
from cxloop.loop.listen import Door, hear, invitation_delivered, invite
from cxloop.people.company import company
from cxloop.people.models import Membership, Role, Team, User
from cxloop.people.passwords import hashed
from cxloop.responses.importing.answers import Heard
from cxloop.responses.interviews.models import Finding, Interview, Participant
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.invitations.people import Asked
from cxloop.responses.models import Response, Source, Survey
from cxloop.tickets.given_promises import GivenPromise
from cxloop.tickets.models import Resolution, Ticket, Triggering, Verification
from cxloop.tickets.requirements import Closing
from cxloop.tickets.sub_tasks import SubTask

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
PASSWORD = "seven green bicycles"
NPS = {"scale_min": 0, "scale_max": 10, "report_low": 6, "ticket_low": 6, "urgent_low": 2}


def describe(
    name: str,
    *,
    colour: str | None = None,
    quarantine_days: int = 30,
    reply_to: str | None = None,
    **more: str,
) -> None:
    """Who we are to customers."""
    known = company(db.session(), AT)
    known.name, known.colour, known.quarantine_days, known.reply_to = name, colour, quarantine_days, reply_to
    for field, value in more.items():
        setattr(known, field, value)
    db.session.add(known)
    db.session.flush()


class Maker:
    """Everything a test can ask for."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def calendar(self, name: str = "Rome", zone: str = "Europe/Rome", country: str = "IT") -> Calendar:
        """Monday to Friday, 9 to 13 and 14 to 18."""
        hours = [
            CalendarHours(weekday=day, opens_at=start * 60, closes_at=end * 60)
            for day in range(5)
            for start, end in ((9, 13), (14, 18))
        ]
        return self._kept(Calendar(key=name.lower(), name=name, time_zone=zone, country=country, hours=hours))

    def team(self, name: str = "North", lead: User | None = None, **more: Any) -> Team:
        calendar = db.session.scalars(select(Calendar).limit(1)).first() or self.calendar()
        team = Team(
            key=name.lower(), name=name, calendar_id=calendar.id, slack_channel=f"#{name.lower()}",
            lead_id=lead.id if lead else None, **more,
        )  # fmt: skip
        return self._kept(team)

    def user(
        self,
        name: str,
        role: Role = Role.FRONTLINE,
        team: Team | None = None,
        *,
        takes_tickets: bool = True,
        **more: Any,
    ) -> User:
        """Somebody who can sign in with PASSWORD."""
        facts: dict[str, Any] = {
            "email": f"{name.lower()}@example.com",
            "created_at": AT - timedelta(days=400),
        }
        user = self._kept(User(name=name, role=role, **facts | more))
        if team:
            self._kept(Membership(team_id=team.id, user_id=user.id, takes_tickets=takes_tickets))
            db.session.refresh(user)
        return user

    def password(self, user: User) -> str:
        """Give the user a password."""
        user.password_hash = hashed(PASSWORD)
        db.session.commit()
        return PASSWORD

    def account(self, name: str = "Rossi Impianti", **more: Any) -> Account:
        return self._kept(Account(name=name, name_key=name_key(name), created_at=AT, **more))

    def contact(self, name: str = "Carl Rossi", account: Account | None = None, **more: Any) -> Contact:
        facts: dict[str, Any] = {
            "email": f"{name.lower().replace(' ', '.')}@customer.example",
            "phone": "+39 02 5550 1234",
            "created_at": AT,
        }
        may = more.pop("may_contact", True)
        contact = self._kept(Contact(name=name, account_id=account.id if account else None, **facts | more))
        return contact if may else self.refuses(contact, at=contact.created_at)

    def refuses(self, contact: Contact, *, at: datetime = AT, source: str = "web", **more: Any) -> Contact:
        """They do not want to be contacted any more; `purposes` narrows it, `given=True` takes it back."""
        change_consent(db.session(), contact, **{"given": False, "at": at, "source": source} | more)
        db.session.commit()
        return contact

    def survey(
        self, key: str = "onboarding", metric: str = "nps", team: Team | None = None, **more: Any
    ) -> Survey:
        facts: dict[str, Any] = {"name": key.capitalize(), "created_at": AT - timedelta(days=400), **NPS}
        return self._kept(Survey(key=key, metric=metric, team_id=team.id if team else None, **facts | more))

    def source(self, survey: Survey | None = None, door: str = "file") -> Source:
        survey = survey or db.session.scalars(select(Survey).limit(1)).first() or self.survey()
        known = db.session.scalars(select(Source).filter_by(survey_id=survey.id, door=door)).first()
        return known or self._kept(Source(survey_id=survey.id, door=door))

    def response(
        self, score: int | None = 3, comment: str | None = "Late, and nobody told me.", *, at: datetime = AT,
        survey: Survey | None = None, contact: Contact | None = None, **more: Any,
    ) -> Response:  # fmt: skip
        """An answer that came in by the loop's own door, so it opens a ticket when it is low."""
        source = self.source(survey)
        number = next(self._numbers)
        facts: dict[str, Any] = {
            "external_id": f"answer-{number}", "language": "en", "answered_at": at,
        } | more  # fmt: skip
        if contact:
            facts |= {"email": contact.email, "name": contact.name}
        answer = Heard(line=number, score=score, comment=comment, **facts)
        hear(db.session(), [answer], Door(source, via="import", at=at))
        db.session.commit()
        return db.session.scalars(select(Response).filter_by(external_id=facts["external_id"])).one()

    def ticket(
        self,
        score: int = 3,
        *,
        owner: User | None = None,
        team: Team | None = None,
        at: datetime = AT,
        **more: Any,
    ) -> Ticket:
        """A ticket opened by a low answer; `owner` and `team` overrule what routing chose."""
        if "contact" not in more and "email" not in more:
            more["contact"] = self.contact(f"Carl Number{next(self._numbers)}")
        response = self.response(score, at=at, **more)
        found = select(Ticket).join(Triggering, Triggering.ticket_id == Ticket.id)
        ticket = db.session.scalars(found.where(Triggering.response_id == response.id)).one()
        if team:
            ticket.team_id = team.id
        if owner:
            act.assign(db.session(), ticket.id, owner_id=owner.id, by=owner, at=at, via="web")
        db.session.commit()
        return ticket

    def reached(self, ticket: Ticket, by: User, at: datetime = AT) -> Ticket:
        act.log_contact(db.session(), ticket.id, by=by, at=at, via="web")
        db.session.commit()
        return ticket

    def promised(self, ticket: Ticket, by: User, at: datetime = AT, **more: Any) -> GivenPromise:
        """The customer was promised a credit note for tomorrow."""
        facts: dict[str, Any] = {"what": "A credit note", "due_at": at + timedelta(days=1)} | more
        record = act.promise(db.session(), ticket.id, by=by, at=at, via="web", **facts)
        db.session.commit()
        return record

    def asked(self, ticket: Ticket, by: User, whom: User, at: datetime = AT, **more: Any) -> SubTask:
        """A colleague is asked for something by tomorrow."""
        facts: dict[str, Any] = {"what": "Name a technician", "due_at": at + timedelta(days=1)} | more
        task = act.ask_colleague(db.session(), ticket.id, owner_id=whom.id, by=by, at=at, via="web", **facts)
        db.session.commit()
        return task

    def resolved(self, ticket: Ticket, by: User, at: datetime = AT, **more: Any) -> Resolution:
        """Reached, and resolved with a cause, an action and the customer told."""
        if not ticket.first_reached_at:
            self.reached(ticket, by, at)
        facts: dict[str, Any] = {
            "driver_id": None, "action": "Sent a technician the same day.", "told_how": "phone",
            "told_at": at,
        } | more  # fmt: skip
        facts["driver_id"] = facts["driver_id"] or self.driver().id
        resolution = act.resolve(db.session(), ticket.id, closing=Closing(**facts), by=by, at=at, via="web")
        db.session.commit()
        return resolution

    def verified(self, ticket: Ticket, by: User, at: datetime = AT) -> Ticket:
        """Resolved, and the customer said yes."""
        resolution = self.resolved(ticket, by, at)
        question = db.session.scalars(select(Verification).filter_by(resolution_id=resolution.id)).one()
        verify.answer(db.session(), question.id, word="yes", at=at)
        db.session.commit()
        return ticket

    def driver(self, key: str = "delivery.late", **more: Any) -> Driver:
        facts: dict[str, Any] = {"name_en": "Late delivery", "name_it": "Consegna in ritardo"} | more
        known = db.session.scalars(select(Driver).filter_by(key=key)).first()
        return known or self._kept(Driver(key=key, **facts))

    def invitation(
        self, contact: Contact | None = None, *, survey: Survey | None = None, at: datetime = AT,
        sent_at: datetime | None = AT, external_id: str | None = None,
    ) -> Invitation:  # fmt: skip
        """Somebody was asked our own question, and the letter left; `sent_at=None` leaves it in the outbox."""
        survey = survey or db.session.scalars(select(Survey).limit(1)).first() or self.survey()
        contact = contact or self.contact(f"Carl Number{next(self._numbers)}")
        asked = Asked(1, contact.email, external_id=external_id)
        outcome = invite(db.session(), survey, [asked], at=at, via="hand", name="Max").outcomes[0]
        if sent_at and outcome.became == "invited":
            invitation_delivered(db.session(), outcome.invitation_id or 0, sent_at)
        db.session.commit()
        return db.session.get_one(Invitation, outcome.invitation_id, populate_existing=True)

    def improvement(self, title: str = "Call before a late delivery", **more: Any) -> Improvement:
        facts: dict[str, Any] = {"problem": "Customers learn of delays by waiting.", "raised_at": AT} | more
        return self._kept(Improvement(title=title, **facts))

    def interview(self, transcript: str | None = None, **more: Any) -> Interview:
        """Held on the day of AT; `participant` and `finding` add to it."""
        facts: dict[str, Any] = {
            "kind": "interview", "about": "experience", "title": "Why they left", "held_on": AT.date(),
            "method": "phone", "created_at": AT, "language": "en",
        }  # fmt: skip
        return self._kept(Interview(transcript=transcript, **facts | more))

    def participant(self, interview: Interview, contact: Contact | None = None, **more: Any) -> Participant:
        """Somebody who agreed to everything, unless said otherwise."""
        agreed = {
            "consent_record": True,
            "consent_quote": True,
            "consent_follow_up": True,
            "consented_at": AT,
        }
        facts = agreed | ({"contact_id": contact.id} if contact else {"name": "Dora"}) | more
        person = self._kept(Participant(interview_id=interview.id, **facts))
        db.session.refresh(interview)
        return person

    def finding(
        self, interview: Interview, by: User, quote: str = "It never arrived.", **more: Any
    ) -> Finding:
        """A marked passage."""
        finding = keep.mark_finding(
            db.session(), interview, keep.Passage(quote, **{"severity": 2} | more), by=by, at=AT
        )
        db.session.commit()
        return finding

    def _kept(self, row: Any) -> Any:
        db.session.add(row)
        db.session.commit()
        return row
