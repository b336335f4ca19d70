"""A request as WSGI describes it, from what the server says of it (ASGI)."""

import sys
from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import unquote_to_bytes

BY_THEIR_OWN_NAME = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}
LEFT_OUT = {
    b"proxy",  # would be HTTP_PROXY, which programs take for a setting
    b"transfer-encoding",  # the body is whole by now
    b"expect",
}


class RequestRefused(Exception):
    """The head contradicts itself, as no browser's does."""


def declared_length(headers: list[tuple[bytes, bytes]]) -> int | None:
    """The length the sender announced, in bytes; None when it sends in pieces or says nothing."""
    said = dict(headers).get(b"content-length")
    return int(said) if said is not None and said.isdigit() else None


def environ_of(scope: Mapping[str, Any], body: IO[bytes], length: int) -> dict[str, Any]:
    """The environ of PEP 3333; paths and headers are bytes read as Latin-1.

    Raises:
        RequestRefused: more than one Host, or none where HTTP/1.1 wants it.
    """
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) > 1 or (scope["http_version"] == "1.1" and not (hosts and hosts[0])):
        raise RequestRefused
    path = unquote_to_bytes(scope["raw_path"]).decode("latin-1")
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path if path.startswith("/") else f"/{path}",
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "RAW_URI": scope["raw_path"].decode("latin-1"),
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": "HTTP/1.1" if scope["http_version"] == "1.1" else "HTTP/1.0",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if name in LEFT_OUT or b"_" in name:  # X_Forwarded_For must not pass for X-Forwarded-For
            continue
        key = BY_THEIR_OWN_NAME.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        said = value.decode("latin-1")
        between = "; " if name == b"cookie" else ","
        environ[key] = f"{environ[key]}{between}{said}" if key in environ else said
    if length or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(max(length, declared_length(scope["headers"]) or 0))
    return environ
