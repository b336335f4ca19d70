"""Who gets the next ticket, by turns or by load. Pure."""

from collections.abc import Mapping, Sequence


def next_owner(people: Sequence[int], turn: int) -> int | None:
    """The owner whose turn it is; None when nobody takes tickets, and then the team's triage queue owns it.

    Args:
        people: user ids in a stable order.
        turn: how many tickets the team has given out so far.
    """
    return people[turn % len(people)] if people else None


def least_loaded(people: Sequence[int], load: Mapping[int, int]) -> int | None:
    """Whoever has the fewest tickets, the first of equals; None when there is nobody.

    Args:
        load: how many tickets each person has; who is not in it has none.
    """
    return min(people, key=lambda user_id: load.get(user_id, 0), default=None)
