"""What another calendar would have made of the promises of a while."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.calendars.models import Calendar
from cxloop.calendars.working_time import WorkingTime
from cxloop.language import marked as _
from cxloop.settings.consequences import MOST_EXAMPLES, Consequence, Example, Line
from cxloop.settings.sentences import Sentence, sentence
from cxloop.tickets.deadlines import Deadlines, deadlines_for
from cxloop.tickets.models import Policy, Ticket
from cxloop.tickets.policies import promise_of


class Promised(NamedTuple):
    """A ticket with both its promises, under what stands and under the draft."""

    number: int
    who: str | None
    reached_at: datetime | None
    resolved_at: datetime | None
    today: Deadlines
    draft: Deadlines


class Kept(NamedTuple):
    """Whether a first contact was made in time; None while it may still be."""

    today: bool | None
    draft: bool | None


def promised_in(
    session: Session, key: str, today: WorkingTime, draft: WorkingTime, days: int, at: datetime
) -> Consequence:
    """The tickets opened in the last `days` in this calendar, promised again under both."""
    found = list(_promised(session, key, today, draft, days, at))
    contacts = [
        Kept(*(_kept(one.reached_at, due.first_contact_due_at, at) for due in (one.today, one.draft)))
        for one in found
    ]
    resolutions = [
        Kept(*(_kept(one.resolved_at, due.resolution_due_at, at) for due in (one.today, one.draft)))
        for one in found
    ]
    lines = [
        Line(sentence(_("First contacts in time")), *_counts(contacts, True)),
        Line(sentence(_("First contacts late")), *_counts(contacts, False)),
        Line(sentence(_("Resolutions in time")), *_counts(resolutions, True)),
        Line(sentence(_("Resolutions late")), *_counts(resolutions, False)),
    ]
    changed = [one for one, kept in zip(found, contacts, strict=True) if kept.today != kept.draft]
    examples = [_example(one, at) for one in changed[:MOST_EXAMPLES]]
    return Consequence(
        _headline(contacts, days), days, [line for line in lines if line.differs], examples,
        unknown=sentence(_("Whether somebody would have called sooner or later, nobody can know.")),
        in_flight=sentence(_("Open tickets keep the promise they were born with; new ones are promised by this.")),
        facts={"tickets": len(found), "kept_today": lines[0].today, "kept": lines[0].draft},
    )  # fmt: skip


def _promised(
    session: Session, key: str, today: WorkingTime, draft: WorkingTime, days: int, at: datetime
) -> Iterator[Promised]:
    policies = {one.id: one for one in session.scalars(select(Policy))}
    rows = session.execute(
        select(
            Ticket.id, Contact.name, Ticket.first_reached_at, Ticket.first_resolved_at, Ticket.policy_id,
            Ticket.priority, Ticket.received_at,
        )
        .join(Calendar, Calendar.id == Ticket.calendar_id)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .where(Calendar.key == key, Ticket.opened_at > at - timedelta(days=days), Ticket.state != "merged")
        .order_by(Ticket.id.desc())
    )  # fmt: skip
    for number, who, reached_at, resolved_at, policy_id, priority, received_at in rows:
        promise = promise_of(policies[policy_id], priority)
        due = (deadlines_for(received_at, promise, calendar) for calendar in (today, draft))
        yield Promised(number, who, reached_at, resolved_at, *due)


def _kept(done_at: datetime | None, due_at: datetime, at: datetime) -> bool | None:
    if done_at is not None:
        return done_at <= due_at
    return False if due_at < at else None


def _counts(kept: list[Kept], wanted: bool) -> tuple[int, int]:
    return sum(one.today is wanted for one in kept), sum(one.draft is wanted for one in kept)


def _headline(contacts: list[Kept], days: int) -> Sentence:
    if not contacts:
        return sentence(_("No ticket of the last %(days)d days was promised in it."), days=days)
    kept, late = _counts(contacts, True), _counts(contacts, False)
    return sentence(
        _(
            "Of the first contacts of the last %(days)d days %(kept)d of %(due)d would have been in time,"
            " instead of %(kept_today)d of %(due_today)d."
        ),
        days=days, kept=kept[1], due=kept[1] + late[1], kept_today=kept[0], due_today=kept[0] + late[0],
    )  # fmt: skip


def _example(one: Promised, at: datetime) -> Example:
    would_be = _kept(one.reached_at, one.draft.first_contact_due_at, at)
    words = {
        True: _("Ticket %(number)d, %(who)s: would have been in time"),
        False: _("Ticket %(number)d, %(who)s: would have been late"),
        None: _("Ticket %(number)d, %(who)s: would still have had time"),
    }
    who = one.who or sentence(_("somebody without a name"))
    return Example("", sentence(words[would_be], number=one.number, who=who), "ticket", one.number)
