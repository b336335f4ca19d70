"""What only this installation can make or read: values sealed with its key, and links signed with it."""

from cxloop.secrets.sealing import CannotUnseal, derived, seal, unseal
from cxloop.secrets.signed_links import is_signed, link, numbered

__all__ = ["CannotUnseal", "derived", "is_signed", "link", "numbered", "seal", "unseal"]
