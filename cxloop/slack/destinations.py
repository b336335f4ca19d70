"""Where alerts go: a team's channel, a colleague, and the next path when one is broken for good."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts.addressing import Address
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.outbox import CUSTOMERS
from cxloop.config import Settings
from cxloop.people.models import Membership, Role, Team, User
from cxloop.slack.answers import NO_ACCESS, NO_CHANNEL


def destination(session: Session, settings: Settings, recipient: str) -> Address:
    """The address of "team:3" or "user:5". Without Slack but with a mail server, letters carry the same alerts."""
    team = _team(session, recipient)
    if settings.slack_token or not settings.smtp_url:
        channel = (team.slack_channel if team else None) or settings.slack_channel
        return Address("slack", f"slack:{channel}")
    reader = _reader(session, recipient, team)
    return (
        Address("mail", f"mail:user:{reader}")
        if reader
        else Address("slack", f"slack:{settings.slack_channel}")
    )


def next_path(session: Session, settings: Settings, claimed: Claimed, code: str) -> Address | None:
    """Where a refused alert goes next: the company's channel, then the mailbox of who answers for the team."""
    if claimed.channel == CUSTOMERS:
        return None
    tried = {claimed.channel, *claimed.facts.get("tried", [])}
    paths = []
    if claimed.via == "slack" and code in NO_CHANNEL and code not in NO_ACCESS:
        paths.append(Address("slack", f"slack:{settings.slack_channel}"))
    if settings.smtp_url:
        team = _team(session, claimed.recipient)
        readers = [_reader(session, claimed.recipient, team), _administrator(session)]
        paths += [Address("mail", f"mail:user:{reader}") for reader in readers if reader]
    return next((path for path in paths if path.channel not in tried), None)


def _team(session: Session, recipient: str) -> Team | None:
    role, _, number = recipient.partition(":")
    if not number.isdecimal():
        return None
    if role == "team":
        return session.get(Team, int(number))
    member = select(Membership.team_id).where(Membership.user_id == int(number))
    teams = select(Team).where((Team.lead_id == int(number)) | Team.id.in_(member))
    return session.scalars(teams.order_by((Team.lead_id == int(number)).desc(), Team.id).limit(1)).first()


def _reader(session: Session, recipient: str, team: Team | None) -> int | None:
    role, _, number = recipient.partition(":")
    if role == "user" and number.isdecimal():
        return int(number)
    if team is not None and team.lead is not None and team.lead.is_active:
        return team.lead.id
    return _administrator(session)


def _administrator(session: Session) -> int | None:
    """A manager if there is one, else an administrator."""
    return session.scalar(
        select(User.id)
        .where(User.is_active, User.role.in_((Role.MANAGER, Role.ADMINISTRATOR)))
        .order_by(User.role != Role.MANAGER, User.id)
        .limit(1)
    )
