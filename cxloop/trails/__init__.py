"""How a trail is kept so that nobody can change it unseen: one mechanism, for tickets and for the audit log.

Each event's hash is keyed and covers the event and the one before it (`links`). Outside the events' tables stand where
each trail ends (`ends`), how much was written in all (`tally`) and, once a day, an anchor that is also written to a
file (`anchors`). Tables refuse changes by triggers (`append_only`); `verifying` looks whether all of it fits.
"""

from cxloop.trails.append_only import append_only
from cxloop.trails.via import Via, program_of
from cxloop.trails.writing import Chain, Said, append, append_first

__all__ = ["Chain", "Said", "Via", "append", "append_first", "append_only", "program_of"]
