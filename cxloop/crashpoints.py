"""Named places where a test may kill this process, to prove that nothing is lost or doubled.

Outside tests `reach` does nothing: it acts only when CXLOOP_TESTING is 1 and CXLOOP_CRASHPOINT
names the place (`name` or `name:n`, the n-th time it is reached).
"""

import os
import signal
from collections import Counter

SEND_PATH = ("after_claim", "before_post", "in_request", "after_answer", "before_mark", "after_mark")
IMPORT_PATH = ("answers_stored", "ledger_moved", "batch_committed", "file_read", "import_finished")

_armed = (os.environ.get("CXLOOP_TESTING") == "1" and os.environ.get("CXLOOP_CRASHPOINT", "")) or ""
_name, _, _count = _armed.partition(":")
_times = int(_count or 1)
_reached: Counter[str] = Counter()


def reach(name: str) -> None:
    """Die here, with SIGKILL, if a test armed this place."""
    if not _name or name != _name:
        return
    _reached[name] += 1
    if _reached[name] == _times:
        os.kill(os.getpid(), signal.SIGKILL)
