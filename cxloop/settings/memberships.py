"""Which teams a person is in and leads, changed one person at a time; each team's change is a version of that team."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.people.models import Membership, Team, User
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand, NothingToChange
from cxloop.settings.part import Values
from cxloop.settings.parts import PARTS


def put_into(session: Session, user: User, wanted: Mapping[str, bool], hand: Hand, at: datetime) -> None:
    """Let these be their teams: by key, and whether new tickets of it are given to them.

    Raises:
        Refused: a team cannot be so.
    """
    session.flush()
    for key, values in _teams(session):
        is_in = key in wanted
        _switch(session, key, values | {
            "members": _with(values["members"], user.email, is_in=is_in),
            "takers": _with(values["takers"], user.email, is_in=is_in and wanted[key]),
        }, hand, at)  # fmt: skip


def lead_none(session: Session, user: User, hand: Hand, at: datetime) -> None:
    """Nobody leads the teams they led: a missed promise then calls the company's channel."""
    for key, values in _teams(session):
        if values["lead"] == user.email:
            _switch(session, key, values | {"lead": None}, hand, at)


def lead_where_nobody_does(session: Session, user: User, hand: Hand, at: datetime) -> list[str]:
    """Who is made a team lead leads those of their teams that nobody leads; returns their names."""
    session.flush()
    found = [
        (key, values)
        for key, values in _teams(session)
        if not values["lead"] and user.email in values["members"]
    ]
    for key, values in found:
        _switch(session, key, values | {"lead": user.email}, hand, at)
    return [str(values["name"]) for _key, values in found]


def of(session: Session, user: User) -> dict[str, bool]:
    """Their teams by key, and whether each gives them new tickets."""
    theirs = (
        select(Team.key, Membership.takes_tickets)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.user_id == user.id)
    )
    return dict(session.execute(theirs).all())


def led_by(session: Session, user: User) -> list[str]:
    """Names of the teams they lead."""
    return list(session.scalars(select(Team.name).where(Team.lead_id == user.id).order_by(Team.name)))


def _teams(session: Session) -> list[tuple[str, Values]]:
    part = PARTS["teams"]
    return [(item.key, values) for item in part.items(session) if (values := part.read(session, item.key))]


def _with(emails: list[str], email: str, *, is_in: bool) -> list[str]:
    return sorted({*emails, email} if is_in else set(emails) - {email})


def _switch(session: Session, key: str, values: Values, hand: Hand, at: datetime) -> None:
    part = PARTS["teams"]
    if values == part.read(session, key):
        return
    try:
        ledger.switch_on(session, part, key, values, hand, at=at)
    except NothingToChange:
        return
