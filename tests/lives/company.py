"""A small company at the beginning of a life: three teams, their people, and a dozen customers."""

from dataclasses import dataclass

from cxloop.database import db
from cxloop.people.models import Role, Team, User
from cxloop.responses.models import Survey
from tests.fakes.slack import TEAM
from tests.makers import Maker

TEAMS = ("North", "South", "West")
LOW, URGENT = 6, 2


@dataclass(frozen=True)
class Customer:
    """Somebody who answers; `number` tells two people behind one mailbox apart."""

    name: str
    email: str
    number: str | None = None
    company: str | None = None


CUSTOMERS = (
    *(Customer(f"Carl Solo{one}", f"solo{one}@customer.example") for one in range(4)),
    *(Customer(f"Dora Plant{one}", f"dora{one}@plant.example", f"P{one}", "Plant") for one in range(3)),
    *(Customer(f"Ivo Mill{one}", f"ivo{one}@mill.example", None, "Mill") for one in range(2)),
    Customer("Anna Shared", "office@shared.example", "S1", "Shared"),
    Customer("Bruno Shared", "office@shared.example", "S2", "Shared"),
)


class Company:
    """Who works there, and what is asked of customers; a few are linked to Slack."""

    def __init__(self) -> None:
        self.make = make = Maker()
        self.teams: list[Team] = []
        self.staff: list[User] = []
        self.surveys: list[Survey] = []
        for place, name in enumerate(TEAMS):
            team = make.team(name)
            lead = make.user(f"{name}lead", Role.LEAD, team, takes_tickets=False, **_linked(place, 0))
            team.lead_id = lead.id
            crew = [make.user(f"{name}{one}", team=team, **_linked(place, one)) for one in (1, 2, 3)]
            self.staff += [lead, *crew]
            self.teams.append(team)
            self.surveys.append(make.survey(name.lower(), team=team, ticket_low=LOW, urgent_low=URGENT))
        self.max = make.user("Max", Role.MANAGER)
        self.ada = make.user("Ada", Role.ADMINISTRATOR)
        self.drivers = [make.driver(f"cause.{one}", name_en=f"Cause {one}") for one in range(3)]
        db.session.commit()


def _linked(place: int, one: int) -> dict[str, str]:
    return {} if one == 2 else {"slack_team": TEAM, "slack_user": f"U0TEAM{place}P{one}"}
