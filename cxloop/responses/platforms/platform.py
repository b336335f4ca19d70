"""What every survey platform has in common: how its calls are believed, told apart and read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cxloop.language import Translate
from cxloop.responses.importing.answers import Heard
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body
from cxloop.responses.platforms.reasons import NotUnderstood

Kind = Literal["said", "withdrawn", "nothing", "fetch"]
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """What a call tells. `said`: an answer, in `answer`. `withdrawn`: the answer was deleted there. `fetch`: an id
    only, the answer has to be pulled. `nothing`: no answer of a customer, and `reason` says why.

    `said_at` is when the platform wrote this version (aware UTC), so that calls may come in any order.
    """

    kind: Kind
    external_id: str = ""
    said_at: datetime | None = None
    answer: Heard | None = None
    reason: str | None = None


Checks = Callable[[bytes, Headers, Sequence[str], datetime, str], bool]


@dataclass(frozen=True)
class Platform:
    """One survey platform. `signs` is False where only the path's 256 secret bits say who calls.

    `keeps_headers` are lower-case names of headers that tell what a call is; none of them is a signature.
    """

    key: str
    name: str
    signs: bool
    hint: Callable[[Translate], list[str]]
    reads: Callable[[Body, Headers, Mapping[str, object]], list[Event]]
    asks: Callable[[Body, Headers], list[Asked]]
    checks: Checks
    names: Callable[[Body, Headers], str | None]
    keeps_headers: tuple[str, ...] = ()
    greets: Callable[[Body, Headers], bool] = lambda _body, _headers: False
    """Whether a call only asks if somebody is there, as the platform does before it has a secret."""

    def only_greets(self, body: bytes, content_type: str | None, headers: Headers) -> bool:
        """Whether a call is the platform's own unsigned test of the address. Never raises."""
        try:
            return self.greets(Body(body, content_type), headers)
        except (NotUnderstood, RecursionError):
            return False

    def believes(self, body: bytes, headers: Headers, secrets: Sequence[str], at: datetime, url: str) -> bool:
        """Whether the platform signed exactly these bytes with one of the secrets (the new one, or the old one).

        Never raises. Where a platform does not sign, True unless the source has a secret it was to sign with.
        """
        try:
            return self.checks(body, headers, [secret for secret in secrets if secret], at, url)
        except (ValueError, TypeError, OverflowError, LookupError):
            return False

    def event_id(self, body: bytes, content_type: str | None, headers: Headers) -> str | None:
        """The platform's own id of this call, the same at every repeat; None where it has none. Never raises."""
        try:
            return (self.names(Body(body, content_type), headers) or "")[:200] or None
        except NotUnderstood:
            return None

    def read(
        self, body: bytes, content_type: str | None, headers: Headers, choices: Mapping[str, object]
    ) -> list[Event]:
        """What the call tells, for one survey.

        `choices` are the survey's `metric`, `scale_min` and `scale_max`, and for each field a person has chosen
        (`score`, `comment`, `email`, … of `words.FIELDS`) the id, path or title of the question that holds it; what
        is not there is guessed.

        Raises:
            NotUnderstood: and nothing else, whatever the body holds.
        """
        try:
            return self.reads(Body(body, content_type), headers, choices)
        except RecursionError:
            raise NotUnderstood("too_deep") from None

    def asked(self, body: bytes, content_type: str | None, headers: Headers) -> list[Asked]:
        """The questions a call holds, for choosing which is the score; empty when it cannot be read. Never raises."""
        try:
            return self.asks(Body(body, content_type), headers)
        except (NotUnderstood, RecursionError):
            return []
