"""What a provider said a moment ago, so that strangers who press the button often do not have it asked often."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock

from cxloop.outward.oidc.discovering import Provider, discovered
from cxloop.outward.oidc.keys import Jwk, fetched
from cxloop.outward.oidc.reaching import Reach, SignOnFailed

FRESH_FOR = timedelta(minutes=10)
DOWN_FOR = timedelta(seconds=15)
"""So long it is not asked again after it failed: a provider that is down must not hold every thread of ours."""


class Remembered:
    """Of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._reach: Reach | None = None
        self._at: datetime | None = None
        self._found: tuple[Provider, list[Jwk]] | SignOnFailed | None = None

    def provider(self, reach: Reach, at: datetime) -> tuple[Provider, list[Jwk]]:
        """The provider and its keys. Raises SignOnFailed."""
        with self._lock:
            found = self._found if self._is_fresh(reach, at) else None
            if found is None:
                found = _asked(reach)
                self._reach, self._at, self._found = reach, at, found
        if isinstance(found, SignOnFailed):
            raise SignOnFailed(found.reason, found.about)
        return found

    def again(self, provider: Provider) -> Callable[[], Sequence[Jwk]]:
        """Asks for the keys anew, for they change without notice."""

        def ask() -> Sequence[Jwk]:
            keys = fetched(provider)
            with self._lock:
                if self._reach == provider.reach:
                    self._found = provider, keys
            return keys

        return ask

    def forget(self) -> None:
        with self._lock:
            self._found = None

    def _is_fresh(self, reach: Reach, at: datetime) -> bool:
        if self._at is None or self._reach != reach:
            return False
        keeps = DOWN_FOR if isinstance(self._found, SignOnFailed) else FRESH_FOR
        return timedelta(0) <= at - self._at < keeps


def _asked(reach: Reach) -> tuple[Provider, list[Jwk]] | SignOnFailed:
    try:
        provider = discovered(reach)
        return provider, fetched(provider)
    except SignOnFailed as failed:
        return failed
