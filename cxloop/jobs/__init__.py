"""The queue: shallow tasks that say when, never what.

Lost, doubled or late, a task does no harm: the truth is in the database, and the tick asks again for what is pending.
"""

from cxloop.jobs.anchoring import anchor
from cxloop.jobs.importing import abandoned_imports, check_import, run_import
from cxloop.jobs.keeping_on import keep_delivering, keep_reading, keep_sorting
from cxloop.jobs.pulling import pull_missing
from cxloop.jobs.queued import Tasks, queue, tasks
from cxloop.jobs.reading import read_inbox
from cxloop.jobs.sorting import find_by_words, keep_findable, sort_in
from cxloop.jobs.ticking import audit, beat, tick

__all__ = [
    "Tasks",
    "abandoned_imports",
    "anchor",
    "audit",
    "beat",
    "check_import",
    "find_by_words",
    "keep_delivering",
    "keep_findable",
    "keep_reading",
    "keep_sorting",
    "pull_missing",
    "queue",
    "read_inbox",
    "run_import",
    "sort_in",
    "tasks",
    "tick",
]
