"""What happens to a ticket if nobody moves, and what it has waited for, as its page lists them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from cxloop.calendars.queries import working_time_of
from cxloop.database import db
from cxloop.loop import act
from cxloop.sentences import Sentence, sentence
from cxloop.tickets import foretold, policies, pressing, waits
from cxloop.tickets.models import Policy, Ticket
from cxloop.tickets.pausing import paused_between
from cxloop.tickets.waits import Wait
from cxloop.web.language import language


@dataclass(frozen=True)
class Ahead:
    at: datetime
    words: str
    what: str


@dataclass(frozen=True)
class Paused:
    """One line of the pause ledger."""

    wait: Wait
    length: timedelta
    """Of working time, so far."""


def paused_so_far(ticket: Ticket, at: datetime) -> list[Paused]:
    """The pause ledger of the present segment, the newest first."""
    session = db.session()
    waited = waits.ledger(session, ticket)
    calendar = working_time_of(session, ticket.calendar_id) if waited else None
    return [
        Paused(wait, paused_between(wait.at, min(wait.span[1], max(at, wait.at)), [wait.span], calendar))
        for wait in reversed(waited)
        if calendar
    ]


def what_pauses(ticket: Ticket) -> str:
    """Which clocks stand still while it waits, as its own policy says."""
    policy = db.session().get_one(Policy, ticket.policy_id)
    said = {
        (): _("no clock pauses"),
        ("resolution",): _("the time to solve it pauses"),
        ("first_contact", "resolution"): _("both clocks pause"),
    }
    words = {kind: said[tuple(sorted(policies.pauses(policy, kind)))] for kind in waits.FOR}
    return str(
        _(
            "While we wait for the customer: %(customer)s. While we wait for a colleague: %(internal)s.",
            customer=words["customer"], internal=words["internal"],
        )
    )  # fmt: skip


def steps_ahead_of(ticket: Ticket) -> list[Ahead]:
    """First to last, with the names of today."""
    steps = act.steps_ahead(db.session(), ticket)
    people = {int(step.to.partition(":")[2]) for step in steps if step.to.startswith("user:")}
    team = sentence(foretold.WHO["channel"])
    names: dict[str, str | Sentence] = {
        "owner": ticket.owner.name if ticket.owner else team,
        "lead": ticket.team.lead.name if ticket.team.lead else team,
    }
    names |= {f"user:{number}": name for number, name in pressing.names_of(db.session(), people).items()}
    return [Ahead(step.at, foretold.say(step, names).say(language()), step.what) for step in steps]
