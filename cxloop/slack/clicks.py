"""What a click does: at most one effect, under the same policies as the web, and words for whoever pressed."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts.models import SlackAction
from cxloop.audit_log import By
from cxloop.language import words
from cxloop.loop import act
from cxloop.people.models import User
from cxloop.people.policies import may_work_on
from cxloop.people.refusing import turned_away
from cxloop.slack import identity, postings
from cxloop.slack.blocks import ANSWER, TAKE, escaped
from cxloop.slack.identity import SlackPerson
from cxloop.tickets import promises, telling
from cxloop.tickets.changes import subject
from cxloop.tickets.models import Ticket
from cxloop.tickets.queries import NoSuchTicket
from cxloop.tickets.steps import StepRefused

LONGEST_WORD = 200


@dataclass(frozen=True)
class Click:
    """*Take it* or *I take care of it* was pressed: by whom, on which ticket, where."""

    person: SlackPerson
    ticket_id: int
    channel: str
    hash: str
    ts: str = ""
    """Slack's name of the message the button is in."""
    action: str = TAKE


@dataclass(frozen=True)
class Outcome:
    """What became of a click: a code for the record, and what only the person who pressed reads."""

    effect: str
    whisper: str | None = None


def click_in(payload: dict[str, Any]) -> Click | None:
    """The click an interaction carries; None when it asks nothing of us."""
    person, pressed = identity.named(payload), payload.get("actions")
    if (
        payload.get("type") != "block_actions"
        or person is None
        or not isinstance(pressed, list)
        or not pressed
    ):
        return None
    action = pressed[0] if isinstance(pressed[0], dict) else {}
    value, moment = action.get("value"), action.get("action_ts")
    name = action.get("action_id")
    if name not in (TAKE, ANSWER) or not isinstance(value, str) or not isinstance(moment, str):
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 15):
        return None
    channel = payload.get("channel")
    place = channel.get("id") if isinstance(channel, dict) else None
    told = "\n".join(word[:LONGEST_WORD] for word in (person.team, person.user, moment, name, value))
    mark = sha256(told.encode("utf-8", "backslashreplace")).hexdigest()
    container = payload.get("container")
    ts = container.get("message_ts") if isinstance(container, dict) else None
    where = place if isinstance(place, str) else person.user
    return Click(person, int(value), where, mark, ts[:LONGEST_WORD] if isinstance(ts, str) else "", name)


def press(session: Session, click: Click, at: datetime, language: str) -> Outcome:
    """Act on a click inside the caller's unit of work; the same click again changes nothing and says nothing."""
    user = identity.linked(session, click.person)
    if user is None:
        return Outcome("not_linked", sentence("not_linked", language))
    if session.scalar(select(SlackAction.id).where(SlackAction.hash == click.hash)):
        return Outcome("repeated")
    outcome = (_take if click.action == TAKE else _answer)(session, click, user, at)
    session.add(SlackAction(hash=click.hash, at=at, user_id=user.id, effect=outcome.effect))
    session.flush()
    return outcome


def sentence(effect: str, language: str, **facts: str) -> str:
    """The words for an effect that somebody has to read."""
    speak = words(language).gettext
    said = {
        "not_linked": speak(
            "Nothing happened: your Slack user is not linked to a cxloop user here. Your administrator can link it."
        ),
        "not_yours": speak("Nothing happened: this ticket is not yours to take."),
        "taken_before": speak("Taken by %(owner)s."),
        "yours": speak("It is yours."),
        "stands": speak("Nothing happened. How it stands now: %(state)s."),
        "answered": speak("Noted: nobody is called again about what is late. The promise stands."),
        "not_saved": speak("Not saved: too much is being written just now. Please press again."),
    }
    return said[effect] % facts


def _answer(session: Session, click: Click, user: User, at: datetime) -> Outcome:
    """Who may work on it says that they take care of it; pressed late or twice it says how things stand."""
    ticket = session.get(Ticket, click.ticket_id)
    if ticket is not None and not may_work_on(user, ticket.team_id, ticket.owner_id):
        turned_away(session, "slack.acknowledge", at, By(user.id, "slack"), subject=ticket.id)
        ticket = None
    if ticket is None:
        return Outcome("not_yours", sentence("not_yours", user.language))
    if not promises.calls_about(ticket, at):
        state = escaped(telling.standing(session, ticket, user.language).strip("● ."), 200)
        return Outcome("nothing_late", sentence("stands", user.language, state=state))
    act.acknowledge(session, click.ticket_id, by=user, at=at, via="slack")
    return Outcome("answered", sentence("answered", user.language))


def _take(session: Session, click: Click, user: User, at: datetime) -> Outcome:
    """Missing and forbidden look the same."""
    ticket = session.get(Ticket, click.ticket_id)
    if ticket is not None and not may_work_on(user, ticket.team_id, ticket.owner_id):
        turned_away(session, "slack.take", at, By(user.id, "slack"), subject=ticket.id)
        ticket = None
    if ticket is None:
        return Outcome("not_yours", sentence("not_yours", user.language))
    try:
        act.take(session, click.ticket_id, by=user, at=at, via="slack")
    except act.TakenBySomeoneElse as taken:
        owner = session.get(User, taken.owner_id)
        name = escaped(owner.name, 100) if owner else "?"
        return Outcome("taken_before", sentence("taken_before", user.language, owner=name))
    except StepRefused:
        state = escaped(telling.standing(session, ticket, user.language).strip("● ."), 200)
        return Outcome("closed", sentence("stands", user.language, state=state))
    except NoSuchTicket:
        return Outcome("not_yours", sentence("not_yours", user.language))
    postings.show(session, subject(click.ticket_id), f"team:{ticket.team_id}", at)
    stale = bool(click.ts) and not postings.is_standing(session, subject(click.ticket_id), click.ts)
    return Outcome("taken", sentence("yours", user.language) if stale else None)
