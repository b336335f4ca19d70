"""Callers who come at the same time are served together: one of them leads and serves everybody who waits.

Whoever finds no leader leads. It asks who is there (`take`) as late as it can, once it has the database's lock, so that
all who came while it waited for that lock are in its group. When the group has been served, well or not, each of it is
told its own outcome, and the first of those who came meanwhile leads the next group: nobody waits for more than two.

Nothing can wait for itself: no lock is held while a group is served, a leader waits for no follower, and a follower
waits only for a leader that runs. A leader that fails, however, still tells its group and names the next leader.
A follower may lose its patience as long as no leader has taken it along; after that its outcome comes for certain.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar, cast

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Take = Callable[[], list[Item]]


class NobodyCame(Exception):
    """No leader took this caller along in the time it had; nothing was done for it, nor will be."""


class LeaderLost(Exception):
    """The leader of this caller's group ended without a word; what it began was not finished."""


class _Place(Generic[Item, Outcome]):
    """One caller: asleep until `woken`, by then a leader or told what became of it."""

    __slots__ = ("failure", "is_leader", "is_waiting", "item", "outcome", "woken")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.woken = Lock()
        self.woken.acquire()
        self.is_waiting, self.is_leader = True, False
        self.outcome: Outcome | None = None
        self.failure: Exception | None = LeaderLost()


class Gathering(Generic[Item, Outcome]):
    """`serve(take)` serves one group: `take()` is everybody in it, and again later with who came since; it returns
    the outcomes in that order. It may take again when it begins anew."""

    def __init__(self, serve: Callable[[Take[Item]], Sequence[Outcome]], most: int = 50) -> None:
        self._serve, self._most = serve, most
        self._lock = Lock()
        self._waiting: deque[_Place[Item, Outcome]] = deque()
        self._is_led = False

    @property
    def is_led(self) -> bool:
        """Whether somebody is being served."""
        return self._is_led

    @property
    def waiting(self) -> int:
        """How many no leader has taken along yet."""
        return len(self._waiting)

    def bring(self, item: Item, seconds: float) -> Outcome:
        """Be served with others, or serve them.

        Raises:
            NobodyCame: after so many seconds.
            Exception: what serving the group raised, the same for all of it.
        """
        place: _Place[Item, Outcome] = _Place(item)
        with self._lock:
            self._waiting.append(place)
            if not self._is_led:
                self._is_led = True
                _make_leader(place)
        if not place.woken.acquire(timeout=seconds):
            self._give_up(place)
        if place.is_leader:
            self._lead()
        if place.failure is not None:
            raise place.failure
        return cast("Outcome", place.outcome)

    def _give_up(self, place: _Place[Item, Outcome]) -> None:
        with self._lock:
            if place.is_waiting and not place.is_leader:
                self._waiting.remove(place)
                raise NobodyCame
        place.woken.acquire()

    def _lead(self) -> None:
        """Serve everybody who is there, the leader itself first among them."""
        group: list[_Place[Item, Outcome]] = []

        def take() -> list[Item]:
            with self._lock:
                while self._waiting and len(group) < self._most:
                    newcomer = self._waiting.popleft()
                    newcomer.is_waiting = False
                    group.append(newcomer)
            return [place.item for place in group]

        try:
            outcomes = self._serve(take)
            for place, outcome in zip(group, outcomes, strict=True):
                place.outcome, place.failure = outcome, None
        except Exception as failure:
            take()  # whoever waited for a lock that was not to be had shares it
            for place in group:
                place.failure = failure
        finally:
            if not group:
                take()
            self._end(group)

    def _end(self, group: list[_Place[Item, Outcome]]) -> None:
        with self._lock:
            self._is_led = bool(self._waiting)
            if self._waiting:
                _make_leader(self._waiting[0])
        for place in group:
            if not place.is_leader:
                place.woken.release()


def _make_leader(place: _Place[Item, Outcome]) -> None:
    place.is_leader = True
    place.woken.release()
