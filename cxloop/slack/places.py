"""Slack channels as people give them (north, #North, C0123ABCD), and which language each of them reads."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts.models import Pace
from cxloop.config import Settings
from cxloop.people.company import company_language
from cxloop.people.models import Team, User

CHANNEL_ID = re.compile("[CDG][A-Z0-9]{6,}")
PERSON_ID = re.compile("[UW][A-Z0-9]{6,}")


def place(text: str) -> str:
    """One writing for each channel: an id as it is, a name in small letters with its #."""
    text = text.strip()
    return text if CHANNEL_ID.fullmatch(text) else "#" + text.removeprefix("#").lower()


def channel_key(session: Session, text: str) -> str:
    """What shares one pace: "slack:#north". Given by its id, a channel we also know by name is the same one."""
    here = place(text)
    if CHANNEL_ID.fullmatch(here):
        named = select(Pace.channel).where(Pace.external_id == here, Pace.channel.like("slack:#%"))
        return session.scalar(named.order_by(Pace.channel).limit(1)) or f"slack:{here}"
    return f"slack:{here}"


def team_channel(session: Session, settings: Settings, team: Team | None) -> str:
    """Where a team reads: its own channel, else the company's."""
    return channel_key(session, (team.slack_channel if team else None) or settings.slack_channel)


def language_of(session: Session, settings: Settings, channel: str) -> str:
    """The one language of a channel: its team's; the company's for its own channel and for teams that differ."""
    companys = company_language(session, settings.language)
    if channel == channel_key(session, settings.slack_channel):
        return companys
    teams = session.scalars(select(Team).where(Team.slack_channel.is_not(None)))
    spoken = {
        team.language or companys
        for team in teams
        if channel_key(session, team.slack_channel or "") == channel
    }
    return spoken.pop() if len(spoken) == 1 else companys


def person_of(session: Session, channel: str) -> User | None:
    """Who reads a direct message; None for a channel."""
    slack_user = channel.removeprefix("slack:")
    if not PERSON_ID.fullmatch(slack_user):
        return None
    chosen = select(User).where(User.slack_user == slack_user, User.is_active)
    return session.scalars(chosen.order_by(User.id)).first()
