"""Whether tickets are given out evenly: what each was given today, against their limit, and in thirty days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cxloop.people.models import User
from cxloop.tickets.turns import given_since, given_today

DAYS = 30


@dataclass(frozen=True)
class Given:
    """What one colleague was given without anybody choosing them; `limit` None: as many as come."""

    today: int
    month: int
    limit: int | None

    @property
    def is_full(self) -> bool:
        return self.limit is not None and self.today >= self.limit


def given_to(session: Session, people: Sequence[User], at: datetime) -> dict[int, Given]:
    """Of each of these people."""
    ids = [person.id for person in people]
    today, month = given_today(session, ids, at), given_since(session, ids, at - timedelta(days=DAYS))
    return {one.id: Given(today.get(one.id, 0), month.get(one.id, 0), one.daily_limit) for one in people}


def spread(given: Mapping[int, Given]) -> tuple[int, int] | None:
    """The fewest and the most that one of several colleagues was given in thirty days; None: nothing to compare."""
    months = [one.month for one in given.values()]
    return (min(months), max(months)) if len(months) > 1 and max(months) else None
