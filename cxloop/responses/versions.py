"""Which words of an answer stand, whatever the order in which its versions arrive. Pure.

Per field the newest version wins, and nothing never overwrites something. The source may take an answer back; what is
said after that brings it back. Every order of the same versions ends in the same standing.
"""

from datetime import datetime
from typing import NamedTuple


class Version(NamedTuple):
    """One version of an answer. `said_at` is when the source made it, None where it does not tell versions apart."""

    score: int | None
    comment: str | None
    answered_at: datetime | None
    said_at: datetime | None
    received_at: datetime


class Withdrawal(NamedTuple):
    """The source deleted the answer then."""

    at: datetime


class Standing(NamedTuple):
    """What an answer says now, and since when; `answered_at` is None while nothing was said, as before a first
    version that comes after its own deletion."""

    score: int | None = None
    score_said_at: datetime | None = None
    comment: str | None = None
    comment_said_at: datetime | None = None
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def said_at(self) -> datetime | None:
        """The newest moment at which any of it was said."""
        return max((at for at in (self.score_said_at, self.comment_said_at) if at), default=None)


NOTHING = Standing()


def after(standing: Standing, news: Version | Withdrawal) -> Standing:
    """The standing once this was heard too."""
    if isinstance(news, Withdrawal):
        return _withdrawn(standing, max(filter(None, (standing.withdrawn_at, news.at))))
    if news.score is None and news.comment is None:
        return standing
    said_at = news.said_at or _unversioned(standing, news)
    score, score_at = _newer_score(standing, news.score, said_at)
    comment, comment_at = _newer_comment(standing, news.comment, said_at)
    answered_at = _answered_at(standing, news.answered_at or said_at, said_at)
    now = Standing(score, score_at, comment, comment_at, answered_at)
    return _withdrawn(now, standing.withdrawn_at)


def _withdrawn(standing: Standing, at: datetime | None) -> Standing:
    """Taken back unless something was said after that."""
    said_at = standing.said_at
    return standing._replace(withdrawn_at=at if at and (said_at is None or said_at <= at) else None)


def _unversioned(standing: Standing, news: Version) -> datetime:
    """Where the source tells no versions, the last to arrive is the newest, unless it answers an earlier day."""
    earlier = news.answered_at and standing.answered_at and news.answered_at < standing.answered_at
    return news.answered_at if earlier and news.answered_at else news.received_at


def _newer_score(
    standing: Standing, score: int | None, said_at: datetime
) -> tuple[int | None, datetime | None]:
    """Of two scores said at the same moment the unhappier one stands: any rule would do, that one loses no ticket."""
    before = standing.score, standing.score_said_at
    if score is None:
        return before
    if before[0] is None or before[1] is None or said_at > before[1]:
        return score, said_at
    return (min(score, before[0]), said_at) if said_at == before[1] else before


def _newer_comment(
    standing: Standing, comment: str | None, said_at: datetime
) -> tuple[str | None, datetime | None]:
    """Of two comments said at the same moment the longer one stands."""
    before = standing.comment, standing.comment_said_at
    if comment is None:
        return before
    if before[0] is None or before[1] is None or said_at > before[1]:
        return comment, said_at
    if said_at == before[1]:
        return max(comment, before[0], key=lambda text: (len(text), text)), said_at
    return before


def _answered_at(standing: Standing, answered_at: datetime, said_at: datetime) -> datetime:
    """That of the newest version; of two at the same moment the earlier."""
    newest = standing.said_at
    if standing.answered_at is None or newest is None or said_at > newest:
        return answered_at
    return min(answered_at, standing.answered_at) if said_at == newest else standing.answered_at
