"""What a reference may name: people, teams, calendars, causes."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.calendars.models import Calendar
from cxloop.calendars.queries import calendar_in_use
from cxloop.drivers import catalogue
from cxloop.drivers.models import Driver
from cxloop.journey import catalogue as journey
from cxloop.journey.circle import Place
from cxloop.language import marked as _
from cxloop.people.models import Team, User
from cxloop.people.policies import STAFF
from cxloop.settings.sentences import Sentence, in_each_language, sentence


def colleagues(session: Session) -> list[tuple[str, str]]:
    """Everybody who works tickets, by name."""
    found = (
        select(User.email, User.name).where(User.is_active, User.role.in_(STAFF)).order_by(User.name, User.id)
    )
    return [(email, name) for email, name in session.execute(found)]


def everybody(session: Session) -> list[tuple[str, str]]:
    """Whoever was ever let in, by their name."""
    return [(email, name) for email, name in session.execute(select(User.email, User.name))]


def teams_ever(session: Session) -> list[tuple[str, str]]:
    return [(key, name) for key, name in session.execute(select(Team.key, Team.name))]


def calendars_ever(session: Session) -> list[tuple[str, str]]:
    found = select(Calendar.key, Calendar.name).order_by(Calendar.version)
    return [(key, name) for key, name in session.execute(found)]


def teams(session: Session) -> list[tuple[str, str]]:
    found = select(Team.key, Team.name).where(Team.retired_at.is_(None)).order_by(Team.name, Team.id)
    return [(key, name) for key, name in session.execute(found)]


def calendars(session: Session) -> list[tuple[str, str]]:
    found = (
        select(Calendar.key, Calendar.name)
        .where(Calendar.retired_at.is_(None))
        .order_by(Calendar.position, Calendar.id)
    )
    return [(key, name) for key, name in session.execute(found)]


def causes(session: Session) -> list[tuple[str, Sentence]]:
    """Those that count on their own, by their way down the tree."""
    return [(one.key, _path(one)) for one in catalogue.everything(session) if one.merged_into is None]


def causes_ever(session: Session) -> list[tuple[str, Sentence]]:
    return [(one.key, _path(one)) for one in catalogue.everything(session)]


def causes_above(session: Session) -> list[tuple[str, Sentence]]:
    """Those that others may belong to."""
    known = catalogue.everything(session)
    return [(one.key, _path(one)) for one in known if one.level < catalogue.MOST_LEVELS]


def stages(session: Session) -> list[tuple[str, Sentence]]:
    """Of the journey, in its order."""
    return [(one.key, _called(one)) for one in journey.circle(session).stages]


def stages_ever(session: Session) -> list[tuple[str, Sentence]]:
    return [(one.key, _called(one)) for one in journey.circle(session).places if not one.stage]


def stage_words(session: Session) -> list[tuple[str, Sentence]]:
    """The stages by what they are called; a word is kept as it was chosen."""
    return [("", _called(one)) for one in journey.circle(session).stages]


def touchpoint_words(session: Session) -> list[tuple[str, Sentence]]:
    found = journey.circle(session)
    return [("", _called(one)) for stage in found.stages for one in found.touchpoints(stage.key)]


def ids_of(session: Session, emails: Sequence[str]) -> list[int]:
    """Of people, in the order of their ids."""
    return list(session.scalars(select(User.id).where(User.email.in_(emails)).order_by(User.id)))


def calendar_id(session: Session, key: str | None) -> int | None:
    return calendar_in_use(session, key) if key else None


def _called(place: Place) -> Sentence:
    return in_each_language(place.name_en, place.name_it)


def _path(cause: Driver) -> Sentence:
    path = in_each_language(cause.path("en"), cause.path("it"))
    return path if cause.retired_at is None else sentence(_("%(cause)s (put away)"), cause=path)


def team_id(session: Session, key: str | None) -> int | None:
    return session.scalar(select(Team.id).where(Team.key == key)) if key else None
