"""The conversations of the demo company: a focus group, a lost sale, and what customers told colleagues in passing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.demo.office import Office
from cxloop.demo.rhythm import midnight
from cxloop.demo.words import conversations as said
from cxloop.demo.words.ideas import IDEAS_IN_ITALIAN
from cxloop.improvements.models import Improvement
from cxloop.loop import keep, listen
from cxloop.loop.listen import Teller, Word, tell
from cxloop.people.models import User
from cxloop.responses.interviews.models import Finding, Interview
from cxloop.tickets.models import Ticket

HELD, MARKED, LOST = 6, 5, 12
AGREED = {"consent_record": True, "consent_quote": True, "consent_follow_up": True}
PLANNER = "A named planner for every key account"


def converse_with_customers(session: Session, office: Office, on: date) -> None:
    """Hold the interviews, mark what matters, and follow up on some of it, through the loop's own verbs."""
    italians, others = _unheard(session, "it"), _unheard(session, "en")
    marta, james = office.staff.users["Marta Conti"], office.staff.users["James Whitfield"]
    group = _focus_group(session, office, on, italians[0], marta)
    angry = group[3]
    keep.follow_up_finding(
        session, angry, by=marta, at=_at(on, 1, 16), owner_id=marta.id, team_id=office.staff.teams["nord"].id
    )
    sale = _lost_sale(session, office, on, james)
    for finding in (group[1], sale[0]):
        in_either_language = (PLANNER, IDEAS_IN_ITALIAN[PLANNER][0])
        planner = session.scalars(select(Improvement).where(Improvement.title.in_(in_either_language))).one()
        keep.join_improvement(session, finding, planner, by=james, at=_at(on, 2, 15))
    in_turn = sorted(enumerate(said.TOLD, start=1), key=lambda one: -one[1][1])
    for place, (name, back, words, need) in in_turn:
        by = office.staff.users[name]
        teller = (italians if by.language == "it" else others)[place]
        word = Word(f"demo-{place}", words, Teller(contact_id=teller.id), need)
        tell(session, word, by=by, at=_at(on, back, 11), owner_id=by.id, team_id=min(by.team_ids))


def _focus_group(session: Session, office: Office, on: date, known: Contact, by: User) -> list[Finding]:
    frame = {
        "kind": "focus_group", "about": "experience", "title": "Consegne al Nord: quattro clienti raccontano",
        "held_on": on - timedelta(days=HELD), "method": "in_person", "language": "it", "stage": "consegna",
        "touchpoint": "consegna", "team_id": office.staff.teams["nord"].id, "notes": said.NOTES,
    }  # fmt: skip
    interview = listen.write_down_interview(session, frame, by=by, at=_at(on, HELD, 17))
    first_name = known.called.split()[0]
    for name, role in said.GROUP.items():
        person = {"contact_id": known.id} if name == said.KNOWN else {"name": name}
        agreed = AGREED | ({"consent_quote": False} if name == "Paolo" else {})
        facts = {"role": role, "consented_at": _at(on, HELD, 9), **person, **agreed}
        listen.introduce_participant(session, interview.id, facts)
    transcript = said.FOCUS_GROUP.strip().replace(said.KNOWN, first_name)
    listen.transcribe(session, interview.id, transcript, "focus-group-nord.vtt")
    names = tuple(said.GROUP)
    return _mark(session, office, interview, names, said.FOUND_IN_GROUP, by, _at(on, MARKED, 10))


def _lost_sale(session: Session, office: Office, on: date, by: User) -> list[Finding]:
    frame = {
        "kind": "interview", "about": "lost_sale", "title": "Why Harrow & Finch chose somebody else",
        "held_on": on - timedelta(days=LOST), "method": "video", "language": "en", "stage": "purchase",
        "team_id": office.staff.teams["key"].id,
    }  # fmt: skip
    interview = listen.write_down_interview(session, frame, by=by, at=_at(on, LOST, 16))
    rachel = {"name": "Rachel", "role": "lost", "consented_at": _at(on, LOST, 9), **AGREED}
    listen.introduce_participant(session, interview.id, rachel | {"consent_follow_up": False})
    listen.transcribe(session, interview.id, said.LOST_SALE.strip(), "lost-sale.docx")
    return _mark(session, office, interview, ("Rachel",), said.FOUND_IN_LOST_SALE, by, _at(on, LOST - 1, 10))


def _mark(
    session: Session, office: Office, interview: Interview, names: Sequence[str], found: Sequence[Any], by: User,
    at: datetime,
) -> list[Finding]:  # fmt: skip
    spoke = dict(zip(names, interview.participants, strict=True))
    return [
        keep.mark_finding(
            session,
            interview,
            keep.Passage(
                quote, severity, participant_id=spoke[who].id, driver_id=office.drivers[cause] if cause else None,
                whys=whys, emotion=feeling, stage=interview.stage,
            ),
            by=by,
            at=at,
        )
        for who, quote, cause, whys, feeling, severity in found
    ]  # fmt: skip


def _unheard(session: Session, language: str) -> Sequence[Contact]:
    """People of companies who have no ticket: their story is free."""
    heard = exists().where(Ticket.contact_id == Contact.id)
    chosen = select(Contact).where(
        Contact.account_id.is_not(None), Contact.may_contact, Contact.phone.is_not(None),
        Contact.language == language, ~heard,
    )  # fmt: skip
    return session.scalars(chosen.order_by(Contact.id).limit(len(said.TOLD) + 1)).unique().all()


def _at(on: date, back: int, hour: int) -> datetime:
    return midnight(on - timedelta(days=back)) + timedelta(hours=hour, minutes=7 * back)
