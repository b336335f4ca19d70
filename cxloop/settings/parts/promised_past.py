"""The promises of a while made again: how many would have been kept, under what stands and under a draft."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.calendars.models import Calendar
from cxloop.calendars.working_time import WorkingTime
from cxloop.language import marked as _
from cxloop.settings.consequences import MOST_EXAMPLES, Consequence, Example, Line
from cxloop.settings.sentences import Sentence, sentence
from cxloop.tickets.deadlines import Deadlines, Promise, deadlines_for
from cxloop.tickets.models import Ticket
from cxloop.tickets.pausing import postponed
from cxloop.tickets.waits import Wait

Terms = tuple[Promise, WorkingTime]
Under = Callable[[Any], tuple[Terms, Terms]]
"""What the row of a ticket is promised under what stands and under the draft, and in which working time."""
Pausing = Callable[[Wait], tuple[Sequence[str], Sequence[str]]]
"""Which promises a wait pauses under what stands, and under the draft."""


class Kept(NamedTuple):
    """Whether a promise was kept; None while it still may be."""

    today: bool | None
    draft: bool | None


@dataclass(frozen=True)
class Kind:
    """One kind of promise: when it is due, what keeps it, and the words of its figures and examples."""

    name: str
    due: str
    done: str
    in_time: str
    late: str
    told: dict[bool | None, str]


KINDS = (
    Kind(
        "first_contact", "first_contact_due_at", "first_reached_at",
        _("First contacts in time"), _("First contacts late"),
        {
            True: _("Ticket %(number)d, %(who)s: the first contact would have been in time"),
            False: _("Ticket %(number)d, %(who)s: the first contact would have been late"),
            None: _("Ticket %(number)d, %(who)s: the first contact would still have had time"),
        },
    ),
    Kind(
        "resolution", "resolution_due_at", "first_resolved_at",
        _("Resolutions in time"), _("Resolutions late"),
        {
            True: _("Ticket %(number)d, %(who)s: the resolution would have been in time"),
            False: _("Ticket %(number)d, %(who)s: the resolution would have been late"),
            None: _("Ticket %(number)d, %(who)s: the resolution would still have had time"),
        },
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Replayed:
    """A ticket and what became of each kind of its promises, in the order of `KINDS`."""

    number: int
    who: str | None
    kept: tuple[Kept, ...]


def replay(
    session: Session, under: Under, days: int, at: datetime, *where: ColumnElement[bool],
    pausing: Pausing = lambda wait: (wait.pauses.split(","), wait.pauses.split(",")),
) -> list[Replayed]:  # fmt: skip
    """The tickets opened in the last `days`, promised again at the moment they were opened, their pauses left out."""
    return list(_replayed(session, under, days, at, where, pausing))


def promised_in(replayed: Sequence[Replayed], days: int, nothing: str) -> Consequence:
    """The replay in figures, each as k of n with its examples; `nothing` is said where there was no ticket."""
    lines, facts = list[Line](), dict[str, Any]()
    for place, kind in enumerate(KINDS):
        kept = [one.kept[place] for one in replayed]
        in_time, late = _counts(kept, True), _counts(kept, False)
        lines += [Line(sentence(kind.in_time), *in_time), Line(sentence(kind.late), *late)]
        facts[kind.name] = {
            "kept_today": in_time[0], "due_today": in_time[0] + late[0],
            "kept": in_time[1], "due": in_time[1] + late[1],
        }  # fmt: skip
    return Consequence(
        _headline(replayed, days, facts["first_contact"], nothing), days,
        [line for line in lines if line.differs], list(_examples(replayed)),
        unknown=sentence(_("Whether somebody would have called sooner or later, nobody can know.")),
        in_flight=sentence(_("Open tickets keep the promise they were born with; new ones are promised by this.")),
        facts={"tickets": len(replayed), **facts},
    )  # fmt: skip


def _replayed(
    session: Session,
    under: Under,
    days: int,
    at: datetime,
    where: Sequence[ColumnElement[bool]],
    pausing: Pausing,
) -> Iterator[Replayed]:
    waits = _first_waits(session, days, at)
    rows = session.execute(
        select(
            Ticket.id, Contact.name, Ticket.first_reached_at, Ticket.first_resolved_at, Ticket.policy_id,
            Ticket.priority, Ticket.opened_tier, Ticket.opened_team_id, Ticket.calendar_id, Ticket.opened_at,
        )
        .join(Calendar, Calendar.id == Ticket.calendar_id)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .where(Ticket.opened_at > at - timedelta(days=days), Ticket.state != "merged", *where)
        .order_by(Ticket.id.desc())
    )  # fmt: skip
    for row in rows:
        mine = waits.get(row.id, ())
        paused = zip(*(pausing(wait) for wait in mine), strict=True) if mine else ((), ())
        today, draft = (
            _due(row.opened_at, terms, mine, names) for terms, names in zip(under(row), paused, strict=True)
        )
        yield Replayed(row.id, row.name, tuple(
            Kept(*(_kept(getattr(row, kind.done), getattr(due, kind.due), at) for due in (today, draft)))
            for kind in KINDS
        ))  # fmt: skip


def _due(
    opened_at: datetime, terms: Terms, waits: Sequence[Wait], names: Sequence[Sequence[str]]
) -> Deadlines:
    due = deadlines_for(opened_at, *terms)
    first, last = (
        [wait.span for wait, paused in zip(waits, names, strict=True) if promise in paused]
        for promise in ("first_contact", "resolution")
    )
    return Deadlines(
        postponed(opened_at, due.first_contact_due_at, first, terms[1]),
        postponed(opened_at, due.resolution_due_at, last, terms[1]),
    )


def _first_waits(session: Session, days: int, at: datetime) -> dict[int, list[Wait]]:
    """The waits of the first segment, ticket by ticket."""
    found: dict[int, list[Wait]] = {}
    since = at - timedelta(days=days)
    for wait in session.scalars(
        select(Wait).where(Wait.segment == 1, Wait.at > since).order_by(Wait.at, Wait.id)
    ):
        found.setdefault(wait.ticket_id, []).append(wait)
    return found


def _kept(done_at: datetime | None, due_at: datetime, at: datetime) -> bool | None:
    if done_at is not None:
        return done_at <= due_at
    return False if due_at < at else None


def _counts(kept: Sequence[Kept], wanted: bool) -> tuple[int, int]:
    return sum(one.today is wanted for one in kept), sum(one.draft is wanted for one in kept)


def _headline(replayed: Sequence[Replayed], days: int, contacts: dict[str, int], nothing: str) -> Sentence:
    if not replayed:
        return sentence(nothing, days=days)
    return sentence(
        _(
            "Of the first contacts of the last %(days)d days %(kept)d of %(due)d would have been in time,"
            " instead of %(kept_today)d of %(due_today)d."
        ),
        days=days, **contacts,
    )  # fmt: skip


def _examples(replayed: Sequence[Replayed]) -> Iterator[Example]:
    """The newest whose promises would have ended otherwise, of each kind about as many."""
    each = MOST_EXAMPLES // len(KINDS)
    for place, kind in enumerate(KINDS):
        changed = [one for one in replayed if one.kept[place].today != one.kept[place].draft]
        for one in changed[:each]:
            who = one.who or sentence(_("somebody without a name"))
            told = sentence(kind.told[one.kept[place].draft], number=one.number, who=who)
            yield Example("", told, "ticket", one.number)
