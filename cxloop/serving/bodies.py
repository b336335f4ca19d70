"""A body is taken whole before anybody works on it, so that slow senders keep nobody waiting but themselves."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

IN_MEMORY_BYTES = 256 * 1024
"""More than this is kept in a file until the answer has left."""
SILENCE_SECONDS = 20.0
"""So long may a sender say nothing in the middle of a body."""
GRACE_SECONDS = 60.0
LEAST_PACE = 1024
"""After the grace, bytes a second of the whole body so far: a bad mobile line sends more."""


class BodyRefused(Exception):
    """The body did not arrive whole; `status` and `why` are the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


async def take(receive: Receive, declared: int | None, largest: int) -> tuple[IO[bytes], int]:
    """The whole body from its beginning, and its length in bytes; the caller closes it.

    `declared` is what the sender said its length is. Of a body that is longer than `largest` bytes no more is taken
    than shows it; it is for the application to refuse.

    Raises:
        BodyRefused: it broke off, its pieces are not as long as they say, or it came too slowly.
    """
    body = cast("IO[bytes]", SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))  # noqa: SIM115 - the caller closes it
    length, begun = 0, asyncio.get_running_loop().time()
    try:
        while True:
            event = await _next(receive)
            if event["type"] != "http.request":
                raise BodyRefused(400, "The body ended before it was whole.")
            piece = event.get("body", b"")
            body.write(piece)
            length += len(piece)
            if not event.get("more_body") or length > largest:
                break
            elapsed = asyncio.get_running_loop().time() - begun
            if elapsed > GRACE_SECONDS and length < LEAST_PACE * elapsed:
                raise BodyRefused(408, "The body came too slowly.")
        if declared is not None and length < declared <= largest:
            raise BodyRefused(400, "The body is shorter than it says.")
        body.seek(0)
    except OSError as error:
        body.close()
        raise BodyRefused(503, "There is no room for the body at the moment.") from error
    except BaseException:
        body.close()
        raise
    return body, length


async def _next(receive: Receive) -> Mapping[str, Any]:
    try:
        return await asyncio.wait_for(receive(), SILENCE_SECONDS)
    except TimeoutError:
        raise BodyRefused(408, "The body came too slowly.") from None
