"""No process of ours outlives the one that started it: an orphaned worker would deliver beside the next one."""

import contextlib
import os
import signal
import threading
import time

LOOK_EVERY_SECONDS = 0.5
GRACE_SECONDS = 10


def end_with(parent: int) -> None:
    """From now on, end when process `parent` is no longer our parent: politely, then for certain."""
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
