"""Answers as programs send and read them."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from cxloop.api.kinds import (
    Comment,
    Email,
    ExternalId,
    Key,
    Language,
    Moment,
    Name,
    Number,
    Scale,
    Sentence,
    Word,
)
from cxloop.api.paging import Paged
from cxloop.api.problems import Fault, Problem

MOST = 1000


class Person(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who answered: recognised by `external_id`, then by `email`, never by name alone."""

    external_id: ExternalId | None = None
    email: Email | None = None
    name: Name | None = None
    phone: Annotated[str, Meta(max_length=40, pattern="^[^\\x00]*$")] | None = None


class Company(Struct, kw_only=True, forbid_unknown_fields=True):
    """The company they work for, recognised by its name."""

    name: Name | None = None
    tier: Annotated[str, Meta(max_length=50, pattern="^[^\\x00]*$")] | None = None
    yearly_value: Annotated[int, Meta(ge=0, le=999_999_999_999)] | None = None


class NewResponse(Struct, kw_only=True, forbid_unknown_fields=True):
    """One answer. It says a score, a comment, or both.

    The same `external_id` of a survey again is the same answer: it updates. Without one, an answer of the same survey,
    contact, moment, score and comment is the same answer: give an `external_id` or `answered_at` where you can.
    """

    survey: Key
    external_id: ExternalId | None = None
    score: Annotated[int, Meta(ge=0, le=100, description="A whole number on the survey's scale.")] | None = (
        None
    )
    comment: Comment | None = None
    answered_at: Moment | None = None
    language: Language | None = None
    touchpoint: Word | None = None
    stage: Word | None = None
    contact: Person | None = None
    account: Company | None = None
    attributes: (
        Annotated[
            dict[
                Annotated[str, Meta(min_length=1, max_length=100, pattern="^[^\\x00]*$")],
                Sentence | int | float | bool,
            ],
            Meta(max_length=50),
        ]
        | None
    ) = None
    may_be_called: (
        Annotated[bool, Meta(description="Whether the customer wants to be contacted about this answer.")]
        | None
    ) = None
    metric: (
        Annotated[
            Literal["nps", "csat", "ces", "osat", "enps", "verbatim"],
            Meta(
                description="Makes a survey of this key, with the metric's usual thresholds, when there is none."
            ),
        ]
        | None
    ) = None
    scale_min: Scale | None = None
    scale_max: Scale | None = None
    survey_name: Name | None = None


Several = Annotated[
    list[Any],
    Meta(
        min_length=1,
        max_length=MOST,
        extra_json_schema={
            "items": {
                "anyOf": [{"$ref": "#/components/schemas/NewResponse"}, {}],
                "description": "Whatever is no NewResponse is rejected with its reason; the others are kept.",
            }
        },
    ),
]


class NewResponses(Struct, kw_only=True, forbid_unknown_fields=True):
    """Up to 1,000 answers; each is judged alone, and the good ones are kept."""

    responses: Several


Result = Literal["created", "updated", "duplicate", "rejected"]


class Became(Struct, kw_only=True):
    """What became of one answer. `ticket_id` is the ticket it opened or joined."""

    result: Result
    id: int | None
    survey: str | None
    external_id: str | None
    ticket_id: int | None
    survey_made: Annotated[bool, Meta(description="The survey was made by this call.")] = False


class BecameOne(Became, kw_only=True):
    """The same, with its place in the list; `errors` say why one was rejected."""

    index: int
    errors: list[Fault] | None = None


class BecameAll(Struct, kw_only=True):
    """What became of all: read = created + updated + duplicate + rejected."""

    read: int
    created: int
    updated: int
    duplicate: int
    rejected: int
    tickets: Annotated[int, Meta(description="How many tickets were opened.")]
    results: list[BecameOne]


class AllRejected(Problem, kw_only=True):
    """Not one answer could be kept."""

    read: int = 0
    rejected: int = 0
    results: list[BecameOne] = msgspec.field(default_factory=list)


class ResponseAsked(Paged, kw_only=True):
    """Which answers."""

    survey: Key | None = None
    contact_id: Number | None = None
    account_id: Number | None = None
    external_id: ExternalId | None = None
    score_at_most: Scale | None = None
    answered_from: Moment | None = None
    answered_before: Moment | None = None


class Response(Struct, kw_only=True):
    """A customer's answer as it stands."""

    id: int
    survey: str
    metric: str
    external_id: str
    score: int | None
    comment: str | None
    language: str | None
    touchpoint: str | None
    stage: str | None
    attributes: dict[str, Any] | None
    contact_id: int | None
    account_id: int | None
    answered_at: Moment
    received_at: Moment
    withdrawn_at: Moment | None
