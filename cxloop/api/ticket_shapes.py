"""Tickets and the steps on them, as programs send and read them."""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from cxloop.api.kinds import WITHOUT_NUL, Address, Email, Moment, Number, Sentence, Story, Word
from cxloop.api.paging import Paged
from cxloop.tickets.requirements import CHANNELS, MOODS, OUTCOMES, OVER_RESOLVED
from cxloop.tickets.steps import State

Channel = Literal[CHANNELS]  # type: ignore[valid-type]  # the room's own list
Ending = Literal["resolved", "unreachable", "contact_declined", "not_actionable"]


class Colleague(Struct, kw_only=True):
    id: int
    name: str
    email: str


class Who(Struct, kw_only=True):
    id: int
    name: str | None
    email: str | None
    phone: str | None


class Where(Struct, kw_only=True):
    id: int
    name: str


class Said(Struct, kw_only=True):
    """The answer a ticket is about."""

    id: int
    score: int | None
    comment: str | None
    answered_at: Moment


class Ticket(Struct, kw_only=True):
    """Our promise to one customer about one answer. `version` counts its changes."""

    id: int
    version: int
    state: State
    priority: str
    segment: int
    survey: str
    response: Said
    contact: Who | None
    account: Where | None
    team: Where
    owner: Colleague | None
    opened_at: Moment
    due_at: Annotated[
        Moment | None, Meta(description="The earliest promise not yet kept; null when nothing is owed.")
    ]
    again_at: Annotated[
        Moment | None,
        Meta(description="It was put off or waits until then: it steps back in the queue."),
    ]
    open: Annotated[
        bool, Meta(description="It is not over: something is owed, or we wait for the customer's word.")
    ]
    segment_began_at: Annotated[Moment, Meta(description="When it was opened, or reopened last.")]
    contact_due_at: Annotated[
        Moment, Meta(description="Until when the customer is to be reached in the present segment.")
    ]
    reached_at: Annotated[Moment | None, Meta(description="When they were, in the present segment.")]
    first_contact_due_at: Annotated[Moment, Meta(description="The first segment's, as the reports count it.")]
    resolution_due_at: Annotated[Moment, Meta(description="The present segment's.")]
    first_attempt_at: Annotated[Moment | None, Meta(description="In the first segment.")]
    first_reached_at: Annotated[Moment | None, Meta(description="In the first segment.")]
    resolved_at: Moment | None
    closed_at: Moment | None
    url: str


class Program(Struct, kw_only=True):
    """What a step was taken with, beside whoever it was taken for."""

    kind: Annotated[Literal["token", "import", "source"], Meta(description="A token, a file or a platform.")]
    id: int
    name: str | None


class Event(Struct, kw_only=True):
    """One line of a ticket's trail. What people wrote is in its own record, not here."""

    number: Annotated[int, Meta(description="Its place in the trail, from 1.")]
    at: Moment
    kind: str
    by: Annotated[Colleague | None, Meta(description="Whose step it is; null: nobody's, as the clock's.")]
    program: Program | None
    via: Annotated[str, Meta(description="web, slack, api, link, hook, import, job, cli …")]
    facts: Annotated[dict[str, Any], Meta(description="Ids and codes.")]


class Trail(Struct, kw_only=True):
    """What happened to a ticket, the oldest first."""

    items: list[Event]


class Stepped(Struct, kw_only=True):
    """The ticket after a step, as a token reads it that may not read tickets."""

    id: int
    version: int
    state: State


class TicketAsked(Paged, kw_only=True):
    """Which tickets."""

    state: State | None = None
    open: Annotated[
        bool | None,
        Meta(description="Whether it is not over: something is owed, or we wait for the customer."),
    ] = None
    priority: Literal["urgent", "normal"] | None = None
    team_id: Number | None = None
    owner: Annotated[Address | None, Meta(description="E-mail of the owner; empty: nobody's.")] = None
    survey: Word | None = None
    contact_id: Number | None = None
    account_id: Number | None = None


class Stepping(Struct, kw_only=True, forbid_unknown_fields=True):
    """Every step."""

    by: Annotated[
        Email | None,
        Meta(
            description="Which colleague did it, for whom the token's person may act; without it, that person."
        ),
    ] = None
    version: Annotated[
        Annotated[int, Meta(ge=1, le=2**31 - 1)] | None,
        Meta(description="The ticket as you saw it: 409 when it has changed since."),
    ] = None


class Taking(Stepping, kw_only=True):
    """Make the ticket one's own."""


class NewAssignment(Stepping, kw_only=True):
    """Hand it over."""

    owner: Annotated[Email | None, Meta(description="Who gets it; null: the team's triage queue.")]
    note: Sentence = ""


class NewContactAttempt(Stepping, kw_only=True):
    """We reached out; only `reached` keeps the promise of a first contact."""

    outcome: Literal[OUTCOMES]  # type: ignore[valid-type]  # the room's own list
    channel: Channel = "phone"
    minutes: Annotated[int, Meta(ge=0, le=1440)] | None = None
    said: Story = ""
    mood: Literal[MOODS] | None = None  # type: ignore[valid-type]  # the room's own list
    next_step: Sentence = ""
    next_step_on: Annotated[
        date | None, Meta(description="With it the next step is a promise to the customer, owed by that day.")
    ] = None
    happened_at: Annotated[
        Moment | None, Meta(description="When it happened, after the ticket was opened; null: just now.")
    ] = None


class NewLetter(Stepping, kw_only=True):
    """A letter to the customer; merge fields in braces are filled in."""

    subject: Annotated[str, Meta(max_length=150, pattern=WITHOUT_NUL)]
    body: Annotated[str, Meta(max_length=10_000, pattern=WITHOUT_NUL)]
    is_meant: Annotated[
        bool,
        Meta(
            description="A sentence that also stands in an internal text was looked at, and is for the customer."
        ),
    ] = False


class NewSnooze(Stepping, kw_only=True):
    """It steps back in the queue until then; `reason` may be left out after an attempt that nobody answered."""

    until: Moment
    reason: Sentence = ""


class NewNote(Stepping, kw_only=True):
    """Something for colleagues; the customer never sees it."""

    body: Story


class NewResolution(Stepping, kw_only=True):
    """It is fixed: the cause (or why unknown), what was done, how the customer was told (or why not)."""

    kind: Ending = "resolved"
    driver: Annotated[Word | None, Meta(description="Key of the cause, as /drivers lists it.")] = None
    cause_unknown_because: Sentence = ""
    action: Annotated[
        Story, Meta(description="What was done, for colleagues: the customer never reads it.")
    ] = ""
    told_text: Annotated[
        Story,
        Meta(
            description="What the customer reads in the letter and on their page; empty: a neutral sentence."
        ),
    ] = ""
    told_how: Channel | None = None
    told_at: Moment | None = None
    not_told_because: Sentence = ""
    promises: Annotated[
        Literal[("", *OVER_RESOLVED)],  # type: ignore[valid-type]  # the room's own list
        Meta(description="What becomes of open promises to the customer; needed where there are any."),
    ] = ""


class NewReopening(Stepping, kw_only=True):
    """It is not solved after all."""

    reason: Annotated[Sentence, Meta(min_length=1)]
