"""What every survey platform has in common: how its calls are believed, told apart and read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cxloop.language import Translate
from cxloop.responses.descriptions import BY_KEY, PLAIN, Description
from cxloop.responses.importing.answers import Heard
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body
from cxloop.responses.platforms.hearing import heard, named, reason_for_none
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.signatures import Checks
from cxloop.responses.platforms.told import Told, is_pulled

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """What a call tells. `said`: an answer, in `answer`. `withdrawn`: the answer was deleted there. `fetch`: an id
    only, the answer has to be pulled. `nothing`: no answer of a customer, and `reason` says why.

    `said_at` is when the platform wrote this version (aware UTC), so that calls may come in any order.
    """

    kind: Literal["said", "withdrawn", "nothing", "fetch"]
    external_id: str = ""
    said_at: datetime | None = None
    answer: Heard | None = None
    reason: str | None = None


Tells = Callable[[Body, Headers], Sequence[Event | Told]]


@dataclass(frozen=True)
class Platform:
    """One survey platform's calls. `signs` is False where only the path's 256 secret bits say who calls.

    What its names and words mean is told by its description, the same for files, calls and pulls; `tells` only finds
    them in the shape of its calls. `keeps_headers` are lower-case names of headers that tell what a call is; none of
    them is a signature.
    """

    key: str
    name: str
    signs: bool
    hint: Callable[[Translate], list[str]]
    tells: Tells
    checks: Checks
    names: Callable[[Body, Headers], str | None] = lambda _body, _headers: None
    """The platform's own id of a call, the same at every repeat."""
    keeps_headers: tuple[str, ...] = ()
    greets: Callable[[Body, Headers], bool] = lambda _body, _headers: False
    """Whether a call only asks if somebody is there, as the platform does before it has a secret."""

    @property
    def description(self) -> Description:
        return BY_KEY.get(self.key, PLAIN)

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
        is not there is guessed. `values` is a table of values, text to score.

        Raises:
            NotUnderstood: and nothing else, whatever the body holds.
        """
        try:
            told = self._told(Body(body, content_type), headers)
            return [one if isinstance(one, Event) else self._event(one, choices) for one in told]
        except RecursionError:
            raise NotUnderstood("too_deep") from None

    def asked(self, body: bytes, content_type: str | None, headers: Headers) -> list[Asked]:
        """The questions a call holds, for choosing which is the score; empty when it cannot be read. Never raises."""
        try:
            told = self._told(Body(body, content_type), headers)
        except (NotUnderstood, RecursionError):
            return []
        return [question for one in told if isinstance(one, Told) for question in one.asked]

    def _told(self, body: Body, headers: Headers) -> Sequence[Event | Told]:
        if not body.is_form and is_pulled(body.tree):
            return [Told.of_tree(body.tree)]
        return self.tells(body, headers)

    def _event(self, told: Told, choices: Mapping[str, object]) -> Event:
        told = told.without(self.description.nothing)
        said_at = moment_of(told.said_at, self.description.zone)
        if told.is_withdrawn:
            return Event("withdrawn", named(told.external_id), said_at)
        if reason := reason_for_none(told, self.description):
            return Event("nothing", told.external_id or "", reason=reason)
        answer = heard(told, choices, self.description)
        if answer.score is None and answer.comment is None and not told.partial:
            return Event("nothing", answer.external_id, reason="says_nothing")
        return Event("said", answer.external_id, said_at or answer.answered_at, answer)
