"""Random companies for the reports, written down twice: as rows of the database and as plain facts to recount."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from cxloop.accounts.models import ConsentChange, Contact
from cxloop.calendars.models import Calendar
from cxloop.drivers.models import Driver
from cxloop.people.models import Team, User
from cxloop.reports import rollups
from cxloop.responses.models import Response, Source, Survey
from cxloop.tickets.models import Policy, Reopening, Resolution, Rule, Ticket, Verification

AS_OF = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
REFUSED = {2: AS_OF - timedelta(days=365), 3: AS_OF - timedelta(days=90)}
"""Since when these two do not want to be called."""
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "osat": (1, 10)}


@dataclass
class Fact:
    """One ticket with everything recorded about it, as a person would tell it."""

    ticket: Ticket
    resolutions: list[Resolution] = field(default_factory=list)
    reopenings: list[Reopening] = field(default_factory=list)
    verifications: dict[int, Verification] = field(default_factory=dict)


@dataclass
class Company:
    surveys: list[Survey]
    responses: list[Response]
    facts: list[Fact]


def found(session, seed: int, answers: int = 60) -> Company:
    """A company of chance: surveys of every metric, answers over five months, tickets in every state."""
    chance = Random(seed)
    session.add_all(
        [
            Calendar(id=1, key="c", name="c", time_zone="UTC"),
            User(id=1, email="o@x", name="Olga", created_at=AS_OF),
        ]
    )
    session.flush()
    session.add_all(
        [
            Team(id=1, key="t", name="T", calendar_id=1),
            Policy(id=1, key="p", first_contact_within={}, resolution_within={}, created_at=AS_OF),
            Driver(id=1, key="a", name_en="A", name_it="A"),
            Contact(id=1, name="Carl", created_at=AS_OF),
            Contact(id=2, name="Silent", may_contact=False, created_at=AS_OF),
            Contact(id=3, name="Left", may_contact=False, created_at=AS_OF),
        ]
    )
    session.flush()
    session.add_all(
        ConsentChange(contact_id=contact_id, purpose="calls", given=False, at=at, source="web")
        for contact_id, at in REFUSED.items()
    )
    session.add_all(
        [
            Driver(id=2, key="a.b", name_en="b", name_it="b", parent_id=1),
            Rule(id=1, key="r", name="R", created_at=AS_OF),
        ]
    )
    surveys = [
        _survey(number, metric, chance)
        for number, metric in enumerate(["nps", "nps", "csat", "ces", "osat"], 1)
    ]
    session.add_all(surveys)
    session.flush()
    session.add_all([Source(id=survey.id, survey_id=survey.id, door="file") for survey in surveys])
    session.flush()
    company = Company(surveys, [], [])
    for number in range(1, answers + 1):
        _answer(chance, company, number)
    _keep(session, company)
    rollups.rebuild(session)
    return company


def _keep(session, company: Company) -> None:
    """What refers to a row is kept after it."""
    tickets = [fact.ticket for fact in company.facts]
    resolutions = [resolution for fact in company.facts for resolution in fact.resolutions]
    verifications = [question for fact in company.facts for question in fact.verifications.values()]
    reopenings = [reopening for fact in company.facts for reopening in fact.reopenings]
    for rows in (company.responses, tickets, resolutions, verifications, reopenings):
        session.add_all(rows)
        session.flush()


def _survey(number: int, metric: str, chance: Random) -> Survey:
    low, high = SCALES[metric]
    return Survey(
        id=number, key=f"s{number}", name=metric, metric=metric, scale_min=low, scale_max=high,
        is_relationship=chance.random() < 0.5, is_anonymous=chance.random() < 0.1, created_at=AS_OF,
    )  # fmt: skip


def _answer(chance: Random, company: Company, number: int) -> None:
    survey = chance.choice(company.surveys)
    at = AS_OF - timedelta(days=chance.uniform(0, 220))
    score = None if chance.random() < 0.1 else chance.randint(survey.scale_min, survey.scale_max)
    response = Response(
        id=number, source_id=survey.id, survey_id=survey.id, external_id=str(number), score=score,
        answered_at=at, received_at=min(AS_OF, at + timedelta(hours=chance.choice([0, 0, 0, 30, 900]))),
    )  # fmt: skip
    company.responses.append(response)
    if score is not None and chance.random() < 0.7:
        company.facts.append(_ticket(chance, response))


def _ticket(chance: Random, response: Response) -> Fact:
    opened = response.received_at + timedelta(hours=chance.choice([0, 1, 30]))
    contact_id = chance.choice([None, 1, 1, 1, 1, 2, 3, 3])

    def later(after: datetime) -> datetime:
        return after + timedelta(
            minutes=chance.choice([5, 59, 60, 61, 600, 5000, 40000]), seconds=chance.random()
        )

    attempt = later(opened) if chance.random() < 0.8 else None
    reach = later(attempt) if attempt and chance.random() < 0.8 else None
    ticket = Ticket(
        id=response.id, response_id=response.id, rule_id=1, policy_id=1, survey_id=response.survey_id,
        contact_id=contact_id, opened_for_id=contact_id, team_id=1, priority="normal", state="in_progress",
        answered_at=response.answered_at, received_at=response.received_at,
        opened_at=opened, calendar_id=1, time_zone="UTC", first_contact_due_at=later(opened),
        resolution_due_at=later(opened), segment_began_at=opened, contact_due_at=opened, first_attempt_at=attempt,
        first_reached_at=reach,
    )  # fmt: skip
    fact, moment = Fact(ticket), reach or attempt or opened
    for place in range(chance.choice([0, 1, 1, 2, 3])):
        if place:
            moment = later(moment)
            fact.reopenings.append(
                Reopening(id=ticket.id * 10 + place, ticket_id=ticket.id, at=moment, segment=place + 1)
            )
        moment = later(moment)
        fact.resolutions.append(_resolution(chance, ticket, moment, place))
        _verification(chance, fact, later)
    if fact.resolutions and chance.random() < 0.15:
        fact.reopenings.append(Reopening(id=ticket.id * 10, ticket_id=ticket.id, at=later(moment), segment=9))
    last = fact.resolutions[-1] if fact.resolutions else None
    if chance.random() < 0.05:
        ticket.state = "merged"
    elif len(fact.reopenings) == len(fact.resolutions):
        ticket.state = "reopened" if last else "in_progress"
    elif last and last.kind != "resolved":
        ticket.state, ticket.closed_at = last.kind, last.at
    elif last and chance.random() < 0.8:
        ticket.state, ticket.resolved_at = "resolved", last.at
    return fact


def _resolution(chance: Random, ticket: Ticket, at: datetime, place: int) -> Resolution:
    return Resolution(
        id=ticket.id * 10 + place, ticket_id=ticket.id, by_id=1, at=at,
        kind=chance.choice(["resolved"] * 6 + ["unreachable", "contact_declined", "not_actionable"]),
        driver_id=chance.choice([None, 1, 2]), action=chance.choice([None, "done", "done"]),
        told_at=chance.choice([None, at, at]),
    )  # fmt: skip


def _verification(chance: Random, fact: Fact, later) -> None:
    resolution = fact.resolutions[-1]
    if resolution.kind != "resolved" or chance.random() < 0.3:
        return
    answer = chance.choice(["yes", "yes", "partly", "no", "silent", None])
    verification = Verification(
        id=resolution.id, ticket_id=resolution.ticket_id, resolution_id=resolution.id, nonce="n",
        asked_at=resolution.at, expires_at=resolution.at + timedelta(days=14), answer=answer,
        answered_at=later(resolution.at) if answer in ("yes", "partly", "no") else None,
    )  # fmt: skip
    fact.verifications[resolution.id] = verification
