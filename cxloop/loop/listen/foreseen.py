"""What rules would make of answers that a dry run reads: whose they are is looked up, and nobody is made."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop import rules
from cxloop.accounts.belonging import Accounts
from cxloop.accounts.matching import domain_of, name_key
from cxloop.accounts.models import Contact
from cxloop.database import bulk
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Survey
from cxloop.rules import Asked, Facts
from cxloop.tickets.ruling import ASK, Ruling

FROM_HERE = 2**40
"""Above every number of a stored answer."""


def facts_of(
    session: Session, ruling: Ruling, survey: Survey, door: str, answers: Sequence[Heard], at: datetime
) -> dict[int, Facts]:
    """By line of the file: what is known of those whose score decides nothing. Of somebody new, what the file says."""
    asking = [one for one in answers if one.score is not None and ruling.by_score.get(one.score) is ASK]
    if not asking:
        return {}
    contacts, accounts = _contacts(session, asking), _accounts(session, asking)
    asked = []
    for one in asking:
        contact = contacts.get(one.contact_external_id or "") or contacts.get(one.email or "")
        account_id = accounts.of(one) or (contact[1] if contact else None)
        asked.append(
            Asked(
                FROM_HERE + one.line, contact[0] if contact else None, account_id, one.score or 0, one.comment,
                one.language, one.touchpoint, one.stage, dict(one.attributes or {}), one.answered_at or at,
            )
        )  # fmt: skip
    found = rules.gather(session, survey, door, asked, ruling.needs)
    for facts, one in zip(found, asking, strict=True):
        if "tier" in facts:
            facts["tier"] = facts["tier"] or one.tier
        if "yearly_value" in facts and facts["yearly_value"] is None and one.yearly_value is not None:
            facts["yearly_value"] = round(one.yearly_value)
    return {one.line: facts for one, facts in zip(asking, found, strict=True)}


def _contacts(session: Session, answers: Sequence[Heard]) -> dict[str, tuple[int, int | None]]:
    """Contact and account by external id and by address."""
    names = {one.contact_external_id for one in answers if one.contact_external_id}
    emails = {one.email for one in answers if one.email}
    kept = func.coalesce(Contact.merged_into_id, Contact.id)
    who = bulk.among(session, Contact.external_id, names) | bulk.among(session, Contact.email, emails)
    found: dict[str, tuple[int, int | None]] = {}
    chosen = select(kept, Contact.account_id, Contact.external_id, Contact.email).where(who)
    for number, account_id, external_id, email in session.execute(chosen):
        for key in (email, external_id):
            if key:
                found[key] = (number, account_id)
    return found


def _accounts(session: Session, answers: Sequence[Heard]) -> Accounts:
    known = Accounts()
    known.read(
        session,
        {one.account_external_id for one in answers if one.account_external_id},
        {name_key(one.company) for one in answers if one.company},
        {domain for one in answers if not one.company and (domain := domain_of(one.email))},
    )
    return known
