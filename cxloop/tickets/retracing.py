"""The state a ticket must be in by what is written in its trail. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cxloop.tickets.steps import CLOSING_KINDS, PAUSED, State, Step, StepRefused, after

DONE = {
    "resolved": Step.RESOLVE,
    "verified": Step.CONFIRM,
    "unverified": Step.EXPIRE,
    "not_asked": Step.END_UNASKED,
}
WAITS = {"customer": Step.WAIT_CUSTOMER, "internal": Step.WAIT_INTERNAL}
GIVEN = ("taken", "assigned")
TAKES_BACK = {"contact_undone": ("contact_logged",), "resolution_undone": ("resolved", "closed")}
Event = tuple[str, Mapping[str, Any]]


def taken_back(events: Sequence[Event]) -> frozenset[int]:
    """Places of the events that a later one took back, with what was written in the same act; oldest first.

    A record that was taken back is gone, and its number may be used again: the newest event of it before is meant.
    """
    found: set[int] = set()
    for place, (kind, facts) in enumerate(events):
        if kind not in TAKES_BACK:
            continue
        kinds = TAKES_BACK[kind]
        same = [
            n for n in range(place) if events[n][0] in kinds and events[n][1].get("record") == facts["record"]
        ]
        found.update(same[-1:])
        with_it = {(name, record) for name, record in facts.get("with", ())}
        found.update(n for n in range(place) if (events[n][0], events[n][1].get("record")) in with_it)
    return frozenset(found)


def retrace(events: Iterable[Event]) -> State | None:
    """The state after these (kind, facts), oldest first; None when the trail does not begin or contradicts itself."""
    state: State | None = None
    before: State | None = None
    told = list(events)
    gone = taken_back(told)
    for place, (kind, facts) in enumerate(told):
        if place in gone:
            continue
        if kind == "opened":
            state = State.ASSIGNED if facts.get("owner") else State.NEW
            continue
        if kind == "went_on":
            state = before
            continue
        step = _step(kind, facts)
        if step is None:
            continue
        if step in WAITS.values() and state not in PAUSED:
            before = state
        try:
            if state in PAUSED and "letter" in facts:  # it waits for the answer, and goes on from there
                before = after(step, before or "")
            else:
                state = after(step, state or "")
        except (StepRefused, ValueError):
            return None
    return state


def _step(kind: str, facts: Mapping[str, Any]) -> Step | None:
    """The step an event is the record of; None: the state stays."""
    if kind in GIVEN:
        return Step.ASSIGN if facts.get("owner") else Step.RELEASE
    if kind == "contact_logged":
        if "round" in facts:  # it came before the ticket was opened again
            return None
        return Step.REACH if facts.get("outcome") == "reached" else Step.ATTEMPT
    if kind == "closed":
        return CLOSING_KINDS.get(str(facts.get("closing")))
    if kind == "reopened":
        return Step.ANSWER_PARTLY if facts.get("partly") else Step.REOPEN
    return WAITS.get(str(facts.get("for"))) if kind == "waits" else DONE.get(kind)
