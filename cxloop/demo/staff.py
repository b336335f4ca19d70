"""The colleagues of the demo company: teams, their working time, and a sign-in for every role."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from cxloop.calendars.models import Calendar, CalendarDay, CalendarHours
from cxloop.people.models import Membership, Role, Team, User
from cxloop.people.passwords import hashed

PASSWORD = "demo-demo-demo"  # noqa: S105 - published on purpose
SHOP_DAY = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
LONG_DAY = ((8 * 60 + 30, 13 * 60), (14 * 60 + 30, 19 * 60))
WEEKEND_TURN = ((9 * 60, 13 * 60), (15 * 60, 19 * 60))
BRITISH_DAY = ((9 * 60, 17 * 60 + 30),)
CALENDARS = {
    "nord": ("Milano", "Europe/Rome", "IT", (SHOP_DAY,) * 6 + (SHOP_DAY[:1],)),
    "sud": ("Napoli", "Europe/Rome", "IT", (LONG_DAY,) * 5 + (WEEKEND_TURN,) * 2),
    "key": ("Leeds", "Europe/London", "GB", (BRITISH_DAY,) * 5),
}
PATRON_SAINTS = {"nord": ("Sant'Ambrogio", 12, 7), "sud": ("San Gennaro", 9, 19)}
TEAMS = {
    "nord": ("Nord", "it", "#cx-nord"),
    "sud": ("Sud", "it", "#cx-sud"),
    "key": ("Key accounts", "en", "#key-accounts"),
}


@dataclass(frozen=True)
class Colleague:
    """Somebody who can sign in; `turns` are the teams in which round-robin gives them tickets."""

    name: str
    role: Role
    language: str
    teams: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name.casefold().replace(' ', '.')}@demo.example"


COLLEAGUES = (
    Colleague("Marta Conti", Role.FRONTLINE, "it", ("nord", "sud"), ("nord", "sud")),
    Colleague("Luca Moretti", Role.FRONTLINE, "it", ("nord",), ("nord",)),
    Colleague("Salvatore Esposito", Role.FRONTLINE, "it", ("sud",), ("sud",)),
    Colleague("James Whitfield", Role.FRONTLINE, "en", ("key",), ("key",)),
    Colleague("Olivia Hart", Role.FRONTLINE, "en", ("key",), ("key",)),
    Colleague("Davide Riva", Role.LEAD, "it", ("nord",)),
    Colleague("Carmela Russo", Role.LEAD, "it", ("sud",)),
    Colleague("Emma Clarke", Role.LEAD, "en", ("key",)),
    Colleague("Chiara Bellini", Role.MANAGER, "en", ("nord", "sud", "key")),
    Colleague("Pietro Zanetti", Role.EXECUTIVE, "en"),
    Colleague("Anna Galli", Role.ANALYST, "it"),
    Colleague("Franco Sala", Role.AUDITOR, "it"),
    Colleague("Giulia Fabbri", Role.ADMINISTRATOR, "en"),
)
LEADS = {"nord": "Davide Riva", "sud": "Carmela Russo", "key": "Emma Clarke"}


@dataclass(frozen=True)
class Staff:
    """Teams by key, colleagues by name."""

    teams: dict[str, Team]
    users: dict[str, User]


def hire(session: Session, at: datetime) -> Staff:
    """Everybody with a sign-in, in their teams; all share one published password."""
    password = hashed(PASSWORD)
    users = {
        one.name: User(
            email=one.email,
            name=one.name,
            role=one.role,
            language=one.language,
            password_hash=password,
            created_at=at,
        )
        for one in COLLEAGUES
    }
    session.add_all(users.values())
    session.flush()
    teams = {key: _team(session, key, users) for key in TEAMS}
    for one in COLLEAGUES:
        for key in one.teams:
            takes = key in one.turns
            session.add(Membership(team_id=teams[key].id, user_id=users[one.name].id, takes_tickets=takes))
    session.flush()
    return Staff(teams, users)


def _team(session: Session, key: str, users: dict[str, User]) -> Team:
    name, language, channel = TEAMS[key]
    calendar = _calendar(key)
    session.add(calendar)
    session.flush()
    team = Team(
        key=key, name=name, calendar_id=calendar.id, lead_id=users[LEADS[key]].id, slack_channel=channel,
        language=language,
    )  # fmt: skip
    session.add(team)
    session.flush()
    return team


def _calendar(key: str) -> Calendar:
    name, zone, country, week = CALENDARS[key]
    calendar = Calendar(key=key, name=name, time_zone=zone, country=country)
    calendar.hours = [
        CalendarHours(weekday=weekday, opens_at=opens, closes_at=closes)
        for weekday, day in enumerate(week)
        for opens, closes in day
    ]
    if key in PATRON_SAINTS:
        saint, month, day = PATRON_SAINTS[key]
        calendar.days = [CalendarDay(on=date(2024, month, day), name=saint, every_year=True)]
    return calendar
