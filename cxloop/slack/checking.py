"""Whether Slack takes what we would post: the token, the scopes, and each channel we were given. Posts nothing."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts.errors import DeliveryFailed
from cxloop.config import Settings
from cxloop.people.models import Team
from cxloop.slack.places import place

SCOPES = (
    "chat:write",
    "channels:read",
    "groups:read",
    "channels:history",
    "groups:history",
    "im:write",
    "im:history",
)
NEEDED = SCOPES[:1]


class Checked(Protocol):
    """What a check asks of Slack; each raises DeliveryFailed."""

    def who_am_i(self) -> tuple[str, frozenset[str]]: ...

    def channel_id(self, name: str) -> str: ...

    def channel_facts(self, channel: str) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Line:
    """One sentence of the check, and whether all is well."""

    is_well: bool
    text: str


@dataclass(frozen=True)
class Place:
    """A channel somebody gave us, and whose it is."""

    of: str
    given: str


def places_of(session: Session, settings: Settings) -> list[Place]:
    """The company's channel, and those of the teams."""
    teams = session.scalars(select(Team).where(Team.slack_channel.is_not(None)).order_by(Team.key))
    return [
        Place("the company", settings.slack_channel),
        *(Place(team.key, team.slack_channel or "") for team in teams),
    ]


def checked(slack: Checked, places: list[Place], *, has_secret: bool) -> list[Line]:
    """Everything that can be said without posting. No transaction may be open."""
    try:
        where, scopes = slack.who_am_i()
    except DeliveryFailed as failed:
        return [Line(False, f"Slack does not accept the token: {failed.code}.")]
    lines = [Line(True, f"The token belongs to {where}.")]
    if not has_secret:
        lines.append(Line(False, "CXLOOP_SLACK_SIGNING_SECRET is not set: buttons do nothing."))
    missing = [scope for scope in SCOPES if scopes and scope not in scopes]
    lines += [
        Line(scope not in NEEDED, f"The scope {scope} is missing; see docs/slack.md for what it is for.")
        for scope in missing
    ]
    return lines + [_channel(slack, one) for one in places]


def _channel(slack: Checked, one: Place) -> Line:
    name = place(one.given)
    said = f"{name} ({one.of})"
    try:
        found = slack.channel_id(name)
        facts = slack.channel_facts(found)
    except DeliveryFailed as failed:
        if failed.code == "channel_not_found":
            return Line(
                False, f"{said}: Slack knows no such channel, or the app is not in it. Invite it there."
            )
        if failed.code in ("missing_scope", "too_many_pages"):
            return Line(True, f"{said}: cannot be looked up ({failed.code}); it is posted to by this name.")
        return Line(False, f"{said}: Slack answered {failed.code}.")
    now = f"#{facts['name']}" if facts.get("name") else found
    known_as = "".join(f", {one}" for one in (found, now) if one != name)
    if facts.get("is_archived"):
        return Line(False, f"{said}{known_as}: it is archived.")
    if not facts.get("is_member", True):
        return Line(False, f"{said}{known_as}: the app is not in it. Invite it there.")
    return Line(True, f"{said}{known_as}: well.")
