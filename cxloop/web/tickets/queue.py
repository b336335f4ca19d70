"""What a person filters by, read from the address and written back into it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from werkzeug.datastructures import MultiDict

from cxloop.tickets.finding import Search
from cxloop.tickets.queue import GROUPS, Filters, Group
from cxloop.tickets.steps import State

OWNERS = ("mine", "me", "nobody", "anyone")
PRIORITIES = ("urgent", "normal")
STATES = tuple(state.value for state in State)
LONGEST_WORDS = 200
LARGEST_ID = 2**62


@dataclass(frozen=True)
class Asked:
    """The filters of an address; what makes no sense is taken as not given."""

    owner: str
    """One of OWNERS, or a colleague's number."""
    usual_owner: str
    driver: int | None
    priority: str
    state: str
    words: str
    show: str | None
    """A counter that was pressed: one of GROUPS, "triage", "waiting", "snoozed", "promises" or
    "tasks"."""

    @property
    def group(self) -> Group | None:
        return next((group for group in GROUPS if group == self.show), None)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered besides the usual."""
        chosen = self.driver or self.priority or self.state or self.words or self.show
        return bool(chosen) or self.owner != self.usual_owner

    def filters(self, user_id: int, search: Search | None = None) -> Filters:
        """The same as the queue reads it, for this user; `search` is what they mean by their words."""
        owner = "nobody" if self.show == "triage" else self.owner
        return Filters(
            owner={"me": user_id, "nobody": 0}.get(owner, whole_number(owner)),
            mine_and_unowned=user_id if owner == "mine" else None,
            driver=self.driver,
            priority=self.priority,
            state=self.state,
            search=search,
        )

    def address(self, **changes: Any) -> dict[str, Any]:
        """The same filters as parts of an address, with some changed; None takes one away."""
        parts: dict[str, Any] = {
            "owner": self.owner if self.owner != self.usual_owner else None,
            "driver": self.driver,
            "score": self.priority,
            "state": self.state,
            "q": self.words,
            "show": self.show,
        }
        return {name: value for name, value in (parts | changes).items() if value}


def asked(args: MultiDict[str, str], *, usual_owner: str) -> Asked:
    """Read the filters; `usual_owner` is what a bare address means."""
    return Asked(
        owner=_owner(args.get("owner", "")) or usual_owner,
        usual_owner=usual_owner,
        driver=whole_number(args.get("driver")),
        priority=_one_of(args.get("score"), PRIORITIES),
        state=_one_of(args.get("state"), STATES),
        words=_words(args.get("q", "")),
        show=_one_of(args.get("show"), (*GROUPS, "triage", "waiting", "snoozed", "promises", "tasks"))
        or None,
    )


def end_of_today(at: datetime, zone: tzinfo) -> datetime:
    """Midnight where the person is, in UTC."""
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(UTC)


def written(cursor: tuple[str, int] | None) -> str | None:
    """A page's cursor as an address carries it."""
    return f"{cursor[0]}~{cursor[1]}" if cursor else None


def read(text: str | None) -> tuple[datetime, int] | None:
    """The cursor an address carries; None for none and for nonsense."""
    moment, _, number = (text or "").partition("~")
    ticket_id = whole_number(number)
    try:
        at = datetime.fromisoformat(moment)
        return (at.astimezone(UTC), ticket_id) if at.tzinfo and ticket_id else None
    except (ValueError, OverflowError):  # a zone can lead out of the calendar
        return None


def whole_number(text: str | None) -> int | None:
    """A ticket's or driver's number; None for none and for nonsense."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 18:
        return None
    return int(text) or None


def _owner(text: str) -> str:
    number = whole_number(text)
    return text if text in OWNERS else str(number or "")


def _words(text: str) -> str:
    readable = text.replace("\0", "").encode("utf-8", "ignore").decode()
    return " ".join(readable.split())[:LONGEST_WORDS]


def _one_of(text: str | None, known: tuple[str, ...]) -> str:
    return text if text in known else ""
