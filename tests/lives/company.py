"""A small company at the beginning: three teams, their people, and customers, each of whom will live a life."""

from dataclasses import dataclass
from random import Random

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


def customers(chance: Random, count: int) -> list[Customer]:
    """People by themselves, colleagues of one company, and two behind one mailbox."""
    found: list[Customer] = []
    while len(found) < count:
        place = len(found)
        kind = chance.choice(["alone", "colleagues", "mailbox"])
        if kind == "alone":
            found.append(Customer(f"Carl Solo{place}", f"solo{place}@customer.example"))
        elif kind == "colleagues":
            plant = f"Plant{place}"
            numbers = chance.choice([(None, None), (f"P{place}a", f"P{place}b", f"P{place}c")])
            found += [
                Customer(f"Dora {plant}{one}", f"dora{one}@{plant.lower()}.example", number, plant)
                for one, number in enumerate(numbers)
            ]
        else:
            office, name = f"office@shared{place}.example", f"Shared{place}"
            found += [Customer(f"{who} {name}", office, f"S{place}{who}", name) for who in ("Anna", "Bruno")]
    return found[:count]


class Company:
    """Who works there, and what is asked of customers; a few are linked to Slack."""

    def __init__(self, customers: list[Customer]) -> None:
        self.customers = customers
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
