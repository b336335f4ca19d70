"""Slow senders: `/livez` while 200 connections send one byte a second, of a head and then of a body.

`python -m bench.senders PORT` asks a server that runs already; it prints how many asks were answered within two
seconds, and the slowest of them.
"""

import socket
import sys
import threading
import time

SENDERS, SECONDS, PATIENCE = 200, 10.0, 2.0
HEAD = b"POST /sign-in HTTP/1.1\r\nHost: bench\r\nContent-Length: 99999\r\n"


def measure(port: int, of: str) -> str:
    senders = [socket.create_connection(("127.0.0.1", port)) for _ in range(SENDERS)]
    for sender in senders:
        sender.sendall(HEAD if of == "head" else HEAD + b"\r\n")
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(1):
            for sender in senders:
                try:
                    sender.send(b"X")
                except OSError:
                    continue  # given up by the server

    threading.Thread(target=drip, daemon=True).start()
    taken: list[float | None] = []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        taken.append(asked(port))
        time.sleep(0.3)
    ended.set()
    for sender in senders:
        sender.close()
    answered = [one for one in taken if one is not None]
    slowest = f", the slowest in {1000 * max(answered):.0f} ms" if answered else ""
    return f"{SENDERS} senders of a {of}: {len(answered)} of {len(taken)} answered{slowest}"


def asked(port: int) -> float | None:
    """Seconds until `/livez` answered on a new connection; None when it did not in time."""
    start = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as visitor:
            visitor.sendall(b"GET /livez HTTP/1.0\r\n\r\n")
            return time.monotonic() - start if b" 200 " in visitor.recv(100) else None
    except OSError:
        return None


if __name__ == "__main__":
    for part in ("head", "body"):
        print(measure(int(sys.argv[1]), part))
