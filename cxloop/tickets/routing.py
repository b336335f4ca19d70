"""Who gets the next ticket. Pure: round-robin over the people of a team who take tickets."""

from collections.abc import Sequence


def next_owner(people: Sequence[int], turn: int) -> int | None:
    """The owner whose turn it is; None when nobody takes tickets, and then the team's triage queue owns it.

    Args:
        people: user ids in a stable order.
        turn: how many tickets the team has given out so far.
    """
    return people[turn % len(people)] if people else None
