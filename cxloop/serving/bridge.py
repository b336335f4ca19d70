"""From connections to threads: many people may be sending and reading at once, a few are being answered.

The event loop takes a request whole (`bodies`), a thread of a few runs the application on it and collects the answer,
and the loop hands that out as fast as the reader takes it. A slow sender or a slow reader costs a socket, not a thread.
"""

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from cxloop.serving.bodies import BodyRefused, Receive, take
from cxloop.serving.environs import RequestRefused, declared_length, environ_of

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

PIECE_BYTES = 64 * 1024
IN_MEMORY_BYTES = 1024 * 1024


@dataclass
class Answer:
    """What the application said; `body` is at its beginning, and closed by who sends it."""

    status: int
    headers: Headers
    body: IO[bytes]


class Bridge:
    """An ASGI application that is a WSGI application in `threads` threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int, largest_body: int) -> None:
        self._application, self._largest = application, largest_body
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answering")

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            answer = await self._answered(scope, receive)
        except BodyRefused as refused:
            answer = said(refused.status, refused.why)
        except RequestRefused:
            answer = said(400, "The request contradicts itself.")
        with answer.body:
            await _hand_out(answer, scope["method"] == "HEAD", send)

    async def _answered(self, scope: Mapping[str, Any], receive: Receive) -> Answer:
        declared = declared_length(scope["headers"])
        if declared is not None and declared > self._largest:
            body, length = cast("IO[bytes]", SpooledTemporaryFile()), 0  # noqa: SIM115 - closed below
        else:
            body, length = await take(receive, declared, self._largest)
        with body:
            environ = environ_of(scope, body, length)
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, environ)

    def _run(self, environ: dict[str, Any]) -> Answer:
        """In a thread: the whole answer, or a bare 500 when the application broke."""
        try:
            return _collected(self._application, environ)
        except Exception as error:  # what the application's own handlers could not answer; without its values
            sys.stderr.write("".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__}\n")
            return said(500, "Something broke on our side.")


def _collected(application: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> Answer:
    begun: list[Any] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _failure: Any = None
    ) -> Callable[..., Any]:
        begun[:] = [int(status[:3]), headers]
        return body.write

    body = cast("IO[bytes]", SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))  # noqa: SIM115 - the answer's
    pieces: Iterable[bytes] = ()
    try:
        pieces = application(environ, start_response)
        body.writelines(pieces)
    except BaseException:
        body.close()
        raise
    finally:
        if close := getattr(pieces, "close", None):
            close()
    status, headers = begun
    body.seek(0)
    return Answer(
        status, [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers], body
    )


def said(status: int, sentence: str) -> Answer:
    """A sentence of the server's own, for what never reached a page."""
    body = cast("IO[bytes]", SpooledTemporaryFile())  # noqa: SIM115 - the answer's
    text = f"{sentence}\n".encode()
    body.write(text)
    body.seek(0)
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"), (b"connection", b"close"),
        (b"content-security-policy", b"default-src 'none'"),
    ]  # fmt: skip
    return Answer(status, headers, body)


async def _hand_out(answer: Answer, is_head: bool, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    piece = b"" if is_head else answer.body.read(PIECE_BYTES)
    while len(piece) == PIECE_BYTES:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        piece = answer.body.read(PIECE_BYTES)
    await send({"type": "http.response.body", "body": piece, "more_body": False})
