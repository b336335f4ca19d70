"""What happens to a ticket if nobody moves, as its page lists it."""

from dataclasses import dataclass
from datetime import datetime

from cxloop.database import db
from cxloop.loop import act
from cxloop.sentences import Sentence, sentence
from cxloop.tickets import foretold, pressing
from cxloop.tickets.models import Ticket
from cxloop.web.language import language


@dataclass(frozen=True)
class Ahead:
    at: datetime
    words: str


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
    return [Ahead(step.at, foretold.say(step, names).say(language())) for step in steps]
