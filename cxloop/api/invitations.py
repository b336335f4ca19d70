"""Inviting customers to our own survey, and what became of each invitation."""

from collections import Counter
from typing import Annotated, Any, Literal

from flask import g
from msgspec import Meta, Struct
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cxloop.api import reading, sight
from cxloop.api.entrance import v1
from cxloop.api.kinds import Email, ExternalId, Key, Language, Moment, Name, Number, Word
from cxloop.api.once import Answer, Work
from cxloop.api.paging import Page, Paged, page_of
from cxloop.api.problems import Fault, Refusal, refused
from cxloop.api.speaking import said, speaks
from cxloop.database import db
from cxloop.loop.listen import NotAskable, Outcome, invite
from cxloop.people.scopes import Needs
from cxloop.responses import surveys
from cxloop.responses.invitations import models
from cxloop.responses.invitations.people import described
from cxloop.responses.models import Survey

READ, WRITE = Needs("invitations:read"), Needs("invitations:write")
MOST = 1000


class Invitee(Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody to ask: known by `contact_external_id` or `email`.

    `external_id` names what is asked about, as an order: the same one again is the same invitation.
    """

    email: Email | None = None
    name: Name | None = None
    contact_external_id: ExternalId | None = None
    language: Language | None = None
    company: Name | None = None
    phone: Annotated[str, Meta(max_length=40, pattern="^[^\\x00]*$")] | None = None
    touchpoint: Word | None = None
    external_id: ExternalId | None = None


class NewInvitations(Struct, kw_only=True, forbid_unknown_fields=True):
    """Up to 1,000 people to ask; each is judged alone. Nobody is asked again within the company's quarantine."""

    survey: Key
    people: Annotated[
        list[Any],
        Meta(
            min_length=1,
            max_length=MOST,
            extra_json_schema={"items": {"anyOf": [{"$ref": "#/components/schemas/Invitee"}, {}]}},
        ),
    ]


class InvitationResult(Struct, kw_only=True):
    """What became of one person. `reason` says why they were withheld, to who may read invitations, or rejected."""

    index: int
    result: Literal["invited", "withheld", "already", "rejected"]
    reason: str | None
    invitation_id: int | None
    errors: list[Fault] | None = None


class Invited(Struct, kw_only=True):
    """Everybody accounted for: read = invited + withheld + already + rejected."""

    read: int
    invited: int
    withheld: int
    already: int
    rejected: int
    results: list[InvitationResult]


class InvitationAsked(Paged, kw_only=True):
    """Which invitations."""

    survey: Key | None = None
    contact_id: Number | None = None
    external_id: ExternalId | None = None


class Invitation(Struct, kw_only=True):
    """One person asked once; of an anonymous survey nobody is told who answered."""

    id: int
    survey: str
    contact_id: int
    external_id: str | None
    touchpoint: str | None
    language: str
    created_at: Moment
    withheld: str | None
    sent_at: Moment | None
    reminded_at: Moment | None
    expires_at: Moment
    answered_at: Moment | None
    revoked_at: Moment | None


@v1.post("/invitations", policy=WRITE)
@speaks("Invite customers", {200: Invited}, body=(NewInvitations,), mentions=(Invitee,))
def invite_customers(body: Any) -> Work:
    """Ask people one question by letter: 200 with what became of each, or 422 when the survey cannot be asked."""
    asked = reading.shaped(body, NewInvitations)
    return lambda: _invited(db.session(), asked)


@v1.get("/invitations", policy=READ)
@speaks("List invitations", {200: Page[Invitation]}, query=InvitationAsked)
def list_invitations(query: InvitationAsked) -> Answer:
    """The newest first."""
    row = models.Invitation
    chosen = select(row).options(joinedload(row.survey))
    if query.survey is not None:
        chosen = chosen.where(row.survey_id.in_(select(Survey.id).where(Survey.key == query.survey)))
    if query.contact_id is not None:
        chosen = chosen.where(row.contact_id == query.contact_id)
    if query.external_id is not None:
        chosen = chosen.where(row.external_id == query.external_id)
    return said(page_of(db.session(), chosen, row.id, query, _shape))


def _invited(session: Session, asked: NewInvitations) -> Answer:
    survey = surveys.of_key(session, asked.survey)
    if survey is None:
        raise refused("survey", "survey_unknown", "There is no survey of this key.")
    results, people = [], []
    for index, item in enumerate(asked.people):
        try:
            person = reading.shaped(item, Invitee)
        except Refusal as refusal:
            errors = refusal.problem.errors
            results.append(
                InvitationResult(
                    index=index, result="rejected", reason="not_valid", invitation_id=None, errors=errors
                )
            )
        else:
            given = {name: getattr(person, name) for name in person.__struct_fields__}
            people.append(described(index, given))
    try:
        done = invite(
            session, survey, people, at=g.moment, via="api", name=g.program.name, by_id=g.program.acts_as
        )
    except NotAskable:
        raise refused("survey", "not_askable", "An interview asks no question on our page.") from None
    results += [_result(outcome) for outcome in done.outcomes]
    results.sort(key=lambda result: result.index)
    counts = Counter(result.result for result in results)
    return said(
        Invited(
            read=len(results), invited=counts["invited"], withheld=counts["withheld"], already=counts["already"],
            rejected=counts["rejected"], results=results,
        )
    )  # fmt: skip


def _result(outcome: Outcome) -> InvitationResult:
    became: Any = outcome.became
    reason = outcome.reason if became == "rejected" or sight.reads("invitations") else None
    return InvitationResult(
        index=outcome.line, result=became, reason=reason, invitation_id=outcome.invitation_id
    )


def _shape(row: models.Invitation) -> Invitation:
    own = {name: getattr(row, name) for name in Invitation.__struct_fields__ if name != "survey"}
    if row.survey.is_anonymous:
        own["answered_at"] = None
    return Invitation(survey=row.survey.key, **own)
