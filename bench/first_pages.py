"""First pages: what the first visitor of a fresh process waits for, against the same page warm.

`python -m bench.first_pages EMAIL PASSWORD` in the environment of an installation with the demo company; nothing may
be served there. Each page is asked first of a server that was just started, then seven times more.
"""

import http.cookiejar
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener, urlopen

PAGES = ("/loop", "/tickets", "/tickets/1", "/contacts")
STARTS, WARM, PATIENCE = 5, 7, 60.0
SITE = f"http://127.0.0.1:{os.environ.get('CXLOOP_PORT', '8000')}"


@contextmanager
def served() -> Iterator[None]:
    """A server that was just started; it ends afterwards."""
    web = subprocess.Popen([sys.executable, "-m", "cxloop", "web"], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while not _lives():
            if time.monotonic() > until:
                raise SystemExit(f"Nothing answered on {SITE}.")
            time.sleep(0.05)
        yield
    finally:
        web.terminate()
        web.wait()


def _lives() -> bool:
    try:
        with urlopen(f"{SITE}/livez", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, TimeoutError):
        return False


def sign_in(visitor: OpenerDirector, email: str, password: str) -> None:
    page = visitor.open(f"{SITE}/sign-in").read().decode()
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    wish = {"csrf_token": found[1] if found else "", "email": email, "password": password}
    if visitor.open(f"{SITE}/sign-in", urlencode(wish).encode()).url.endswith("/sign-in"):
        raise SystemExit("Nobody signs in with these.")


def waited(visitor: OpenerDirector, path: str) -> tuple[float, float]:
    """Milliseconds of the first page and of the warm one."""
    taken = []
    for _ in range(1 + WARM):
        start = time.perf_counter()
        visitor.open(SITE + path).read()
        taken.append(1000 * (time.perf_counter() - start))
    return taken[0], median(taken[1:])


if __name__ == "__main__":
    visitor = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with served():
        sign_in(visitor, *sys.argv[1:3])
    for path in PAGES:
        found = []
        for _ in range(STARTS):
            with served():
                found.append(waited(visitor, path))
        ratios = sorted(first / warm for first, warm in found)
        print(
            f"{path}: first {median(one for one, _ in found):.0f} ms, warm {median(one for _, one in found):.0f} ms;"
            f" first ÷ warm {median(ratios):.2f}, the worst of {STARTS} starts {ratios[-1]:.2f}"
        )
