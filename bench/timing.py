"""Wall clock, processor time and the highest memory of one piece of work, printed as JSON for whoever started it."""

import contextlib
import json
import resource
import time
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def measured(**already: Any) -> Iterator[dict[str, Any]]:
    """Seconds of the block; what the block puts into the dictionary is printed with them."""
    facts = dict(already)
    wall, used = time.perf_counter(), time.process_time()
    yield facts
    facts |= {"wall": time.perf_counter() - wall, "cpu": time.process_time() - used}
    facts["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(facts))
