"""A body sent in pieces, whose pieces are not as long as they say: the sender's mistake, and never ours."""

from typing import IO, Any

from gunicorn.http.errors import ParseException


class InPieces:
    """Stands for the server's stream of a body; a broken piece ends it as a lost connection does, which is a 400."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._tried(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._tried(self._stream.readline, size)

    def _tried(self, read: Any, size: int) -> bytes:
        try:
            found: bytes = read() if size < 0 else read(size)
        except ParseException as error:
            raise OSError("a piece of the body is not as long as it says") from error
        return found
