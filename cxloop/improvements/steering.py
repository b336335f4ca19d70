"""What a decision needs, the same from every door. Pure."""

from datetime import date

from cxloop.improvements.evidence import MOVES


class NotDecidable(ValueError):
    """This cannot be decided now. `code`: no_move, no_reason, no_owner, too_many or live_later."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def refuse(
    now: str,
    state: str,
    reason: str,
    *,
    owner_id: int | None,
    live_on: date | None,
    today: date,
    room: bool = True,
) -> None:
    """Nothing, when an improvement in `now` may be moved to `state`.

    Raises:
        NotDecidable: it is no move from there, nobody says why, nobody would do it, or its day lies ahead.

    Args:
        room: one more may be under way.
    """
    if state not in MOVES[now]:
        raise NotDecidable("no_move")
    if not reason.strip():
        raise NotDecidable("no_reason")
    if state in ("decided", "doing", "live") and owner_id is None:
        raise NotDecidable("no_owner")
    if state == "doing" and now not in {"live", "measuring"} and not room:
        raise NotDecidable("too_many")
    if state == "live" and live_on is not None and live_on > today:
        raise NotDecidable("live_later")
