"""M5: how long it took, where the open ones count and an end without the event is an end."""

from collections.abc import Callable

from tests.recount.promises import ANY, REACHED, contacts
from tests.recount.rows import Row, Rows, first

Life = tuple[float, str]
"""Hours, and happened, ended or open."""


def incidence(lives: list[Life], share: float) -> float | None:
    """Aalen and Johansen: the first hour by which this share has had the event; None when it never does."""
    surviving, happened = 1.0, 0.0
    for hour in sorted({hour for hour, became in lives if became != "open"}):
        at_risk = sum(other >= hour for other, _ in lives)
        events = sum(other == hour and became == "happened" for other, became in lives)
        ends = sum(other == hour and became != "open" for other, became in lives)
        happened += surviving * events / at_risk
        surviving *= 1 - ends / at_risk
        if happened >= share - 1e-12:
            return hour
    return None


def life(rows: Rows, ticket: Row, which: str) -> Life:
    event, other = {
        "attempted": lambda: _contact(rows, ticket, ANY),
        "reached": lambda: _contact(rows, ticket, REACHED),
        "resolved": lambda: _resolved(rows, ticket, newest=True),
        "first_resolved": lambda: _resolved(rows, ticket, newest=False),
    }[which]()
    began = rows.response[ticket.response_id].received_at
    if event is not None and (other is None or event <= other):
        return ((event - began).total_seconds() / 3600, "happened")
    if other is not None:
        return ((other - began).total_seconds() / 3600, "ended")
    return ((rows.now - began).total_seconds() / 3600, "open")


def _contact(rows: Rows, ticket: Row, outcomes: tuple[str, ...]) -> tuple:
    event = first(one.at for one in contacts(rows, ticket, outcomes))
    return event, first(one.at for one in rows.of("resolution", ticket))


def _resolved(rows: Rows, ticket: Row, *, newest: bool) -> tuple:
    resolved = [one for one in rows.of("resolution", ticket) if one.kind == "resolved"]
    standing = rows.standing(ticket)
    if newest:
        if standing is None:
            return None, None
        return (standing.at, None) if standing.kind == "resolved" else (None, standing.at)
    return first(one.at for one in resolved), first(
        one.at for one in rows.of("resolution", ticket) if one.kind != "resolved"
    )


def time_to(rows: Rows, cohort: list[Row], which: str) -> dict[str, float | None]:
    of_contact: Callable[[Row], bool] = rows.may_be_called if which in {"attempted", "reached"} else bool
    lives = [life(rows, ticket, which) for ticket in cohort if of_contact(ticket)]
    return {
        "n": len(lives),
        "k": sum(became == "happened" for _, became in lives),
        "still_open": sum(became == "open" for _, became in lives),
        "ended_otherwise": sum(became == "ended" for _, became in lives),
        "median": incidence(lives, 0.5),
        "p90": incidence(lives, 0.9),
    }
