"""Open: an answer that needs somebody becomes a ticket with an owner, two deadlines and an alert.

Everything for a batch of answers happens inside the caller's unit of work: all of it or nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.companies import tiers_of
from cxloop.accounts.models import Contact
from cxloop.alerts import outbox
from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import WorkingTime
from cxloop.database import bulk
from cxloop.database.bulk import Same
from cxloop.loop.open.join import join
from cxloop.loop.open.terms import Terms, Unhappy, outcome, rule_for, terms
from cxloop.people import teams
from cxloop.people.models import Team, User
from cxloop.responses.models import Response
from cxloop.tickets import policies, queries, trail
from cxloop.tickets.account_owners import account_owners
from cxloop.tickets.changes import subject
from cxloop.tickets.course import course, still_to_tell
from cxloop.tickets.deadlines import Deadlines, deadlines_for
from cxloop.tickets.models import Assignment, Ticket, Triggering
from cxloop.tickets.standing import Standing, owed, standing
from cxloop.tickets.triggers import SET_ASIDE, Fired, suppressed_by_age
from cxloop.tickets.turns import turns_of


def open_tickets(session: Session, unhappy: Sequence[Unhappy], under: Terms) -> int:
    """Open a ticket for each answer that a rule names, or let it join the open ticket of the same contact.

    Every answer that a rule named leaves a record of what became of it: opened, joined, or suppressed with a reason.

    Returns:
        how many tickets were opened.
    """
    fired = _named(unhappy, under)
    if not fired:
        return 0
    contacts = {answer.contact_id for answer, _ in fired if answer.contact_id is not None}
    theirs = queries.open_tickets_of(session, contacts, lock=True)
    opening: list[tuple[Unhappy, Fired]] = []
    joining: list[tuple[Unhappy, Fired]] = []
    outcomes: list[dict[str, Any]] = []
    soon_open: set[int] = set()
    for answer, rule in fired:
        if suppressed_by_age(answer.answered_at, under.at, under.backfill_days):
            outcomes.append(outcome(answer, rule, None, "suppressed", "older_than_backfill", under.at))
        elif rule.sets_aside:
            outcomes.append(outcome(answer, rule, None, "suppressed", SET_ASIDE, under.at))
        elif answer.contact_id in theirs or answer.contact_id in soon_open:
            joining.append((answer, rule))
        else:
            opening.append((answer, rule))
            if answer.contact_id is not None:
                soon_open.add(answer.contact_id)
    outcomes += _open(session, opening, under)
    if joining:
        joined = {answer.contact_id for answer, _ in joining if answer.contact_id is not None}
        theirs |= queries.open_tickets_of(session, joined & soon_open, lock=True)
        outcomes += join(session, joining, theirs, under)
    bulk.insert_all(session, Triggering, outcomes)
    return len(opening)


def _named(unhappy: Sequence[Unhappy], under: Terms) -> list[tuple[Unhappy, Fired]]:
    """Those that a rule names; of answers that their score decides, each score is asked once."""
    alike = {one.score: one for one in unhappy if one.judgement is None}
    by_score = {score: rule_for(one, under) for score, one in alike.items()}
    rules = [by_score[one.score] if one.judgement is None else one.judgement.fired for one in unhappy]
    return [(answer, rule) for answer, rule in zip(unhappy, rules, strict=True) if rule]


def open_by_hand(
    session: Session, response: Response, *, by: User, at: datetime, via: str, urgent: bool = False,
    owner_id: int | None = None, team_id: int | None = None,
) -> tuple[Ticket, bool]:  # fmt: skip
    """Open the ticket a person asks for, whatever the score, or join the open one of the same contact; one
    that waits for the customer's word is owed again.

    `owner_id` None gives it to the team by turns; `team_id` None is the survey's team, or the first one. An answer that
    has its ticket already keeps it.

    Returns:
        the ticket, and whether it was there before.
    """
    # Two who tell of one customer make one ticket; a weak lock, for each answer holds one on its contact already.
    if response.contact_id:
        person = select(Contact.id).where(Contact.id == response.contact_id)
        session.execute(person.with_for_update(key_share=True))
    if known := queries.triggered_by(session, [response.id]).get(response.id):
        return known, True
    under = replace(terms(session, response.survey, at=at, via=via), by_id=by.id, owner_id=owner_id)
    rule = policies.by_hand(session, at)
    fired = Fired(rule.id, "urgent" if urgent else "normal", team_id, policies.BY_HAND)
    answer = Unhappy(
        response.id,
        response.contact_id,
        response.account_id,
        -1,
        response.answered_at,
        response.received_at,
        changed_at=at,
    )
    theirs = queries.open_tickets_of(
        session, {response.contact_id} if response.contact_id else set(), lock=True
    )
    outcomes = (
        join(session, [(answer, fired)], theirs, under)
        if theirs
        else _open(session, [(answer, fired)], under)
    )
    bulk.insert_all(session, Triggering, outcomes)
    return session.get_one(Ticket, outcomes[0]["ticket_id"]), bool(theirs)


def _open(session: Session, opening: Sequence[tuple[Unhappy, Fired]], under: Terms) -> list[dict[str, Any]]:
    """Insert tickets with everything that belongs to them, a few statements for the whole batch."""
    if not opening:
        return []
    desks: dict[int, _Desk] = {}
    tiers = tiers_of(session, (answer.account_id for answer, _ in opening))
    owners = account_owners(
        session, (answer.account_id for answer, rule in opening if rule.to_owner), under.at
    )
    rows = []
    for answer, rule in opening:
        team_id = rule.team_id or under.survey.team_id or 0
        desk = desks.get(team_id) or desks.setdefault(team_id, _Desk(session, team_id, under))
        given_to = under.owner_id or (owners.next(answer.account_id) if rule.to_owner else None)
        rows.append(_ticket_row(answer, rule, desk, tiers.get(answer.account_id or 0), under, given_to))
    ids = bulk.numbers(session, Ticket, len(rows))
    bulk.insert_all(session, Ticket, [{"id": number, **row} for number, row in zip(ids, rows, strict=True)])
    for desk in desks.values():
        desk.close()
    _write_down(session, ids, rows, [rule for _, rule in opening], under)
    if under.alerts:
        told = [(subject(number), f"team:{row['team_id']}") for number, row in zip(ids, rows, strict=True)]
        outbox.enqueue_new(session, told, kind="ticket_opened", via="slack", at=under.at)
    return [
        outcome(answer, rule, number, "opened", rule.why, under.at)
        for number, (answer, rule) in zip(ids, opening, strict=True)
    ]


def _write_down(
    session: Session, ids: Sequence[int], rows: Sequence[dict[str, Any]], rules: Sequence[Fired], under: Terms
) -> None:
    """The first event of each new ticket, and to whom it was given."""
    alike: dict[tuple[object, ...], dict[str, Any]] = {}
    said = [
        alike.setdefault(
            (rule.rule_id, rule.why, row["owner_id"], row["priority"]),
            {"rule": rule.rule_id, "why": rule.why, "owner": row["owner_id"], "priority": row["priority"]},
        )
        for row, rule in zip(rows, rules, strict=True)
    ]
    trail.write_first(session, ids, said, at=under.at, actor_id=under.by_id, via=under.via)
    given = [(number, row["owner_id"]) for number, row in zip(ids, rows, strict=True) if row["owner_id"]]
    if given:
        ticket_ids, owner_ids = zip(*given, strict=True)
        by_id = under.by_id if under.owner_id else None
        assignments = {"by_id": Same(by_id), "at": Same(under.at), "note": Same(None)}
        bulk.insert_columns(
            session, Assignment, {"ticket_id": ticket_ids, "owner_id": owner_ids, **assignments}
        )


class _Desk:
    """A team while a batch opens: its calendar, its people and whose turn it is."""

    def __init__(self, session: Session, team_id: int, under: Terms) -> None:
        named = session.get(Team, team_id) if team_id else None
        self.team = named if named and named.retired_at is None else teams.default_team(session)
        self.calendar_id = policies.calendar_for(session, under.policy, self.team)
        self.working_time: WorkingTime = working_time_of(session, self.calendar_id)
        self.turns = turns_of(
            session, teams.takers_with_limits(session, self.team.id, under.at), self.team.turn, under.at
        )
        self.deadlines: dict[tuple[str, str | None], Deadlines] = {}
        self.places: dict[tuple[str, str, Deadlines], Standing] = {}
        self.looks: dict[Deadlines, datetime] = {}

    def due(self, priority: str, tier: str | None, under: Terms) -> Deadlines:
        """The deadlines of a ticket opened now: the same for every ticket of this priority and tier."""
        if (priority, tier) not in self.deadlines:
            promise = policies.promise_of(under.policy, priority, tier)
            self.deadlines[priority, tier] = deadlines_for(under.at, promise, self.working_time)
        return self.deadlines[priority, tier]

    def place(self, state: str, priority: str, due: Deadlines) -> Standing:
        """Where such a ticket stands when it is opened."""
        if (state, priority, due) not in self.places:
            still = owed(state, due.first_contact_due_at, due.resolution_due_at, None)
            self.places[state, priority, due] = standing(still, priority=priority, segment=1, escalated=())
        return self.places[state, priority, due]

    def first_look(self, due: Deadlines, under: Terms) -> datetime | None:
        """When such a ticket's owner is first warned, or somebody called, if nobody moves."""
        if not (plan := policies.plan(under.policy)):
            return None
        if due not in self.looks:
            owed_now = {"first_contact": due.first_contact_due_at, "resolution": due.resolution_due_at}
            steps = still_to_tell(course(under.at, owed_now, plan, self.working_time), ())
            self.looks[due] = min(step.at for step in steps)
        return self.looks[due]

    def owner(self) -> int | None:
        return self.turns.next()

    def close(self) -> None:
        self.team.turn = self.turns.turn


def _ticket_row(
    answer: Unhappy, rule: Fired, desk: _Desk, tier: str | None, under: Terms, given_to: int | None
) -> dict[str, Any]:
    due = desk.due(rule.priority, tier, under)
    owner_id = given_to or desk.owner()
    state = "assigned" if owner_id else "new"
    place = desk.place(state, rule.priority, due)
    return {
        "response_id": answer.response_id, "rule_id": rule.rule_id, "policy_id": under.policy.id,
        "survey_id": under.survey.id, "contact_id": answer.contact_id, "account_id": answer.account_id,
        "team_id": desk.team.id, "opened_team_id": desk.team.id, "owner_id": owner_id, "opened_tier": tier,
        "priority": rule.priority, "state": state, "segment": 1, "version": 1,
        "opened_for_id": answer.contact_id,
        "answered_at": answer.answered_at, "received_at": answer.received_at, "opened_at": under.at,
        "calendar_id": desk.calendar_id, "time_zone": str(desk.working_time.zone),
        "first_contact_due_at": due.first_contact_due_at, "resolution_due_at": due.resolution_due_at,
        "segment_began_at": under.at, "contact_due_at": due.first_contact_due_at, "promised": 1,
        "due_at": place.due_at, "queue_at": place.queue_at, "escalate_after": place.escalate_after,
        "look_after": desk.first_look(due, under),
    }  # fmt: skip
