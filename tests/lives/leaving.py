"""What changes around the tickets: people leave, move and come back; customers refuse; rules, companies, contacts."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from cxloop.accounts.consent import PURPOSES, change_consent
from cxloop.accounts.models import Account, Contact, Merge
from cxloop.database import db
from cxloop.loop import customers
from cxloop.people import changes
from cxloop.people.models import Membership, Role
from cxloop.responses import thresholds
from cxloop.tickets.models import Policy, Rule
from tests.lives.life import Life


def somebody_leaves(life: Life) -> None:
    there = [one for one in life.company.staff if one.is_active]
    if len(there) > 3:
        changes.deactivate(db.session(), life.chance.choice(there), life.now)


def somebody_comes_back(life: Life) -> None:
    if gone := [one for one in life.company.staff if not one.is_active]:
        changes.reactivate(db.session(), life.chance.choice(gone), life.now)


def somebody_moves(life: Life) -> None:
    """To another team; their tickets keep their owner."""
    user, to = life.chance.choice(life.company.staff), life.chance.choice(life.company.teams)
    for membership in list(user.memberships):
        db.session.delete(membership)
    db.session.flush()
    db.session.expire(user)
    db.session.add(Membership(team_id=to.id, user_id=user.id))


def somebody_s_role_changes(life: Life) -> None:
    role = life.chance.choice([Role.FRONTLINE, Role.FRONTLINE, Role.LEAD, Role.EXECUTIVE])
    changes.change_role(db.session(), life.chance.choice(life.company.staff), role, life.now)


def a_team_gets_another_lead(life: Life) -> None:
    team = life.chance.choice(life.company.teams)
    team.lead_id = life.chance.choice([None, life.colleague().id])


def a_customer_refuses(life: Life) -> None:
    _consent(life, given=False)


def a_customer_agrees(life: Life) -> None:
    _consent(life, given=True)


def contacts_are_merged(life: Life) -> None:
    found = db.session.scalars(select(Contact).where(Contact.merged_into_id.is_(None))).all()
    if len(found) > 1:
        kept, gone = life.chance.sample(list(found), 2)
        life.merged |= {kept.email or "", gone.email or ""}
        customers.merge(db.session(), kept.id, gone.id, by=life.company.max, at=life.now)


def contacts_are_told_apart(life: Life) -> None:
    merges = db.session.scalars(select(Merge.id).where(Merge.undone_at.is_(None))).all()
    if merges:
        try:
            customers.tell_apart(db.session(), life.chance.choice(merges), by=life.company.max, at=life.now)
        except customers.MergeRefused:
            db.session.rollback()


def a_threshold_changes(life: Life) -> None:
    survey = life.chance.choice(life.company.surveys)
    wanted = replace(
        thresholds.now(survey),
        ticket_low=life.chance.choice([3, 5, 6, 7]),
        urgent_low=life.chance.choice([1, 2, 3]),
    )
    thresholds.change(db.session(), survey, wanted, life.now)


def a_rule_changes(life: Life) -> None:
    """A new version of every rule in force, with a limit of its own or each survey's."""
    for rule in db.session.scalars(select(Rule).where(Rule.retired_at.is_(None))).all():
        rule.retired_at = life.now
    limit = life.chance.choice([None, None, 4, 7])
    version = next(life.numbers)
    db.session.add(
        Rule(key="low-score", version=version, name="Low score", score_at_most=limit, created_at=life.now)
    )
    life.limit = limit


def a_promise_changes(life: Life) -> None:
    for policy in db.session.scalars(select(Policy).where(Policy.retired_at.is_(None))).all():
        policy.retired_at = life.now
    hours = life.chance.choice([4, 8, 12])
    within = {"urgent": hours * 30, "normal": hours * 60}
    longer = {name: minutes * 4 for name, minutes in within.items()}
    db.session.add(
        Policy(
            key="default", version=next(life.numbers), first_contact_within=within, resolution_within=longer,
            created_at=life.now,
        )
    )  # fmt: skip


def a_company_changes(life: Life) -> None:
    accounts = db.session.scalars(select(Account)).all()
    if accounts:
        account = life.chance.choice(accounts)
        account.tier, account.owner_id = life.chance.choice(["A", "B", None]), life.colleague().id


def time_passes(life: Life) -> None:
    life.pass_time(timedelta(hours=life.chance.choice([3, 20, 50, 120, 400])))


def _consent(life: Life, *, given: bool) -> None:
    contacts = db.session.scalars(select(Contact).where(Contact.merged_into_id.is_(None))).all()
    if not contacts:
        return
    contact = life.chance.choice(contacts)
    purposes = life.chance.sample(PURPOSES, life.chance.choice([1, 1, 2, 4]))
    change_consent(db.session(), contact, given=given, at=life.now, source="web", purposes=purposes)
    known = life.refused.setdefault(f"{contact.email} {contact.name}", set())
    if given:
        known.difference_update(purposes)
    else:
        known.update(purposes)
