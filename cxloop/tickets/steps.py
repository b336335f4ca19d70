"""The steps of a ticket: one table says from which state each may be taken and where it leads.

Pure. Web, Slack, the API, bulk and jobs all ask here; nobody sets a state any other way.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    CONTACTING = "contacting"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_INTERNAL = "waiting_internal"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    NOT_ASKED = "not_asked"
    UNREACHABLE = "unreachable"
    CONTACT_DECLINED = "contact_declined"
    NOT_ACTIONABLE = "not_actionable"


class Step(StrEnum):
    ASSIGN = "assign"
    RELEASE = "release"
    SNOOZE = "snooze"
    WAIT_CUSTOMER = "wait_customer"
    WAIT_INTERNAL = "wait_internal"
    GO_ON = "go_on"
    ATTEMPT = "attempt"
    REACH = "reach"
    RESOLVE = "resolve"
    GIVE_UP = "give_up"
    DECLINE = "decline"
    DISMISS = "dismiss"
    CONFIRM = "confirm"
    ANSWER_PARTLY = "answer_partly"
    REOPEN = "reopen"
    EXPIRE = "expire"
    END_UNASKED = "end_unasked"


PAUSED = frozenset({State.WAITING_CUSTOMER, State.WAITING_INTERNAL})
"""We wait for somebody before we can go on; what the policy says pauses meanwhile, the rest runs on."""
OWED = PAUSED | {State.NEW, State.ASSIGNED, State.CONTACTING, State.IN_PROGRESS, State.REOPENED}
"""States in which we owe the customer something: a deadline stands."""
WAITING = frozenset({State.RESOLVED})
"""We did our part; the customer has not said whether it is solved."""
OPEN = OWED | WAITING
"""It is not over: we owe something, or we wait for somebody."""
CLOSED = frozenset(State) - OPEN
CLOSING_KINDS = {
    "resolved": Step.RESOLVE,
    "unreachable": Step.GIVE_UP,
    "contact_declined": Step.DECLINE,
    "not_actionable": Step.DISMISS,
}


@dataclass(frozen=True)
class Move:
    """Where a step may start and where it leads; `to` None: the state stays."""

    from_: frozenset[State]
    to: State | None


MOVES: dict[Step, Move] = {
    Step.ASSIGN: Move(OWED | WAITING, None),
    Step.RELEASE: Move(OWED, None),
    Step.SNOOZE: Move(OWED - PAUSED, None),
    Step.WAIT_CUSTOMER: Move(OWED, State.WAITING_CUSTOMER),
    Step.WAIT_INTERNAL: Move(OWED, State.WAITING_INTERNAL),
    Step.GO_ON: Move(PAUSED, None),
    Step.ATTEMPT: Move(OWED, State.CONTACTING),
    Step.REACH: Move(OWED, State.IN_PROGRESS),
    Step.RESOLVE: Move(OWED, State.RESOLVED),
    Step.GIVE_UP: Move(OWED, State.UNREACHABLE),
    Step.DECLINE: Move(OWED, State.CONTACT_DECLINED),
    Step.DISMISS: Move(OWED, State.NOT_ACTIONABLE),
    Step.CONFIRM: Move(WAITING, State.VERIFIED),
    Step.ANSWER_PARTLY: Move(WAITING | {State.VERIFIED}, State.REOPENED),
    Step.REOPEN: Move(WAITING | CLOSED, State.REOPENED),
    Step.EXPIRE: Move(WAITING, State.UNVERIFIED),
    Step.END_UNASKED: Move(WAITING, State.NOT_ASKED),
}


def is_owed(state: str) -> bool:
    """Whether we owe the customer something, so that a deadline runs."""
    return state in OWED


def is_waiting(state: str) -> bool:
    """Whether we did our part and wait for the customer's word."""
    return state in WAITING


def is_paused(state: str) -> bool:
    """Whether we wait for the customer or a colleague before we can go on."""
    return state in PAUSED


def is_open(state: str) -> bool:
    """Whether it is not over, with or without a running clock: the one place that says what *open* means."""
    return state in OPEN


class StepRefused(Exception):
    """The ticket is not where this step may be taken from; `state` says where it is."""

    def __init__(self, step: Step, state: State) -> None:
        super().__init__(f"{step} is not possible while the ticket is {state}")
        self.step, self.state = step, state


def may(step: Step, state: str) -> bool:
    """Whether the step can be taken from this state."""
    return state in MOVES[step].from_


def after(step: Step, state: str) -> State:
    """The state a step leads to.

    An attempt that reached nobody does not take back a conversation that took place: in progress stays so.

    Raises:
        StepRefused: the step cannot be taken from this state.
    """
    here = State(state)
    if not may(step, here):
        raise StepRefused(step, here)
    if step is Step.ASSIGN:
        return State.ASSIGNED if here is State.NEW else here
    if step is Step.RELEASE:
        return State.NEW if here is State.ASSIGNED else here
    if step is Step.ATTEMPT and here is State.IN_PROGRESS:
        return here
    return MOVES[step].to or here


def possible(state: str) -> tuple[Step, ...]:
    """The steps that can be taken now, in the order of the loop."""
    return tuple(step for step in Step if may(step, state))
