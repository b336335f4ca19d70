"""Saying that somebody will be away: the same refusals on the page, by command and in the file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.audit_log import By
from cxloop.database.zone import company_zone
from cxloop.language import marked as _
from cxloop.people import absences
from cxloop.people.absences import Absence
from cxloop.people.models import User
from cxloop.people.policies import SEES_ALL_TICKETS, works_tickets
from cxloop.settings.sentences import Refused, Sentence, sentence

LONGEST = timedelta(days=366)
WAY_WORDS = {
    "keep": _("They stay as they are"),
    "watch": _("They stay, and the deputy looks after them"),
    "hand_over": _("They are handed over to the deputy, or without one to colleagues by turns"),
}


@dataclass(frozen=True)
class Plan:
    """From the first day to the last one, both away."""

    first: date
    last: date
    deputy: User | None = None
    tickets: str = "keep"


def zone_of(session: Session, user: User) -> tzinfo:
    """The clock somebody lives by."""
    return ZoneInfo(user.time_zone) if user.time_zone else company_zone(session)


def days_of(absence: Absence, zone: tzinfo) -> tuple[date, date]:
    """Its first and its last day, on this clock."""
    last = absence.ends_at - timedelta(microseconds=1)
    return absence.begins_at.astimezone(zone).date(), last.astimezone(zone).date()


def span(session: Session, user: User, first: date, last: date) -> tuple[datetime, datetime]:
    """From the midnight that begins the first day to the one that ends the last, on their clock."""
    zone, days = zone_of(session, user), (first, last + timedelta(days=1))
    begins_at, ends_at = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
    return begins_at, ends_at


def announce(session: Session, user: User, plan: Plan, by: By, at: datetime) -> Absence:
    """Write down that they will be away; what begins at once is begun by `act.begin_absence`.

    Raises:
        Refused: with every reason, field by field.
    """
    session.get(User, user.id, with_for_update=True)  # two at once would not see each other
    zone = zone_of(session, user)
    begins_at, ends_at = span(session, user, plan.first, plan.last)
    reasons: dict[str, Sentence] = {}
    if plan.last < plan.first:
        reasons["last"] = sentence(_("The last day lies before the first one."))
    elif ends_at <= at:
        reasons["last"] = sentence(_("That is over: choose a last day that is still to come."))
    elif ends_at - begins_at > LONGEST:
        reasons["last"] = sentence(_("At most a year at once."))
    elif other := absences.overlapping(session, user.id, begins_at, ends_at):
        first, last = days_of(other, zone)
        said = _("%(name)s is away from %(first)s to %(last)s already: end that first.")
        reasons["first"] = sentence(said, name=user.name, first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
    if plan.tickets not in absences.WAYS:
        reasons["tickets"] = sentence(_("Choose what becomes of their tickets."))
    if why := _no_deputy(user, plan.deputy):
        reasons["deputy"] = why
    elif plan.tickets == "watch" and plan.deputy is None:
        reasons["deputy"] = sentence(_("Name a deputy who looks after them."))
    if reasons:
        raise Refused(reasons)
    made = Absence(
        user_id=user.id, begins_at=begins_at, ends_at=ends_at, tickets=plan.tickets, made_at=at,
        deputy_id=plan.deputy.id if plan.deputy else None, made_by_id=by.actor_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _tell(session, "absence_announced", user, by, at)
    return made


def cut_short(session: Session, absence: Absence, by: By, at: datetime) -> None:
    """They are back, or do not go at all. Twice does nothing; what was handed over is looked at when it is closed."""
    if absence.ends_at <= at:
        return
    absence.ends_at = max(at, absence.begins_at) if absence.begins_at <= at else absence.begins_at
    session.flush()
    _tell(session, "absence_ended", absence.user, by, at)


def change_deputy(session: Session, absence: Absence, deputy: User | None, by: By, at: datetime) -> None:
    """From now on somebody else stands in; what was handed over stays where it is.

    Raises:
        Refused
    """
    why = _no_deputy(absence.user, deputy)
    if why is None and deputy is None and absence.tickets == "watch":
        why = sentence(_("Name a deputy who looks after them."))
    if why:
        raise Refused({"deputy": why})
    absence.deputy_id = deputy.id if deputy else None
    session.flush()
    session.expire(absence, ["deputy"])
    _tell(session, "absence_announced", absence.user, by, at)


def may_stand_in(user: User, deputy: User) -> bool:
    """Whether this colleague is there, and sees what the other works on."""
    sees = deputy.role in SEES_ALL_TICKETS or bool(user.team_ids & deputy.team_ids)
    return deputy.id != user.id and works_tickets(deputy) and deputy.invited_at is None and sees


def _no_deputy(user: User, deputy: User | None) -> Sentence | None:
    if deputy is None or may_stand_in(user, deputy):
        return None
    if deputy.id == user.id:
        return sentence(_("Nobody stands in for themselves."))
    return sentence(
        _("%(name)s cannot stand in: a colleague of the same team, or a manager, who signs in here."),
        name=deputy.name,
    )


def _tell(session: Session, kind: str, user: User, by: By, at: datetime) -> None:
    audit_log.record(session, kind, at=at, actor_id=by.actor_id, via=by.via, user=user.id)
