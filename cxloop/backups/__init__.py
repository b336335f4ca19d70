"""A backup is one file: the database as it was at one moment, and a manifest that says what is in it.

It is made while everything runs. The secret key is not in it, only its fingerprint: key and backup are kept apart.
"""

from cxloop.backups.archive import verified
from cxloop.backups.making import made
from cxloop.backups.manifest import BadBackup, Manifest
from cxloop.backups.restoring import NotRestored, restored

__all__ = ["BadBackup", "Manifest", "NotRestored", "made", "restored", "verified"]
