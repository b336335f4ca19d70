"""The promise that is in force, and the one that was pinned to a ticket."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.calendars.queries import calendar_in_use, default_calendar
from cxloop.people.models import Team
from cxloop.tickets.course import Plan, plan_of
from cxloop.tickets.deadlines import Promise
from cxloop.tickets.models import Policy, Rule, Ticket

HOUR = 60
BY_HAND = "by_hand"
FIRST_CONTACT = {"urgent": 4 * HOUR, "normal": 8 * HOUR}
RESOLUTION = {"urgent": 16 * HOUR, "normal": 40 * HOUR}
"""Minutes of working time until first contact and until resolution, where nobody has set others."""

PAUSES = {"customer": ["resolution"], "internal": []}
"""While we wait for the customer nobody can solve it; while we wait for each other the customer's clock runs on."""

_POLICY = select(Policy).where(Policy.retired_at.is_(None)).order_by(Policy.id.desc()).limit(1)


def promise_of(policy: Policy, priority: str, tier: str | None = None) -> Promise:
    """What this version of the policy promises a ticket of this priority to a customer of this tier."""
    contact, resolution = policy.first_contact_within[priority], policy.resolution_within[priority]
    if tier and policy.by_tier:
        theirs = {name.casefold(): lengths for name, lengths in policy.by_tier.items()}.get(
            tier.casefold(), {}
        )
        contact, resolution = theirs.get(priority, (contact, resolution))
    return Promise(timedelta(minutes=contact), timedelta(minutes=resolution))


def pinned(session: Session, ticket: Ticket) -> Promise:
    """The promise this ticket was opened under; editing the policy, or the customer's tier, never changes it."""
    policy = session.get_one(Policy, ticket.policy_id)
    return promise_of(policy, ticket.priority, ticket.opened_tier)


def plan(policy: Policy) -> Plan:
    """Whom it warns and calls, and when."""
    return plan_of(policy.warn_at, policy.chain, policy.repeat_every, policy.repeat_most)


def pauses(policy: Policy, kind: str) -> tuple[str, ...]:
    """Which promises pause while we wait for the customer or for a colleague."""
    return tuple({**PAUSES, **(policy.pauses or {})}[kind])


def calendar_for(session: Session, policy: Policy, team: Team | None) -> int:
    """In which calendar a ticket opened now is counted: the policy's, else its team's, else the company's."""
    named = calendar_in_use(session, policy.calendar_key) if policy.calendar_key else None
    return named or (team.calendar_id if team else None) or default_calendar(session).id


def standing_policy(session: Session) -> Policy | None:
    """The policy in force; None while nobody has needed one."""
    return session.scalars(_POLICY).first()


def first_policy() -> Policy:
    """What we promise where nobody has said anything yet; not in the database."""
    return Policy(key="default", first_contact_within=FIRST_CONTACT, resolution_within=RESOLUTION)


def in_force(session: Session, at: datetime) -> Policy:
    """The policy new tickets get; a database without one starts with ours."""
    policy = standing_policy(session)
    if policy is None:
        policy = first_policy()
        policy.created_at = at
        session.add(policy)
        session.flush()
    return policy


def by_hand(session: Session, at: datetime) -> Rule:
    """The rule that tickets opened by a person name; retired from the start, so it never fires by itself."""
    rule = session.scalars(select(Rule).where(Rule.key == BY_HAND).order_by(Rule.version.desc())).first()
    if rule is None:
        rule = Rule(key=BY_HAND, name="By hand", created_at=at, retired_at=at)
        session.add(rule)
        session.flush()
    return rule
